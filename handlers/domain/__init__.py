"""The rules of a shop. No AWS, no HTTP."""
