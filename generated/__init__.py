# Written by codegen from openapi.yaml: change that, then `make generate`.
"""What follows from openapi.yaml."""
