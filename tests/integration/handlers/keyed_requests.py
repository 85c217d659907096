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
# What each first answer comes from: a card, and how many desks there are.
KEPT = {201: ("tok_visa", DESKS), 202: ("tok_timeout", DESKS), 402: ("tok_declined", DESKS), 409: ("tok_visa", 1)}


def first_answer(status: int) -> tuple[Answer, str, dict[str, Any]]:
    """Ask for two desks under the key, get this answer, and return it with the product's id and the body."""
    token, there_are = KEPT[status]
    product_id = shelf.create_id(stock=there_are)
    body = order_request((product_id, 2), token=token)
    answer = place(ADA, body, key=KEY)
    assert answer.status == status, answer.text
    return answer, product_id, body


def record(table: Table) -> Row | None:
    """Return what is remembered of Ada's request under the key."""
    return table.row(f"USER#{ADA['userId']}", f"IDEMPOTENCY#createOrder#{KEY}")


def is_replay(answer: Answer) -> bool:
    """Tell whether an answer says of itself that it was given before."""
    said = answer.headers.get("Idempotency-Replayed")
    assert said in {None, "true"}
    return said == "true"
