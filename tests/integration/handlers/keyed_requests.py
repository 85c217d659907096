"""Orders under one Idempotency-Key."""

from __future__ import annotations

from typing import Any

from tests.integration.handlers import shelf
from tests.integration.handlers.buying import (
    ADA,
    place,
)
from tests.integration.handlers.calling import Answer
from tests.integration.handlers.desks import DESKS
from tests.integration.handlers.table import Row, Table
from tests.support.requests import order_request

KEY = "5c1b7f0e-3f1e-4a44-9d0a-7c2d9d6b1a55"
# The card and the stock that lead to each first response.
STORED = {201: ("tok_visa", DESKS), 202: ("tok_timeout", DESKS), 402: ("tok_declined", DESKS), 409: ("tok_visa", 1)}


def first_answer(status: int) -> tuple[Answer, str, dict[str, Any]]:
    """Order two desks with the key, assert the status, and return the response, the product's id and the body."""
    token, there_are = STORED[status]
    product_id = shelf.create_id(stock=there_are)
    body = order_request((product_id, 2), token=token)
    answer = place(ADA, body, key=KEY)
    assert answer.status == status, answer.text
    return answer, product_id, body


def record(table: Table) -> Row | None:
    """Return the stored record of Ada's idempotency key."""
    return table.row(f"USER#{ADA['userId']}", f"IDEMPOTENCY#createOrder#{KEY}")


def is_replay(answer: Answer) -> bool:
    """Return whether a response is marked as a replay."""
    header = answer.headers.get("Idempotency-Replayed")
    assert header in {None, "true"}
    return header == "true"
