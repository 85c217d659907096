"""Ports to all outside services except the table, with their implementations.

Each module has a `Protocol` (the port), its implementation, and the instance that the handlers use. ``tests/fakes`` has
a fake of each port. Implementations raise `Misconfigured` if a setting, secret or permission is missing.
"""
