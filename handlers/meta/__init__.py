"""The API's health and contract."""
