"""The signed-in user's profile and password, and the accounts of all users for admins."""
