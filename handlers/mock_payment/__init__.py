"""The payment service, as a mock of a real one."""
