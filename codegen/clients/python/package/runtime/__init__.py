"""The hand-written layer: retries, sessions, pagination, and problems as exceptions."""
