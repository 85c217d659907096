# Written by codegen from openapi.yaml: change that, then `make generate`.
"""Contains methods for accessing the API"""
