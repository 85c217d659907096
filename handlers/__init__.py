"""The functions that run in Lambda."""

from handlers.runtime.startup import prepare_cold_start

prepare_cold_start()
