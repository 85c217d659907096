"""Fakes: in-memory implementations of the adapters' ports, for unit tests."""
