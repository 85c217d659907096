"""Idempotency keys of requests about products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handlers.domain.idempotency import RequestKey, fingerprint
from handlers.runtime.http.response import text_of

if TYPE_CHECKING:
    from handlers.runtime.http.request import Request


def request_key(request: Request[Any, Any], key: str, *, resource: str = "") -> RequestKey:
    """Return the identity of a request.

    Parameters
    ----------
    key : str
        Its Idempotency-Key.
    resource : str
        The id in its path: the same key for another resource is another payload.
    """
    return RequestKey(
        user_id=request.principal.user_id,
        operation_id=request.operation.operation_id,
        key=key,
        fingerprint=fingerprint(f"{resource} {text_of(request.body)}"),
    )
