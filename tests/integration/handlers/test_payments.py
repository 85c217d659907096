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
from tests.integration.handlers.calling import invoke
from tests.integration.handlers.faulty_aws import Mishap, Way, always, error, first
from tests.integration.handlers.interleaving import before
from tests.integration.handlers.paying import KEY, api_key, ask, books, charge, refund, settle, state, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.domain.payments import Charge
    from tests.integration.handlers.conftest import LogLines
    from tests.integration.handlers.table import Table

ACTIONS: dict[str, Callable[[], Charge]] = {"charge": charge, "settle": settle, "refund": refund}
# What each action tells of a key in each state; None is one that is unknown.
TELLS = {
    None: {"charge": "charged", "settle": "voided", "refund": "voided"},
    "charged": {"charge": "charged", "settle": "charged", "refund": "refunded"},
    "declined": {"charge": "declined", "settle": "declined", "refund": "declined"},
    "voided": {"charge": "voided", "settle": "voided", "refund": "voided"},
    "refunded": {"charge": "refunded", "settle": "refunded", "refund": "refunded"},
}


def test_a_good_card_is_charged_once_however_often_it_is_asked_for(
    table: Table, log_lines: LogLines, capsys: pytest.CaptureFixture[str]
) -> None:
    charges = {charge() for _ in range(3)}

    (made,) = charges
    assert made.state == "charged"
    assert re.fullmatch(ids.PATTERN, str(made.payment_id))
    row = books(table)
    assert row is not None
    assert (row["amount"], row["currency"], row["paymentId"]) == (Decimal("19.9"), "USD", made.payment_id)
    assert told(log_lines) == ["PAYMENT_PROCESSED"]
    metrics = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith('{"_aws"')]
    assert [line["PaymentProcessed"] for line in metrics if "PaymentProcessed" in line] == [[1.0]]


@pytest.mark.parametrize("token", ["tok_declined", "tok_stolen", "", "TOK_VISA", "tok_visa "])
def test_any_other_card_is_declined_and_stays_so(table: Table, log_lines: LogLines, token: str) -> None:
    assert charge(token).state == "declined"

    # Even a good card, under the same key
    assert charge("tok_visa") == charge(token)
    assert charge(token).payment_id is None
    assert told(log_lines) == ["PAYMENT_DECLINED"]


def test_a_charge_without_an_answer_is_a_charge(table: Table, log_lines: LogLines) -> None:
    with pytest.raises(PaymentOutcomeUnknown):
        charge("tok_timeout")

    assert state(table) == "charged"
    assert settle().state == "charged"
    assert charge("tok_timeout") == settle()
    assert told(log_lines).count("PAYMENT_PROCESSED") == 1


def test_a_charge_that_fails_leaves_nothing(table: Table) -> None:
    with pytest.raises(PaymentUnavailable):
        charge("tok_error")

    assert table.rows() == {}
    assert charge("tok_visa").state == "charged"
    # What is known is told, whatever comes next: to call a charged key failed would lose the money.
    assert charge("tok_error").state == "charged"


@pytest.mark.parametrize("known", ["charged", "declined", "refunded"])
@pytest.mark.parametrize(("amount", "currency"), [("19.91", "USD"), ("1990", "USD"), ("19.90", "EUR")])
def test_a_key_is_for_one_payment(table: Table, log_lines: LogLines, known: str, amount: str, currency: Any) -> None:
    # Given a key that is known
    charge("tok_declined" if known == "declined" else "tok_visa")
    if known == "refunded":
        refund()
    before = table.rows()

    # When it is charged with another amount or currency, then nothing is, and loudly
    with pytest.raises(PaymentOutcomeUnknown):
        charge(amount=amount, currency=currency)
    assert table.rows() == before
    (failed,) = [line for line in log_lines() if line["event"] == "EVENT_FAILED"]
    assert failed["metadata"]["error"] == PaymentMismatch.__name__


def test_an_amount_is_the_same_however_it_is_written(table: Table) -> None:
    assert charge(amount="19.90") == charge(amount="19.9")


@pytest.mark.parametrize(
    "order", sorted(set(permutations(["charge", "settle", "refund", "charge", "refund"]))), ids="-".join
)
def test_every_order_of_actions_ends_as_its_first_says(table: Table, order: tuple[str, ...]) -> None:
    now: str | None = None
    for action in order:
        told = ACTIONS[action]()
        now = TELLS[now][action]
        assert told.state == now
        assert (told.payment_id is None) == (now == "voided")
    assert state(table) == now


@pytest.mark.parametrize("action", ACTIONS)
def test_what_is_declined_stays_declined(table: Table, action: str) -> None:
    charge("tok_declined")

    assert ACTIONS[action]().state == TELLS["declined"][action] == state(table)


def race(table: Table, *actions: Callable[..., Charge]) -> tuple[str | None, list[Charge]]:
    """Do several things with a new key at once; return its state then, and what each was told."""
    key = new_id()
    with ThreadPoolExecutor(len(actions)) as together:
        answers = list(together.map(lambda action: action(key=key), actions))
    return state(table, key), answers


@pytest.mark.parametrize("times", range(10))
def test_of_charge_and_settle_exactly_one_wins_and_all_are_told(table: Table, times: int) -> None:
    now, answers = race(table, charge, settle, settle, charge)

    assert now in {"charged", "voided"}
    assert {answer.state for answer in answers} == {now}
    assert len(set(answers)) == 1


