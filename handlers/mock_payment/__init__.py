"""The mock payment service."""
