"""Settings: environment variables, read when they are needed and not before (R24, R27)."""

from __future__ import annotations

import os

from handlers.domain.errors import Misconfigured

# They stand in one row, which holds 400 kB.
_MOST_ATTEMPTS = 5_000
_MOST_PROXIES = 5


def table_name() -> str:
    """Return the name of the single table.

    Raises
    ------
    Misconfigured
        If the setting ``TABLE_NAME`` is missing.
    """
    return _text("TABLE_NAME")


def bucket_name() -> str:
    """Return the name of the bucket that holds the pictures.

    Raises
    ------
    Misconfigured
        If the setting ``S3_BUCKET_NAME`` is missing.
    """
    return _text("S3_BUCKET_NAME")


def image_base_url() -> str:
    """Return the URL under which the bucket's pictures are read, without a slash at its end.

    Raises
    ------
    Misconfigured
        If the setting ``IMAGE_BASE_URL`` is missing.
    """
    return _text("IMAGE_BASE_URL").rstrip("/")


def jwt_secret_name() -> str:
    """Return the name of the secret that holds the signing keys.

    Raises
    ------
    Misconfigured
        If the setting ``JWT_SECRET_NAME`` is missing.
    """
    return _text("JWT_SECRET_NAME")


def jwt_expiry() -> int:
    """Return how many seconds an access token is good: up to a week.

    Raises
    ------
    Misconfigured
        If the setting ``JWT_EXPIRY`` is missing or not such a number.
    """
    return _number("JWT_EXPIRY", 1, 604_800)


def password_salt_rounds() -> int:
    """Return bcrypt's cost, the logarithm of its rounds: 4 to 31.

    Raises
    ------
    Misconfigured
        If the setting ``PASSWORD_SALT_ROUNDS`` is missing or not such a number.
    """
    return _number("PASSWORD_SALT_ROUNDS", 4, 31)


def login_failures_per_account() -> int:
    """Return how many logins to one account may fail from one network address: up to 5,000.

    Raises
    ------
    Misconfigured
        If the setting ``LOGIN_FAILURES_PER_ACCOUNT`` is missing or not such a number.
    """
    return _number("LOGIN_FAILURES_PER_ACCOUNT", 1, _MOST_ATTEMPTS)


def login_failures_per_address() -> int:
    """Return how many logins may fail from one network address, whatever the account: up to 5,000.

    Raises
    ------
    Misconfigured
        If the setting ``LOGIN_FAILURES_PER_ADDRESS`` is missing or not such a number.
    """
    return _number("LOGIN_FAILURES_PER_ADDRESS", 1, _MOST_ATTEMPTS)


def registrations_per_address() -> int:
    """Return how many accounts may be asked for from one network address: up to 5,000.

    Raises
    ------
    Misconfigured
        If the setting ``REGISTRATIONS_PER_ADDRESS`` is missing or not such a number.
    """
    return _number("REGISTRATIONS_PER_ADDRESS", 1, _MOST_ATTEMPTS)


def refreshes_per_address() -> int:
    """Return how many sessions may be refreshed from one network address: up to 5,000.

    Raises
    ------
    Misconfigured
        If the setting ``REFRESHES_PER_ADDRESS`` is missing or not such a number.
    """
    return _number("REFRESHES_PER_ADDRESS", 1, _MOST_ATTEMPTS)


def attempts_seconds() -> int:
    """Return in how many seconds those limits count: up to a day.

    Raises
    ------
    Misconfigured
        If the setting ``ATTEMPTS_SECONDS`` is missing or not such a number.
    """
    return _number("ATTEMPTS_SECONDS", 1, 86_400)


def trusted_proxies() -> int:
    """Return how many proxies of ours stand in front of API Gateway, which nobody gets around: up to 5.

    Raises
    ------
    Misconfigured
        If the setting ``TRUSTED_PROXIES`` is missing or not such a number.
    """
    return _number("TRUSTED_PROXIES", 0, _MOST_PROXIES)


def payment_function_name() -> str:
    """Return the name of the Lambda that stands for the payment service.

    Raises
    ------
    Misconfigured
        If the setting ``PAYMENT_FUNCTION_NAME`` is missing.
    """
    return _text("PAYMENT_FUNCTION_NAME")


def payment_secret_name() -> str:
    """Return the name of the secret that holds the payment service's API key.

    Raises
    ------
    Misconfigured
        If the setting ``PAYMENT_SECRET_NAME`` is missing.
    """
    return _text("PAYMENT_SECRET_NAME")


def ses_from_email() -> str:
    """Return the address that the shop's e-mails come from.

    Raises
    ------
    Misconfigured
        If the setting ``SES_FROM_EMAIL`` is missing.
    """
    return _text("SES_FROM_EMAIL")


def event_bus_name() -> str:
    """Return the name of the EventBridge bus that the shop's events are published on.

    Raises
    ------
    Misconfigured
        If the setting ``EVENT_BUS_NAME`` is missing.
    """
    return _text("EVENT_BUS_NAME")


def dead_letter_queue_url() -> str:
    """Return the URL of the queue that takes what the stream processor can't process.

    Raises
    ------
    Misconfigured
        If the setting ``DEAD_LETTER_QUEUE_URL`` is missing.
    """
    return _text("DEAD_LETTER_QUEUE_URL")


def settle_after_seconds() -> int:
    """Return after how many seconds a pending order is settled: up to an hour.

    Raises
    ------
    Misconfigured
        If the setting ``SETTLE_AFTER_SECONDS`` is missing or not such a number.
    """
    return _number("SETTLE_AFTER_SECONDS", 0, 3600)


def stage() -> str:
    """Return the stage that this is; ``local`` where none is set."""
    return os.environ.get("ENVIRONMENT", "local")


def log_level() -> str:
    """Return the least level that is logged; INFO where none is set."""
    return os.environ.get("LOG_LEVEL", "INFO").upper()


def docs_url() -> str:
    """Return the URL of the documentation, without a slash at its end; problem types stand under it."""
    return os.environ.get("DOCS_URL", "/docs").rstrip("/")


def allow_origin() -> str:
    """Return the origin whose scripts may read our answers (CORS)."""
    return os.environ.get("ALLOW_ORIGIN", "*")


def runs_in_lambda() -> bool:
    """Tell whether this is Lambda and not a test or one machine."""
    return "LAMBDA_TASK_ROOT" in os.environ


def _text(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise Misconfigured(f"The setting {name} is missing.")
    return value


def _number(name: str, least: int, most: int) -> int:
    value = _text(name)
    if not (value.isascii() and value.isdecimal() and least <= int(value) <= most):
        raise Misconfigured(f"The setting {name} is not a whole number from {least} to {most}.")
    return int(value)