@pytest.mark.parametrize("times", range(10))
def test_of_charge_and_refund_no_money_is_kept(table: Table, log_lines: LogLines, times: int) -> None:
    now, answers = race(table, refund, charge, refund, charge)

    assert now in {"refunded", "voided"}
    assert {answer.state for answer in answers[::2]} == {now}
    assert {answer.state for answer in answers} <= {now, "charged"}
    assert len({answer.payment_id for answer in answers}) == 1
    made = ["PAYMENT_PROCESSED", "PAYMENT_REFUNDED"] if now == "refunded" else ["PAYMENT_VOIDED"]
    assert told(log_lines) == made


def test_a_charge_that_is_overtaken_tells_what_overtook_it(table: Table) -> None:
    # Given a charge that has found its key unknown
    for overtaking, now in {"settle": "voided", "refund": "voided", "charge": "charged"}.items():
        table.delete(f"PAYMENT#{KEY}", "CHARGE")

        # When something else comes first
        with before(lambda seen: seen == ["GetItem", "UpdateItem"], partial(ask, overtaking)):
            answer = ask("charge")

        # Then that holds
        assert answer["outcome"] == now == state(table)


def test_a_charge_that_is_overtaken_by_one_of_another_amount_fails(table: Table) -> None:
    def overtake() -> None:
        ask("charge", amount="1.00")

    with before(lambda seen: seen == ["GetItem", "UpdateItem"], overtake), pytest.raises(PaymentMismatch):
        ask("charge")


def test_a_refund_that_is_overtaken_by_another_is_one(table: Table, log_lines: LogLines) -> None:
    ask("charge")

    with before(lambda seen: seen == ["UpdateItem", "UpdateItem"], lambda: ask("refund")):
        answer = ask("refund")

    assert answer["outcome"] == "refunded"
    assert told(log_lines).count("PAYMENT_REFUNDED") == 1


@pytest.mark.parametrize(
    ("action", "known", "event"),
    [
        ("charge", None, "PAYMENT_PROCESSED"),
        ("settle", None, "PAYMENT_VOIDED"),
        ("refund", None, "PAYMENT_VOIDED"),
        ("refund", "charged", "PAYMENT_REFUNDED"),
    ],
)
def test_a_write_whose_answer_is_lost_is_one(
    way: Way, table: Table, log_lines: LogLines, action: str, known: str | None, event: str
) -> None:
    # Given that the answer to the write that counts gets lost
    if known:
        ask("charge")
    way.seen.clear()
    number = 1 if known else 0
    way.plan = lambda operation, count: Mishap.LOST_ANSWER if (operation, count) == ("UpdateItem", number) else None

    # When it is requested
    answer = ask(action)

    # Then it is done once
    assert way.seen.count("UpdateItem") == number + 2
    assert answer["outcome"] == TELLS[known][action] == state(table)
    assert told(log_lines).count(event) == 1


@pytest.mark.parametrize(("action", "now"), [("settle", "charged"), ("refund", "refunded"), ("charge", "charged")])
def test_a_charge_whose_answer_is_lost_is_ours_whatever_came_before_the_repeat(
    way: Way, table: Table, log_lines: LogLines, action: str, now: str
) -> None:
    way.plan = first(1, Mishap.LOST_ANSWER, "UpdateItem")

    with before(lambda seen: seen == ["GetItem", "UpdateItem", "UpdateItem"], lambda: ask(action)):
        answer = ask("charge")

    row = books(table)
    assert row is not None
    assert answer == {"outcome": now, "paymentId": row["paymentId"]}
    assert told(log_lines).count("PAYMENT_PROCESSED") == 1


def test_a_settlement_whose_answer_is_lost_is_not_charged_after_all(way: Way, table: Table) -> None:
    way.plan = first(1, Mishap.LOST_ANSWER, "UpdateItem")
    charged: list[Any] = []

    with before(lambda seen: seen == ["UpdateItem", "UpdateItem"], lambda: charged.append(ask("charge"))):
        answer = ask("settle")

    assert [answer, *charged] == [{"outcome": "voided"}] * 2
    assert state(table) == "voided"


@pytest.mark.parametrize("action", ["charge", "settle", "refund"])
@pytest.mark.parametrize(
    "code", ["ThrottlingException", "ProvisionedThroughputExceededException", "TransactionConflictException"]
)
def test_busy_books_are_tried_again(way: Way, table: Table, action: str, code: str) -> None:
    way.plan = first(2, error(code), "UpdateItem")

    assert ask(action)["outcome"] == TELLS[None][action]


@pytest.mark.parametrize("action", ["charge", "settle", "refund"])
def test_books_that_are_always_busy_are_no_answer(way: Way, table: Table, action: str) -> None:
    way.plan = always(error("TransactionConflictException"), "UpdateItem")

    with pytest.raises(Unavailable):
        ask(action)
    with pytest.raises(PaymentOutcomeUnknown):
        ACTIONS[action]()
    assert table.rows() == {}


@pytest.mark.parametrize("event", [{}, {"action": "charge"}, {"key": KEY}, {"action": "steal", "key": KEY}], ids=str)
def test_an_event_that_is_no_payment_changes_nothing(table: Table, event: dict[str, str]) -> None:
    with pytest.raises((KeyError, ValueError)):
        invoke("process_payment", event | {"apiKey": api_key()})
    assert table.rows() == {}
