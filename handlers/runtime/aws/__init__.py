"""AWS sessions, clients and their errors."""
