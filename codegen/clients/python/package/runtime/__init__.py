"""What is written by hand: retries, sessions, pages, and problems as exceptions."""
