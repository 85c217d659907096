"""The load test: ``bin/shop load``, behind ``make load``."""
