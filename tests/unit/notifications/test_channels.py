from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from handlers.domain.users import User, new_user
from handlers.notifications import channels
from handlers.notifications.changes import OrderChange, read_change
from tests.fakes import FakeEventBus, FakeMailer
from tests.lambda_events import sample_event

if TYPE_CHECKING:
    from collections.abc import Callable

MAIL, EVENT = channels.CHANNELS


@pytest.fixture
def mailer(monkeypatch: pytest.MonkeyPatch) -> FakeMailer:
    fake = FakeMailer()
    monkeypatch.setattr(channels, "mailer", fake)
    return fake


@pytest.fixture
def event_bus(monkeypatch: pytest.MonkeyPatch) -> FakeEventBus:
    fake = FakeEventBus()
    monkeypatch.setattr(channels, "event_bus", fake)
    return fake


@pytest.fixture
def change() -> OrderChange:
    change = read_change(sample_event("process_order_changes")["Records"][0])
    assert isinstance(change, OrderChange)
    return change


def sent(channel: channels.Channel[OrderChange], change: OrderChange) -> None:
    send = channel.prepare(change)
    assert send is not None
    send()


def finding(user: User | None) -> Callable[[str], User | None]:
    return lambda _: user


def test_buyer_gets_one_email(mailer: FakeMailer, change: OrderChange, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = new_user(email="ada@example.com", password_hash="-", first_name="Ada", last_name="Lovelace")
    monkeypatch.setattr(channels, "find_user_by_id", finding(replace(ada, email_verified=True)))
    monkeypatch.setenv("SHOP_NAME", "Desks")

    sent(MAIL, change)

    (mail,) = mailer.sent
    assert mail.to == "ada@example.com"
    assert "Ada" in mail.email.text
    assert "Ada" in mail.email.html
    assert mail.message_id == f"{change.order.order_id}.OrderPlaced"


def test_email_without_a_buyer_fails_before_anything_is_sent(
    mailer: FakeMailer, change: OrderChange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "find_user_by_id", finding(None))

    with pytest.raises(channels.BuyerNotFound):
        MAIL.prepare(change)
    assert mailer.sent == []


def test_domain_event_names_the_change_and_has_no_personal_data(event_bus: FakeEventBus, change: OrderChange) -> None:
    sent(EVENT, change)

    ((name, detail),) = event_bus.published
    assert name == change.event
    assert set(detail) == {"orderId", "userId", "status", "totalAmount", "currency", "items", "occurredAt"}


def test_preparing_sends_nothing(mailer: FakeMailer, event_bus: FakeEventBus, change: OrderChange) -> None:
    EVENT.prepare(change)

    assert (mailer.sent, event_bus.published) == ([], [])
