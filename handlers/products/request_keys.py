"""Idempotency keys of requests about products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handlers.domain.idempotency import RequestKey, fingerprint

if TYPE_CHECKING:
    from handlers.runtime.http.request import Request


def request_key(request: Request[Any, Any], key: str, *, payload: str) -> RequestKey:
    """Return the identity of a request.

    Parameters
    ----------
    key : str
        Its Idempotency-Key.
    payload : str
        Its body and the id in its path, the same text however its client spells numbers and defaults.
    """
    return RequestKey(
        user_id=request.principal.user_id,
        operation_id=request.operation.operation_id,
        key=key,
        fingerprint=fingerprint(payload),
    )
