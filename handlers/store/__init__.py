"""The single table."""
