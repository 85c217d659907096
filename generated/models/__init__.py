# Written by codegen from openapi.yaml: change that, then `make generate`.
"""One module a model, so that a handler imports only what its operation needs."""
