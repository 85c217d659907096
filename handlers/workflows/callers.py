"""The caller of a request: the network, and the origin of changes for the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handlers.domain.audit import Origin, user_origin
from handlers.domain.throttling import client_network
from handlers.runtime import settings

if TYPE_CHECKING:
    from handlers.runtime.http.request import ProxyEvent, Request


def caller_network(event: ProxyEvent) -> str:
    """Return the network that a caller's attempts are counted by."""
    try:
        return client_network(event.caller_ip(proxies=settings.TRUSTED_PROXIES.value()))
    except ValueError:
        # The forwarded address isn't an IP address, so no trusted proxy wrote it.
        return client_network(event.source_ip)


def account_origin(event: ProxyEvent, user_id: str) -> Origin:
    """Return the origin of the changes that an account requests without a session, such as with an e-mailed token."""
    return user_origin(user_id, caller_network(event))


def origin_of(request: Request[Any, Any]) -> Origin:
    """Return the origin of the changes that a signed-in user requests."""
    return account_origin(request.event, request.principal.user_id)
