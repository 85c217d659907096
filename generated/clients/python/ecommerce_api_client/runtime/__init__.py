# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""What is written by hand: retries, sessions, pages, and problems as exceptions."""
