"""Notifications: each order change becomes an e-mail and a domain event."""
