"""The audit of changes, for admins."""
