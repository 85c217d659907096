"""Calls that are never retried because they are not idempotent, and the outcome of one that fails."""

from __future__ import annotations

from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
    ProxyConnectionError,
    SSLError,
)
from botocore.parsers import ResponseParserError

from handlers.domain.errors import Unavailable
from handlers.runtime.aws.errors import translate_error

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_SENT = (ConnectTimeoutError, EndpointConnectionError, ProxyConnectionError)
NO_COMPLETE_RESPONSE = (HTTPClientError, IncompleteReadError, ResponseParserError, SSLError)
# A proxy in front of the service returns these.
_PROXY_STATUSES = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT})


class Refused(Exception):
    """The call had no effect.

    Parameters
    ----------
    cause : Exception
        The original error, translated to the shop's if possible.
    """

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


class OutcomeUnknown(Exception):
    """The call may have taken effect."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)


@contextmanager
def send_once() -> Iterator[None]:
    """Translate the failure of the call in the ``with`` block.

    Raises
    ------
    Refused
        If the service rejected the call or was never reached.
    OutcomeUnknown
        If the service may have acted on the call.
    """
    try:
        yield
    except NOT_SENT as error:
        raise Refused(translate_error(error)) from error
    except NO_COMPLETE_RESPONSE as error:
        raise OutcomeUnknown(type(error).__name__) from error
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if status in _PROXY_STATUSES:
            raise OutcomeUnknown(HTTPStatus(status).phrase) from error
        raise Refused(translate_error(error)) from error
    except (BotoCoreError, Unavailable) as error:
        raise Refused(translate_error(error)) from error
