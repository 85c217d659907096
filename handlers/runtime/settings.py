"""Settings: environment variables, each read when it is used, not on import, and parsed once.

``terraform/functions.json`` lists the settings that each function requires; no function requires one with a default.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from handlers.domain.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Callable


class Setting[T]:
    """An environment variable.

    Parameters
    ----------
    name : str
        The variable's name.
    parse : Callable
        Converts the text to the value; raises `ValueError` with a description of the valid values.
    description : str
        A description for operators.
    default : str, optional
        The text to use if the variable isn't set; a setting without a default must be set.
    """

    __slots__ = ("_known", "default", "description", "name", "parse")

    def __init__(self, name: str, parse: Callable[[str], T], description: str, *, default: str | None = None) -> None:
        self.name = name
        self.parse = parse
        self.description = description
        self.default = default
        # The last text and its value, because each event needs several.
        self._known: tuple[str, T] | None = None

    def value(self) -> T:
        """Return the current value in the environment.

        Raises
        ------
        Misconfigured
            If it is missing or out of range; the message names the setting.
        """
        text = os.environ.get(self.name, self.default)
        if self._known is not None and self._known[0] == text:
            return self._known[1]
        if not text and self.default is None:
            raise Misconfigured(f"The setting {self.name} is missing.")
        try:
            value = self.parse(text or "")
        except ValueError as error:
            raise Misconfigured(f"The setting {self.name} is not {error}.") from None
        self._known = text or "", value
        return value


def require(*settings: Setting[str]) -> None:
    """Raise `Misconfigured` unless all settings are set; called before a write, so that nothing is half-applied."""
    for setting in settings:
        setting.value()


def runs_in_lambda() -> bool:
    """Return whether this process runs in Lambda, not in a test or a local shop."""
    return "LAMBDA_TASK_ROOT" in os.environ


def trace_header() -> str:
    """Return X-Ray's header of the invocation, such as ``Root=1-5759e988-bd86;Parent=5399;Sampled=1``; may be empty."""
    return os.environ.get("_X_AMZN_TRACE_ID", "")


def has_credentials() -> bool:
    """Return whether the environment has AWS credentials, as in Lambda."""
    return "AWS_ACCESS_KEY_ID" in os.environ


def _url(text: str) -> str:
    return text.rstrip("/")


def _words(text: str) -> tuple[str, ...]:
    words = tuple(text.split())
    if not words:
        raise ValueError("a list of origins, or *")
    return words


def _integer(minimum: int, maximum: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and minimum <= int(text) <= maximum):
            raise ValueError(f"a whole number from {minimum} to {maximum}")
        return int(text)

    return parse


