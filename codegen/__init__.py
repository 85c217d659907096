"""Write generated/ from openapi.yaml: `python -m codegen`."""
