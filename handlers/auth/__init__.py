"""Accounts, sessions and the authorizer."""