def _choice(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return text

    return parse


def _level(text: str) -> int:
    return logging.getLevelNamesMapping().get(text.upper(), logging.INFO)


# A throttle counter stores a stamp per attempt in one row, and a row has at most 400 kB.
_limit = _integer(1, 5_000)

TABLE_NAME = Setting("TABLE_NAME", str, "name of the single table")
S3_BUCKET_NAME = Setting("S3_BUCKET_NAME", str, "bucket of product images")
EXPORT_BUCKET_NAME = Setting("EXPORT_BUCKET_NAME", str, "private bucket of data exports")
IMAGE_BASE_URL = Setting("IMAGE_BASE_URL", _url, "URL under which the bucket's images are served")
JWT_SECRET_NAME = Setting("JWT_SECRET_NAME", str, "secret with the signing keys")
ENCRYPTION_SECRET_NAME = Setting("ENCRYPTION_SECRET_NAME", str, "secret with the keys that encrypt stored secrets")
JWT_EXPIRY = Setting("JWT_EXPIRY", _integer(1, 604_800), "lifetime of an access token in seconds")
SESSION_SECONDS = Setting(
    "SESSION_SECONDS", _integer(60, 31_536_000), "longest life of a session in seconds, however often it is refreshed"
)
SESSIONS_PER_ACCOUNT = Setting(
    "SESSIONS_PER_ACCOUNT", _integer(1, 1_000), "sessions per account; a new one ends the oldest"
)
PASSWORD_SALT_ROUNDS = Setting("PASSWORD_SALT_ROUNDS", _integer(4, 31), "bcrypt's cost: the logarithm of its rounds")
LOGIN_FAILURES_PER_ACCOUNT = Setting(
    "LOGIN_FAILURES_PER_ACCOUNT", _limit, "failed logins allowed per account and network address"
)
LOGIN_FAILURES_PER_ADDRESS = Setting(
    "LOGIN_FAILURES_PER_ADDRESS", _limit, "failed logins allowed per network address, over all accounts"
)
LOGIN_FAILURES_PER_ACCOUNT_ANYWHERE = Setting(
    "LOGIN_FAILURES_PER_ACCOUNT_ANYWHERE",
    _limit,
    "failed logins per account, over all network addresses, after which each further one has to wait",
)
REGISTRATIONS_PER_ADDRESS = Setting("REGISTRATIONS_PER_ADDRESS", _limit, "registrations allowed per network address")
REFRESHES_PER_ADDRESS = Setting("REFRESHES_PER_ADDRESS", _limit, "session refreshes allowed per network address")
EMAIL_REQUESTS_PER_ADDRESS = Setting(
    "EMAIL_REQUESTS_PER_ADDRESS", _limit, "requests for e-mails about accounts allowed per network address"
)
ATTEMPTS_SECONDS = Setting("ATTEMPTS_SECONDS", _integer(1, 86_400), "period of those six limits in seconds")
TRUSTED_PROXIES = Setting(
    "TRUSTED_PROXIES", _integer(0, 5), "number of our own proxies in front of API Gateway that no client can bypass"
)
PAYMENT_FUNCTION_NAME = Setting("PAYMENT_FUNCTION_NAME", str, "Lambda function of the payment service")
PAYMENT_SECRET_NAME = Setting("PAYMENT_SECRET_NAME", str, "secret with the payment service's API key")
SES_FROM_EMAIL = Setting("SES_FROM_EMAIL", str, "sender of the shop's e-mails")
SHOP_NAME = Setting("SHOP_NAME", str, "the shop's name in its e-mails")
ACCOUNT_PAGES_URL = Setting(
    "ACCOUNT_PAGES_URL", _url, "URL of the folder of pages that the links of e-mails about accounts lead to"
)
EVENT_BUS_NAME = Setting("EVENT_BUS_NAME", str, "EventBridge bus of the domain events")
DEAD_LETTER_QUEUE_URL = Setting("DEAD_LETTER_QUEUE_URL", str, "dead-letter queue of the stream processor")
SETTLE_AFTER_SECONDS = Setting(
    "SETTLE_AFTER_SECONDS", _integer(0, 3600), "age in seconds at which a pending order is settled"
)
ORDER_LIST_SHARDS = Setting(
    "ORDER_LIST_SHARDS", _integer(1, 64), "partitions of the list of all orders of a status; raised only, never lowered"
)
USER_LIST_SHARDS = Setting(
    "USER_LIST_SHARDS",
    _integer(1, 64),
    "partitions of the list of all accounts of a status; raised only, never lowered",
)
PRODUCT_LIST_SHARDS = Setting(
    "PRODUCT_LIST_SHARDS", _integer(1, 64), "partitions of the list of all products; raised only, never lowered"
)

ENVIRONMENT = Setting("ENVIRONMENT", str, "name of the stage", default="local")
LOG_LEVEL = Setting("LOG_LEVEL", _level, "lowest level that is logged", default="INFO")
DOCS_URL = Setting("DOCS_URL", _url, "URL of the documentation, and base of the problem types", default="/docs")
ALLOWED_ORIGINS = Setting(
    "ALLOWED_ORIGINS", _words, "origins whose scripts may read responses (CORS), separated by spaces", default="*"
)
ADMIN_MFA = Setting(
    "ADMIN_MFA",
    _choice("optional", "required"),
    "whether an admin needs a second factor: optional or required",
    default="required",
)
FIRST_CALL_SECONDS = Setting(
    "FIRST_CALL_SECONDS", _integer(0, 600), "most seconds for the first calls of a function's clients", default="5"
)
