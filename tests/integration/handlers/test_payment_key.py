"""The API key of the payment service: calls without it are rejected, and its rotation interrupts nothing."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from handlers.adapters.payments import payment_provider
from handlers.adapters.secrets import CachedSecret
from handlers.domain.errors import Misconfigured, PaymentUnavailable
from handlers.domain.ids import new_id
from handlers.mock_payment import process_payment
from local.aws.clients import client
from tests.clock import stopped_clock
from tests.integration.handlers import catalog
from tests.integration.handlers.aws_calls import recorded
from tests.integration.handlers.buying import (
    ADA,
    add_to_cart,
    assert_undone,
    cancel,
    create_desks,
    order,
    order_id,
    settle,
)
from tests.integration.handlers.calling import invoke
from tests.integration.handlers.conftest import forget_secrets
from tests.integration.handlers.faulty_proxy import FaultyProxy, always, error
from tests.integration.handlers.paying import KEY, api_key, charge, charge_state, refund
from tests.lambda_events import sample_event

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

    from local.config import LocalConfig
    from tests.integration.handlers.conftest import LogLines
    from tests.integration.handlers.table import Table

INTERNAL_ERROR, UNAVAILABLE = (500, "internal-error"), (503, "unavailable")


@dataclass(frozen=True)
class ApiKey:
    """The secret with the key, and its cached copies."""

    name: str
    secrets: SecretsManagerClient

    def change(self, text: str | None = None) -> str:
        """Replace the key, as an operator does, and return the new one."""
        key = secrets.token_urlsafe() if text is None else text
        self.secrets.put_secret_value(SecretId=self.name, SecretString=key)
        return key

    def is_read_by(self, *readers: CachedSecret[Any]) -> None:
        """Simulate new processes of the shop or the payment service, which have just read the key."""
        for reader in readers:
            reader._cached = None
            reader._refreshed_at = float("-inf")
            reader.value()


@pytest.fixture
def key(table: Table, aws: LocalConfig, monkeypatch: pytest.MonkeyPatch) -> ApiKey:
    """A new key for this test, cached nowhere."""
    made = ApiKey(f"ecommerce/local/{new_id()}/payment/api-key", client("secretsmanager", aws.aws_url))
    made.secrets.create_secret(Name=made.name, SecretString=secrets.token_urlsafe())
    monkeypatch.setenv("PAYMENT_SECRET_NAME", made.name)
    forget_secrets()
    return made


def errors(log_lines: LogLines) -> list[str]:
    return [line["message"] for line in log_lines() if line["level"] == "ERROR"]


@pytest.mark.parametrize("action", ["charge", "settle", "refund"])
def test_calls_without_the_key_are_rejected(key: ApiKey, table: Table, log_lines: LogLines, action: str) -> None:
    good = api_key()
    event = sample_event("process_payment") | {"action": action, "key": KEY}
    del event["apiKey"]
    others: list[Any] = [None, 5, "", [good], good[:-1], good + "A", good.swapcase(), f" {good}", "\ud800" * 43]

    for shown in [event, *({**event, "apiKey": other} for other in others)]:
        assert invoke("process_payment", shown) == {"outcome": "unauthorized"}

    assert table.rows() == {}
    assert {line["event"] for line in log_lines()} == {"PAYMENT_CALLER_REFUSED", "EVENT_FINISHED"}
    assert invoke("process_payment", {**event, "apiKey": good})["outcome"] != "unauthorized"


def test_many_wrong_keys_cause_few_reads(key: ApiKey) -> None:
    event = sample_event("process_payment") | {"key": KEY}
    with recorded() as aws:
        for _ in range(50):
            invoke("process_payment", event)

    # The current key and the previous one, each read twice
    assert aws.requests == ["GetSecretValue"] * 4


@pytest.mark.parametrize("shop", ["before", "after", "never"])
@pytest.mark.parametrize("service", ["before", "after", "never"])
def test_a_key_change_interrupts_no_order_whatever_is_cached(
    key: ApiKey, log_lines: LogLines, shop: str, service: str
) -> None:
    # Given a shop and a payment service that read the key before its change, after it, or not at all
    product_id = create_desks()
    for when in ("before", "after"):
        if when == "after":
            key.change()
        if shop == when:
            key.is_read_by(payment_provider._api_key)
        if service == when:
            key.is_read_by(process_payment._current, process_payment._previous)

    assert order(ADA, product_id).status == 201
    assert "PAYMENT_CALLER_REFUSED" not in {line["event"] for line in log_lines()}


def is_accepted(shown: str) -> bool:
    """Return whether the payment service accepts a key."""
    response = invoke("process_payment", sample_event("process_payment") | {"apiKey": shown})
    return bool(response["outcome"] != "unauthorized")


def test_old_and_new_key_are_both_accepted(key: ApiKey) -> None:
    old = api_key()
    key.is_read_by(process_payment._current, process_payment._previous)

    new = key.change()

    assert [is_accepted(shown) for shown in (new, old, new, old)] == [True] * 4


def test_a_key_is_rejected_five_minutes_after_two_changes(key: ApiKey, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, old = stopped_clock(monkeypatch), api_key()
    is_accepted(old)
    key.change()
    clock.seconds += 301
    new = key.change()

    clock.seconds += 300

    assert not is_accepted(old)
    assert is_accepted(new)


def test_orders_succeed_while_the_key_changes_every_few_minutes(key: ApiKey, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a shop and a payment service that read the key every five minutes, at different times
    clock, product_id = stopped_clock(monkeypatch), catalog.create_id(stock=99)
    for second in range(0, 3600, 50):
        clock.seconds += 50
        if second == 100:
            key.is_read_by(payment_provider._api_key)
        # When the key changes a little less often
        if second % 350 == 0:
            key.change()

        # Then every order is paid for
        assert order(ADA, product_id).status == 201, second


def test_a_rejected_stale_key_is_read_again(
    key: ApiKey, payment_proxy: FaultyProxy, table: Table, log_lines: LogLines
) -> None:
    key.is_read_by(payment_provider._api_key)
    for _ in range(2):
        key.change()

    assert charge().state == "charged"

    assert payment_proxy.seen == ["Invoke", "Invoke"]
    events = [line["event"] for line in log_lines() if line["event"] != "EVENT_FINISHED"]
    assert events == ["PAYMENT_CALLER_REFUSED", "PAYMENT_KEY_REJECTED", "PAYMENT_PROCESSED"]


@pytest.fixture
def other_service(key: ApiKey, monkeypatch: pytest.MonkeyPatch) -> None:
    """A payment service with another key."""
    other = secrets.token_urlsafe()
    for name in ("_current", "_previous"):
        monkeypatch.setattr(process_payment, name, CachedSecret(lambda: key.name, lambda _: other))


@pytest.mark.usefixtures("other_service")
def test_a_rejected_key_is_retried_once_and_reported(
    key: ApiKey, payment_proxy: FaultyProxy, table: Table, log_lines: LogLines
) -> None:
    with pytest.raises(Misconfigured, match=key.name):
        charge()

    assert payment_proxy.seen == ["Invoke", "Invoke"]
    assert table.rows() == {}
    assert api_key() not in json.dumps(log_lines())


@pytest.mark.usefixtures("other_service")
def test_an_order_is_cancelled_if_the_key_is_rejected(key: ApiKey, table: Table, log_lines: LogLines) -> None:
    assert order(ADA, create_desks()).problem == INTERNAL_ERROR

    assert not [row for row in table.rows() if row[0].startswith("PAYMENT#")]
    (message,) = errors(log_lines)
    assert key.name in message


@pytest.mark.parametrize("at_once", [True, False], ids=["deleted", "scheduled for deletion"])
def test_nothing_is_ordered_or_settled_without_a_key(
    key: ApiKey, table: Table, log_lines: LogLines, at_once: bool
) -> None:
    # Given a product in stock, and a missing secret
    product_id = create_desks()
    add_to_cart(ADA, product_id)
    before = table.rows()
    key.secrets.delete_secret(SecretId=key.name, ForceDeleteWithoutRecovery=at_once)
    forget_secrets()

    assert order(ADA, product_id).problem == INTERNAL_ERROR
    with pytest.raises(Misconfigured, match=key.name):
        settle()
    with pytest.raises(Misconfigured, match=key.name):
        invoke("process_payment", sample_event("process_payment"))

    # Then nothing was started, and each error names the missing secret
    assert table.rows() == before
    assert len(errors(log_lines)) == 3
    assert all(key.name in message for message in errors(log_lines))


@pytest.mark.parametrize("text", ["hunter2", "hunter2" * 40, f"{'hunter2' * 5}\n", "hunter2 " * 5, "hünter2" * 5])
def test_a_malformed_key_is_reported_without_its_value(key: ApiKey, log_lines: LogLines, text: str) -> None:
    product_id = create_desks()
    key.change(text)

    assert order(ADA, product_id).problem == INTERNAL_ERROR

    (message,) = errors(log_lines)
    assert key.name in message
    assert "nter2" not in json.dumps(log_lines())


def test_an_order_can_be_cancelled_while_the_key_is_unreadable(
    key: ApiKey, aws_proxy: FaultyProxy, table: Table
) -> None:
    # Given a paid order, and a Secrets Manager that is down
    product_id = create_desks()
    made = order_id(ADA, product_id)
    forget_secrets()
    aws_proxy.plan = always(error("InternalServiceError", status=500), "GetSecretValue")

    # When another order is placed, and the first is cancelled
    before = table.rows()
    assert order(ADA, product_id).problem == UNAVAILABLE
    assert table.rows() == before
    assert cancel(ADA, made).status == 200

    # Then the refund is due, and is done later
    assert charge_state(table, made) == "charged"
    aws_proxy.plan = always(None)
    settle()
    assert_undone(table, product_id, made)


def test_a_call_without_a_key_is_not_sent(
    key: ApiKey, aws_proxy: FaultyProxy, payment_proxy: FaultyProxy, log_lines: LogLines
) -> None:
    aws_proxy.plan = always(error("ThrottlingException"), "GetSecretValue")

    with pytest.raises(PaymentUnavailable):
        refund()

    assert payment_proxy.seen == []
    (line,) = [line for line in log_lines() if line["event"] == "PAYMENT_UNAVAILABLE"]
    assert line["metadata"]["reason"] == "no API key"


def test_the_key_is_neither_logged_nor_stored(key: ApiKey, table: Table, log_lines: LogLines) -> None:
    product_id = create_desks()
    for card in ("tok_visa", "tok_declined", "tok_error", "tok_timeout"):
        order(ADA, product_id, token=card)
    cancel(ADA, order_id(ADA, product_id))
    settle()

    assert len(table.rows()) > 10
    assert api_key() not in json.dumps([log_lines(), list(table.rows().values())], default=str)
