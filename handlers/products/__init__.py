"""Products and their pictures."""
