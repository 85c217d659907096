from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from handlers.domain.errors import Misconfigured
from local.aws.clients import client
from local.config import JWT_SECRET, PAYMENT_SECRET
from tests.integration.handlers.accounts import ADA, authorizer_error, register, sign_up
from tests.integration.handlers.calling import FUNCTIONS, call, invoke, send
from tests.integration.handlers.conftest import LogLines, forget_clients, forget_secrets
from tests.integration.handlers.every_function import (
    AWS_FUNCTIONS,
    BATCH_FUNCTIONS,
    EVENT_FUNCTIONS,
    good_event,
    make,
)
from tests.integration.handlers.faulty_proxy import FaultyProxy, always, error
from tests.integration.handlers.notifications import failed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local.config import LocalConfig
    from tests.integration.handlers.table import Table

INTERNAL_ERROR = (500, "internal-error")
CREDENTIALS = {"email": ADA["email"], "password": ADA["password"]}
WITH_TABLE = [function for function in AWS_FUNCTIONS if "TABLE_NAME" in FUNCTIONS[function]["settings"]]
REQUIRED_SETTINGS = [(function, setting) for function, row in FUNCTIONS.items() for setting in row["settings"]]


def only_error(lines: list[dict[str, Any]]) -> dict[str, Any]:
    (line,) = [line for line in lines if line["level"] == "ERROR"]
    return line


def assert_fails(function: str, event: Mapping[str, Any]) -> None:
    """Invoke a function and assert that it fails as its kind of event requires."""
    if function in EVENT_FUNCTIONS:
        with pytest.raises(Misconfigured):
            invoke(function, event)
    else:
        assert send(function, event).problem == INTERNAL_ERROR


@pytest.mark.parametrize("function", WITH_TABLE)
def test_missing_table_is_logged_once_by_name(
    table: Table, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines, function: str
) -> None:
    # Given a function configured for a missing table
    event = good_event(function, make())
    already = len(log_lines())
    monkeypatch.setenv("TABLE_NAME", "no-such-table")

    # When it is invoked
    if function in BATCH_FUNCTIONS:
        assert invoke(function, event) == failed(*event["Records"])
    else:
        assert_fails(function, event)

    # Then one log line names the missing setting
    assert "no-such-table" in only_error(log_lines()[already:])["message"]


@pytest.fixture
def secret(aws: LocalConfig, new_process: Table) -> Iterator[Any]:
    """The signing keys' secret, restored afterwards."""
    secrets = client("secretsmanager", aws.aws_url)
    kept = secrets.get_secret_value(SecretId=JWT_SECRET)["SecretString"]
    yield lambda text: secrets.put_secret_value(SecretId=JWT_SECRET, SecretString=text)
    secrets.put_secret_value(SecretId=JWT_SECRET, SecretString=kept)


def test_missing_secret_is_logged_once_by_name(
    new_process: Table, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines
) -> None:
    register()
    monkeypatch.setenv("JWT_SECRET_NAME", "no/such/secret")

    assert call("loginUser", body=CREDENTIALS).problem == INTERNAL_ERROR

    assert "no/such/secret" in only_error(log_lines())["message"]


def test_missing_secret_is_not_reported_as_unauthorized(
    new_process: Table, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines
) -> None:
    login = sign_up()
    forget_clients()
    monkeypatch.setenv("JWT_SECRET_NAME", "no/such/secret")

    assert authorizer_error(f"Bearer {login.access_token}") not in {None, "Unauthorized"}
    assert "no/such/secret" in only_error(log_lines())["message"]


KEY = base64.urlsafe_b64encode(b"k" * 32).decode()


@pytest.mark.parametrize(
    "text",
    [
        " ",
        "{",
        "null",
        json.dumps({"keys": []}),
        json.dumps({"current": "1", "keys": {"1": KEY}}),
        json.dumps({"keys": [{"kid": "1", "key": KEY[:20], "signsFrom": 0, "goodUntil": None}]}),
        json.dumps({"keys": [{"kid": "1", "key": KEY, "signsFrom": 0, "goodUntil": 900}]}),
    ],
)
def test_malformed_secret_is_reported_without_its_content(secret: Any, log_lines: LogLines, text: str) -> None:
    register()
    secret(text)

    assert call("loginUser", body=CREDENTIALS).problem == INTERNAL_ERROR

    line = only_error(log_lines())
    assert JWT_SECRET in line["message"]
    assert KEY[:20] not in json.dumps(line)


@pytest.mark.parametrize(
    ("function", "name"),
    [("loginUser", JWT_SECRET), ("authorize_request", JWT_SECRET), ("createOrder", PAYMENT_SECRET)],
)
def test_unreadable_secret_is_logged_by_name(
    aws_proxy: FaultyProxy, log_lines: LogLines, function: str, name: str
) -> None:
    # Given that either secret was read last
    event = good_event(function, make())
    already = len(log_lines())
    aws_proxy.plan = always(error("AccessDeniedException"), "GetSecretValue")
    forget_secrets()

    assert_fails(function, event)

    assert only_error(log_lines()[already:])["message"].startswith(f"GetSecretValue: {name}: ")


@pytest.mark.parametrize(("function", "setting"), REQUIRED_SETTINGS)
def test_missing_setting_is_logged_once_by_name(
    new_process: Table, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines, function: str, setting: str
) -> None:
    # Given a valid event of a function without one of its settings
    event = good_event(function, make())
    before, already = new_process.rows(), len(log_lines())
    monkeypatch.delenv(setting)
    forget_clients()

    # When it is invoked
    assert_fails(function, event)

    # Then nothing was done, and the log names the setting
    assert setting in only_error(log_lines()[already:])["message"]
    assert new_process.rows() == before


@pytest.mark.parametrize("value", ["", "twelve", "-1", "1.5", "１２"])
@pytest.mark.parametrize("setting", ["PASSWORD_SALT_ROUNDS", "JWT_EXPIRY"])
def test_setting_that_is_not_a_number_is_logged_by_name(
    table: Table, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines, setting: str, value: str
) -> None:
    register()
    monkeypatch.setenv(setting, value)

    assert call("loginUser", body=CREDENTIALS).problem == INTERNAL_ERROR
    assert setting in only_error(log_lines())["message"]
