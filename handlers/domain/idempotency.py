"""Idempotency keys: a request that is sent again is the same request, and is answered the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.domain.errors import KeyReused

if TYPE_CHECKING:
    from handlers.domain.errors import Shortage
    from handlers.domain.orders import Status

KEPT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestKey:
    """Which request of which caller this is.

    Parameters
    ----------
    key : str
        The caller's Idempotency-Key.
    fingerprint : str
        SHA-256 of the payload, in hex.
    """

    user_id: str
    operation_id: str
    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotencyRecord:
    """What is remembered of an earlier request.

    Parameters
    ----------
    status : int or None
        The HTTP status that it was answered with; None while it is at work.
    order_id : str or None
        The order that it placed.
    shown : tuple or None
        The order's status, time of last change and revision as first answered; None where a replay shows it as it is.
    shortages : tuple
        Why it placed none.
    """

    fingerprint: str
    status: int | None
    order_id: str | None
    shown: tuple[Status, str, str] | None
    shortages: tuple[Shortage, ...]

    def check(self, request: RequestKey) -> None:
        """Look that a request is the remembered one.

        Raises
        ------
        KeyReused
            If it is another one under the same key.
        """
        if self.fingerprint != request.fingerprint:
            raise KeyReused


def fingerprint(payload: str) -> str:
    """Return what tells a payload from others, without keeping it."""
    return hashlib.sha256(payload.encode()).hexdigest()
