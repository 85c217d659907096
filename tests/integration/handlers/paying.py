"""Payments through the port, without a time limit, or directly through the payment service."""

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
    # Not in the context of the function that this thread ran before: its time is over.
    return Context().run(lambda: payment_provider.charge(key, amount=Decimal(amount), currency=currency, token=card))


def settle(*, key: str = KEY) -> Charge:
    return Context().run(payment_provider.settle, key)


def refund(*, key: str = KEY) -> Charge:
    return Context().run(payment_provider.refund, key)


def api_key() -> str:
    return Context().run(payment_provider._api_key.value)


def call_payments(action: str, **changed: str) -> Any:
    event = {"apiKey": api_key(), "action": action, "key": KEY, **changed}
    return invoke("process_payment", sample_event("process_payment") | event)


def charge_row(table: Table, key: str = KEY) -> Row | None:
    return table.row(f"PAYMENT#{key}", "CHARGE")


def charge_state(table: Table, key: str = KEY) -> str | None:
    row = charge_row(table, key)
    return None if row is None else str(row["state"])


def payment_events(log_lines: LogLines) -> list[str]:
    """Return the payment service's log events about payments, oldest first."""
    lines = [line for line in log_lines() if line.get("operation") == "process_payment"]
    return [line["event"] for line in lines if line["event"].startswith("PAYMENT_")]
