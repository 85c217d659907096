# Written by codegen from openapi.yaml: change that, then `make generate`.
"""One module per model, so that a handler imports only the models of its operation."""
