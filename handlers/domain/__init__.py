"""The rules of the shop: no AWS, no HTTP."""
