"""The signed-in user's profile and password."""
