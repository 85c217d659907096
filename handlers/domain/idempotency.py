"""Idempotency keys: a repeated request gets the response to the first one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handlers.domain.errors import KeyReused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.domain.errors import Shortage
    from handlers.domain.orders import Status

RETENTION_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestKey:
    """The identity of a request: caller, operation, key and payload.

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
    """The stored record of an earlier request.

    Parameters
    ----------
    status : int or None
        The HTTP status of its response; None while the request is in progress.
    order_id : str or None
        The order it placed.
    order_state : tuple or None
        The order's status, time of last change and revision in the first response; None if a replay shows the
        current ones.
    shortages : tuple
        The shortages because of which it had no effect.
    created : Mapping
        For other operations than createOrder: what the first response needs of the resource that it created.
    """

    fingerprint: str
    status: int | None
    order_id: str | None
    order_state: tuple[Status, str, str] | None
    shortages: tuple[Shortage, ...]
    created: Mapping[str, str] = field(default_factory=dict)

    def check(self, request: RequestKey) -> None:
        """Check that a request has the payload of the recorded one.

        Raises
        ------
        KeyReused
            If the payload differs.
        """
        if self.fingerprint != request.fingerprint:
            raise KeyReused


def fingerprint(payload: str) -> str:
    """Return the SHA-256 of a payload, in hex."""
    return hashlib.sha256(payload.encode()).hexdigest()
