"""The signed-in user's cart."""
