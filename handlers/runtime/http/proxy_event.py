"""API Gateway's REST proxy event, as far as we read it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from handlers.domain.errors import Fault, InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class ProxyEvent:
    """A view on the event that a REST proxy integration hands to a function.

    Parameters
    ----------
    raw : Mapping[str, Any]
        The event (docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html).
    """

    raw: Mapping[str, Any]

    @property
    def request_id(self) -> str:
        """The id that API Gateway gave the request."""
        return str(self.raw["requestContext"]["requestId"])

    @property
    def path(self) -> str:
        """The path as the client sees it: with the stage or base path, percent-encoded."""
        return str(self.raw["requestContext"]["path"])

    @property
    def authorizer(self) -> Mapping[str, Any]:
        """What the authorizer said of the caller; empty where none ran."""
        return self.raw["requestContext"].get("authorizer") or {}

    @property
    def source_ip(self) -> str:
        """The network address that API Gateway was asked from: the caller's, or that of a proxy in front."""
        return str(self.raw["requestContext"]["identity"]["sourceIp"])

    @property
    def media_type(self) -> str:
        """The body's media type, without parameters, in lower case."""
        return self.header("content-type").partition(";")[0].strip().lower()

    def caller_ip(self, *, proxies: int) -> str:
        """Return the network address of the caller.

        Each proxy appends to X-Forwarded-For who asked it, and API Gateway does last of all. What stands further left
        the caller wrote, and it may be a lie.

        Parameters
        ----------
        proxies : int
            How many of ours stand in front of API Gateway. Where fewer have written there, it is the address that API
            Gateway was asked from.
        """
        forwarded = self.header("x-forwarded-for").split(",")
        return forwarded[-1 - proxies].strip() if 0 < proxies < len(forwarded) else self.source_ip

    def header(self, name: str) -> str:
        """Return a header's value, several of them joined as HTTP joins them, or an empty text."""
        return ", ".join(self._header_values(name))

    def has_header(self, name: str) -> bool:
        """Tell whether the header was sent, be it empty."""
        return bool(self._header_values(name))

    def query(self, name: str) -> Sequence[str]:
        """Return every value of a query parameter."""
        return (self.raw.get("multiValueQueryStringParameters") or {}).get(name) or []

    def path_parameter(self, name: str) -> str:
        """Return a parameter of the path, decoded."""
        return str((self.raw.get("pathParameters") or {})[name])

    def body(self) -> str | bytes | None:
        """Return the body, or None where there is none.

        Raises
        ------
        InvalidRequest
            If it is said to be base64 and is not.
        """
        body: str | None = self.raw.get("body")
        if not body or not self.raw.get("isBase64Encoded"):
            return body or None
        try:
            return base64.b64decode(body, validate=True)
        except binascii.Error as error:
            raise InvalidRequest([Fault("/body", "body can't be read")]) from error

    def _header_values(self, name: str) -> Sequence[str]:
        return self._headers.get(name.lower(), ())

    @cached_property
    def _headers(self) -> Mapping[str, Sequence[str]]:
        sent: Mapping[str, Sequence[str]] = self.raw.get("multiValueHeaders") or {}
        folded: dict[str, list[str]] = {}
        for name, values in sent.items():
            folded.setdefault(name.lower(), []).extend(values)
        return folded
