"""What follows from a change in the table."""
