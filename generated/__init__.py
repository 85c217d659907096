# Written by codegen from openapi.yaml: change that, then `make generate`.
"""Generated from openapi.yaml."""
