"""The payment service's promises: a key is charged once or voided for good, and refunded once."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from handlers.domain import ids
from handlers.domain.errors import PaymentOutcomeUnknown, PaymentUnavailable, Unavailable
from handlers.domain.ids import new_id
from handlers.domain.payments import PaymentMismatch
from tests.integration.handlers.aws_calls import before
from tests.integration.handlers.calling import invoke
from tests.integration.handlers.faulty_proxy import Fault, FaultyProxy, always, error, first
from tests.integration.handlers.paying import (
    KEY,
    api_key,
    call_payments,
    charge,
    charge_row,
    charge_state,
    payment_events,
    refund,
    settle,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.domain.payments import Charge
    from tests.integration.handlers.conftest import LogLines
    from tests.integration.handlers.table import Table

ACTIONS: dict[str, Callable[[], Charge]] = {"charge": charge, "settle": settle, "refund": refund}
# The outcome of each action for a key in each state; None is an unknown key.
OUTCOMES = {
    None: {"charge": "charged", "settle": "voided", "refund": "voided"},
    "charged": {"charge": "charged", "settle": "charged", "refund": "refunded"},
    "declined": {"charge": "declined", "settle": "declined", "refund": "declined"},
    "voided": {"charge": "voided", "settle": "voided", "refund": "voided"},
    "refunded": {"charge": "refunded", "settle": "refunded", "refund": "refunded"},
}


def test_repeated_charges_charge_a_card_once(
    table: Table, log_lines: LogLines, capsys: pytest.CaptureFixture[str]
) -> None:
    charges = {charge() for _ in range(3)}

    (made,) = charges
    assert made.state == "charged"
    assert re.fullmatch(ids.PATTERN, str(made.payment_id))
    row = charge_row(table)
    assert row is not None
    assert (row["amount"], row["currency"], row["paymentId"]) == (Decimal("19.9"), "USD", made.payment_id)
    assert payment_events(log_lines) == ["PAYMENT_PROCESSED"]
    metrics = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith('{"_aws"')]
    assert [line["PaymentProcessed"] for line in metrics if "PaymentProcessed" in line] == [[1.0]]


@pytest.mark.parametrize("token", ["tok_declined", "tok_stolen", "", "TOK_VISA", "tok_visa "])
def test_any_other_card_is_declined_for_good(table: Table, log_lines: LogLines, token: str) -> None:
    assert charge(token).state == "declined"

    # Even a valid card, with the same key
    assert charge("tok_visa") == charge(token)
    assert charge(token).payment_id is None
    assert payment_events(log_lines) == ["PAYMENT_DECLINED"]


def test_a_charge_that_times_out_is_a_charge(table: Table, log_lines: LogLines) -> None:
    with pytest.raises(PaymentOutcomeUnknown):
        charge("tok_timeout")

    assert charge_state(table) == "charged"
    assert settle().state == "charged"
    assert charge("tok_timeout") == settle()
    assert payment_events(log_lines).count("PAYMENT_PROCESSED") == 1


def test_a_charge_that_fails_leaves_nothing(table: Table) -> None:
    with pytest.raises(PaymentUnavailable):
        charge("tok_error")

    assert table.rows() == {}
    assert charge("tok_visa").state == "charged"
    # A known outcome is returned, whatever the token: to report a charged key as failed would lose the money.
    assert charge("tok_error").state == "charged"


@pytest.mark.parametrize("known", ["charged", "declined", "refunded"])
@pytest.mark.parametrize(("amount", "currency"), [("19.91", "USD"), ("1990", "USD"), ("19.90", "EUR")])
def test_a_key_is_for_one_payment(table: Table, log_lines: LogLines, known: str, amount: str, currency: Any) -> None:
    # Given a known key
    charge("tok_declined" if known == "declined" else "tok_visa")
    if known == "refunded":
        refund()
    before = table.rows()

    # When it is charged with another amount or currency, then the call fails with an error and charges nothing
    with pytest.raises(PaymentOutcomeUnknown):
        charge(amount=amount, currency=currency)
    assert table.rows() == before
    (failed,) = [line for line in log_lines() if line["event"] == "EVENT_FAILED"]
    assert failed["metadata"]["error"] == PaymentMismatch.__name__


def test_equal_amounts_in_different_notations_are_the_same(table: Table) -> None:
    assert charge(amount="19.90") == charge(amount="19.9")


@pytest.mark.parametrize(
    "order", sorted(set(permutations(["charge", "settle", "refund", "charge", "refund"]))), ids="-".join
)
def test_every_sequence_of_actions_ends_as_its_first_decides(table: Table, order: tuple[str, ...]) -> None:
    now: str | None = None
    for action in order:
        result = ACTIONS[action]()
        now = OUTCOMES[now][action]
        assert result.state == now
        assert (result.payment_id is None) == (now == "voided")
    assert charge_state(table) == now


@pytest.mark.parametrize("action", ACTIONS)
def test_a_declined_key_stays_declined(table: Table, action: str) -> None:
    charge("tok_declined")

    assert ACTIONS[action]().state == OUTCOMES["declined"][action] == charge_state(table)


def race(table: Table, *actions: Callable[..., Charge]) -> tuple[str | None, list[Charge]]:
    """Run actions on a new key concurrently; return its final state and their results."""
    key = new_id()
    with ThreadPoolExecutor(len(actions)) as together:
        responses = list(together.map(lambda action: action(key=key), actions))
    return charge_state(table, key), responses


@pytest.mark.parametrize("times", range(10))
def test_of_charge_and_settle_exactly_one_wins_and_all_return_its_outcome(table: Table, times: int) -> None:
    now, responses = race(table, charge, settle, settle, charge)

    assert now in {"charged", "voided"}
    assert {response.state for response in responses} == {now}
    assert len(set(responses)) == 1


@pytest.mark.parametrize("times", range(10))
def test_concurrent_charge_and_refund_keep_no_money(table: Table, log_lines: LogLines, times: int) -> None:
    now, responses = race(table, refund, charge, refund, charge)

    assert now in {"refunded", "voided"}
    assert {response.state for response in responses[::2]} == {now}
    assert {response.state for response in responses} <= {now, "charged"}
    assert len({response.payment_id for response in responses}) == 1
    made = ["PAYMENT_PROCESSED", "PAYMENT_REFUNDED"] if now == "refunded" else ["PAYMENT_VOIDED"]
    assert payment_events(log_lines) == made


def test_an_overtaken_charge_returns_the_other_outcome(table: Table) -> None:
    # Given a charge that has found its key unknown
    for overtaking, now in {"settle": "voided", "refund": "voided", "charge": "charged"}.items():
        table.delete(f"PAYMENT#{KEY}", "CHARGE")

        # When another action comes first
        with before(lambda seen: seen == ["GetItem", "UpdateItem"], partial(call_payments, overtaking)):
            response = call_payments("charge")

        # Then the other action's outcome is final
        assert response["outcome"] == now == charge_state(table)


def test_a_charge_overtaken_by_another_amount_fails(table: Table) -> None:
    def overtake() -> None:
        call_payments("charge", amount="1.00")

    with before(lambda seen: seen == ["GetItem", "UpdateItem"], overtake), pytest.raises(PaymentMismatch):
        call_payments("charge")


def test_an_overtaken_refund_refunds_once(table: Table, log_lines: LogLines) -> None:
    call_payments("charge")

    with before(lambda seen: seen == ["UpdateItem", "UpdateItem"], lambda: call_payments("refund")):
        response = call_payments("refund")

    assert response["outcome"] == "refunded"
    assert payment_events(log_lines).count("PAYMENT_REFUNDED") == 1


@pytest.mark.parametrize(
    ("action", "known", "event"),
    [
        ("charge", None, "PAYMENT_PROCESSED"),
        ("settle", None, "PAYMENT_VOIDED"),
        ("refund", None, "PAYMENT_VOIDED"),
        ("refund", "charged", "PAYMENT_REFUNDED"),
    ],
)
def test_a_write_whose_response_is_lost_happens_once(
    aws_proxy: FaultyProxy, table: Table, log_lines: LogLines, action: str, known: str | None, event: str
) -> None:
    # Given that the response to the decisive write is lost
    if known:
        call_payments("charge")
    aws_proxy.seen.clear()
    number = 1 if known else 0
    aws_proxy.plan = lambda operation, count: (
        Fault.LOST_RESPONSE if (operation, count) == ("UpdateItem", number) else None
    )

    # When it is requested
    response = call_payments(action)

    # Then it is done once
    assert aws_proxy.seen.count("UpdateItem") == number + 2
    assert response["outcome"] == OUTCOMES[known][action] == charge_state(table)
    assert payment_events(log_lines).count(event) == 1


@pytest.mark.parametrize(("action", "now"), [("settle", "charged"), ("refund", "refunded"), ("charge", "charged")])
def test_a_charge_whose_response_is_lost_is_recognized_despite_actions_before_the_retry(
    aws_proxy: FaultyProxy, table: Table, log_lines: LogLines, action: str, now: str
) -> None:
    aws_proxy.plan = first(1, Fault.LOST_RESPONSE, "UpdateItem")

    with before(lambda seen: seen == ["GetItem", "UpdateItem", "UpdateItem"], lambda: call_payments(action)):
        response = call_payments("charge")

    row = charge_row(table)
    assert row is not None
    assert response == {"outcome": now, "paymentId": row["paymentId"]}
    assert payment_events(log_lines).count("PAYMENT_PROCESSED") == 1


def test_a_settled_key_whose_response_is_lost_is_not_charged(aws_proxy: FaultyProxy, table: Table) -> None:
    aws_proxy.plan = first(1, Fault.LOST_RESPONSE, "UpdateItem")
    charged: list[Any] = []

    with before(lambda seen: seen == ["UpdateItem", "UpdateItem"], lambda: charged.append(call_payments("charge"))):
        response = call_payments("settle")

    assert [response, *charged] == [{"outcome": "voided"}] * 2
    assert charge_state(table) == "voided"


@pytest.mark.parametrize("action", ["charge", "settle", "refund"])
@pytest.mark.parametrize(
    "code", ["ThrottlingException", "ProvisionedThroughputExceededException", "TransactionConflictException"]
)
def test_writes_to_a_busy_table_are_retried(aws_proxy: FaultyProxy, table: Table, action: str, code: str) -> None:
    aws_proxy.plan = first(2, error(code), "UpdateItem")

    assert call_payments(action)["outcome"] == OUTCOMES[None][action]


@pytest.mark.parametrize("action", ["charge", "settle", "refund"])
def test_writes_to_a_table_that_stays_busy_fail(aws_proxy: FaultyProxy, table: Table, action: str) -> None:
    aws_proxy.plan = always(error("TransactionConflictException"), "UpdateItem")

    with pytest.raises(Unavailable):
        call_payments(action)
    with pytest.raises(PaymentOutcomeUnknown):
        ACTIONS[action]()
    assert table.rows() == {}


@pytest.mark.parametrize("event", [{}, {"action": "charge"}, {"key": KEY}, {"action": "steal", "key": KEY}], ids=str)
def test_an_invalid_event_changes_nothing(table: Table, event: dict[str, str]) -> None:
    with pytest.raises((KeyError, ValueError)):
        invoke("process_payment", event | {"apiKey": api_key()})
    assert table.rows() == {}
