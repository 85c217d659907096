"""Payments, asked for as other functions do, with all the time in the world, or of the payment service itself."""

from __future__ import annotations

from contextvars import Context
from decimal import Decimal
from typing import Any

from handlers.adapters.payments import payment_provider
from handlers.domain.payments import Charge
from handlers.domain.products import Currency
from tests.integration.handlers.calling import invoke
from tests.integration.handlers.conftest import LogLines
from tests.integration.handlers.table import Row, Table
from tests.lambda_events import sample_event

KEY = "01JD8R2M4N6P8Q0R2S4T6V8W0X"


def charge(card: str = "tok_visa", *, key: str = KEY, amount: str = "19.90", currency: Currency = "USD") -> Charge:
    """Charge a card, through the port."""
    # Not in the context of whatever function this thread has run before: its time is over.
    return Context().run(lambda: payment_provider.charge(key, amount=Decimal(amount), currency=currency, token=card))


def settle(*, key: str = KEY) -> Charge:
    """Find out for good, through the port."""
    return Context().run(payment_provider.settle, key)


def refund(*, key: str = KEY) -> Charge:
    """Give back, through the port."""
    return Context().run(payment_provider.refund, key)


def ask(action: str, **changed: str) -> Any:
    """Ask the payment service itself, in this thread, with its API key."""
    event = {"apiKey": api_key(), "action": action, "key": KEY, **changed}
    return invoke("process_payment", sample_event("process_payment") | event)


def api_key() -> str:
    """Return the key that opens the payment service."""
    return Context().run(payment_provider._api_key.value)


def books(table: Table, key: str = KEY) -> Row | None:
    return table.row(f"PAYMENT#{key}", "CHARGE")


def state(table: Table, key: str = KEY) -> str | None:
    row = books(table, key)
    return None if row is None else str(row["state"])


def told(log_lines: LogLines) -> list[str]:
    """Return the payment service's own events, in the order they were logged."""
    return [line["event"] for line in log_lines() if line.get("operation") == "process_payment"]
