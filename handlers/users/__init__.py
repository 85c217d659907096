"""The signed-in user's own data."""
