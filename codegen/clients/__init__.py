"""Write generated/clients/ from openapi.yaml: `python -m codegen.clients`."""
