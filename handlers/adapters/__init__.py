"""The rest of the outside."""
