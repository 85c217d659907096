# Written by codegen from openapi.yaml: change that, then `make sdk-generate`.
"""Contains methods for accessing the API"""
