"""Calls that are made once, because a repeat would be felt: what it means when one fails."""

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
from handlers.runtime.aws.errors import meaning

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_SENT = (ConnectTimeoutError, EndpointConnectionError, ProxyConnectionError)
NO_WHOLE_ANSWER = (HTTPClientError, IncompleteReadError, ResponseParserError, SSLError)
# What stands between us and a service says so, not the service.
_OF_A_GATEWAY = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT})


class Refused(Exception):
    """The service has not done what it was asked to, and won't.

    Parameters
    ----------
    cause : Exception
        Why, in the shop's words.
    """

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


class Unanswered(Exception):
    """The service gave no answer: it may have done what it was asked to, or do so yet."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)


@contextmanager
def one_try() -> Iterator[None]:
    """Tell what the failure of the one call inside means.

    Raises
    ------
    Refused
        If the service said no, or was never reached.
    Unanswered
        If nobody knows.
    """
    try:
        yield
    except NOT_SENT as error:
        raise Refused(meaning(error)) from error
    except NO_WHOLE_ANSWER as error:
        raise Unanswered(type(error).__name__) from error
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if status in _OF_A_GATEWAY:
            raise Unanswered(HTTPStatus(status).phrase) from error
        raise Refused(meaning(error)) from error
    except (BotoCoreError, Unavailable) as error:
        raise Refused(meaning(error)) from error
