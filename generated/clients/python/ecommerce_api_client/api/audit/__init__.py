# Written by codegen from openapi.yaml: change that, then `make generate`.
"""Contains endpoint functions for accessing the API"""
