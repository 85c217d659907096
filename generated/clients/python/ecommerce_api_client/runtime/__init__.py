# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""The hand-written layer: retries, sessions, pagination, and problems as exceptions."""
