"""The local API Gateway."""
