"""The export of an account's data: requested, written by the stream processor, and downloaded by its owner only."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import jsonschema
import pytest

from handlers.domain.clock import epoch_seconds, now
from handlers.domain.email_requests import new_email_request
from handlers.domain.errors import Unavailable
from handlers.domain.ids import new_id
from handlers.domain.users import User
from handlers.runtime.aws import clients
from handlers.store.account_changes import change_account
from handlers.store.orders import order_row
from handlers.store.users import find_user
from local.aws.clients import client
from local.config import EXPORT_BUCKET, ROOT
from tests.integration.handlers.accounts import ADA, Login, sign_up
from tests.integration.handlers.aws_calls import ProcessKilled, kill_process, recorded
from tests.integration.handlers.calling import Response, call
from tests.integration.handlers.notifications import NOTHING_FAILED, order_of, process, requested
from tests.integration.handlers.test_account_deletion import customer_with_everything, erase
from tests.integration.handlers.test_account_deletion import request as request_deletion
from tests.integration.handlers.test_account_recovery import Mailbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.domain.orders import Order
    from local.config import LocalConfig
    from tests.integration.handlers.notifications import Receivers, Record
    from tests.integration.handlers.table import Table

SUBJECT = "Your data is ready"
# The calls of the job, from the request's record on.
JOB = [
    *("GetItem", "GetItem", "Query", "Query", "Query", "PutObject", "GetItem"),
    *("UpdateItem", "SendRawEmail", "UpdateItem"),
]
SENT = JOB.index("SendRawEmail")
SCHEMA = json.loads((ROOT / "docs" / "data-export.schema.json").read_text())


@pytest.fixture(autouse=True)
def no_files(aws: LocalConfig) -> None:
    """Delete the files of other tests."""
    for key in files(aws):
        client("s3", aws.aws_url).delete_object(Bucket=EXPORT_BUCKET, Key=key)


@pytest.fixture
def mailbox(receivers: Receivers, aws: LocalConfig, changes: Callable[[], list[Record]]) -> Mailbox:
    return Mailbox(aws, changes, f"{new_id().lower()}@example.com")


def files(aws: LocalConfig) -> list[str]:
    found = client("s3", aws.aws_url).list_objects_v2(Bucket=EXPORT_BUCKET).get("Contents", [])
    return [each["Key"] for each in found]


def verified(*, email: str = ADA["email"]) -> Login:
    login = sign_up(email=email)
    change_account(login.user_id, User.vouched_for)
    return login


def request(login: Login) -> Response:
    return call("requestDataExport", caller=login.caller)


def link(login: Login) -> Response:
    return call("getDataExport", caller=login.caller)


def downloaded(login: Login) -> Any:
    response = httpx.get(link(login).body["url"], timeout=60)
    assert response.status_code == 200, response.text
    content = json.loads(response.content)
    jsonschema.validate(content, SCHEMA)
    return content


def job(login: Login) -> Record:
    """Return the record of a request for the export, as the table's stream has it."""
    user = find_user(login.user_id)
    return requested(new_email_request("DataExportRequested", user.email, changing=user))


@dataclass(frozen=True, slots=True)
class Killer:
    """Kill the process before one of its calls; the e-mail's included."""

    place: int

    def run(self, record: Record) -> list[str]:
        seen: list[str] = []

        def hook(*, event_name: str, **_: object) -> None:
            seen.append(event_name.split(".")[2])
            if len(seen) == self.place + 1:
                kill_process()

        makers = (clients.dynamodb, clients.s3, clients.ses)
        for make in makers:
            make().meta.events.register_first("before-send", hook)
        try:
            with suppress(ProcessKilled):
                process(record)
        finally:
            for make in makers:
                make().meta.events.unregister("before-send", hook)
        return seen


def test_owner_downloads_everything_that_is_kept(table: Table, mailbox: Mailbox, aws: LocalConfig) -> None:
    # Given a customer with sessions, a cart and an order, and an audit
    login, order_id = customer_with_everything()
    change_account(login.user_id, lambda user: replace(user, email=mailbox.email))
    delay_email_row(table, login.user_id)

    # When the export is requested
    assert link(login).problem == (404, "not-found")
    assert request(login).status == 202
    (mail,) = [each for each in mailbox.mails() if each["subject"] == SUBJECT]

    # Then the e-mail leads to the page, and has neither a token nor the file's address
    assert "/docs/account/data-export" in mail["text"]
    assert "#" not in mail["text"]
    assert "exports" not in mail["text"].replace("data-export", "")
    # And the file has what the table has, and no secret
    export = downloaded(login)
    assert export["profile"]["email"] == mailbox.email
    assert export["profile"]["firstName"] == "Ada"
    assert [each["sessionId"] for each in export["sessions"]] == [login.session_id]
    assert [each["orderId"] for each in export["orders"]] == [order_id]
    assert export["orders"][0]["shippingAddress"]["street"] == "221b Baker Street"
    assert len(export["orders"][0]["items"]) == len(export["cart"]) == 1
    assert [each["key"] for each in export["idempotencyKeys"]] == ["clients-key-of-ada"]
    assert export["delayedEmails"] == ["NewLogin"]
    assert {each["action"] for each in export["audit"]} >= {"account.email-verified"}
    text = json.dumps(export)
    row = table.row(f"USER#{login.user_id}", "PROFILE") or {}
    session = table.row(f"USER#{login.user_id}", f"SESSION#{login.session_id}") or {}
    secrets = [row["passwordHash"], session["refreshHash"], session["family"], login.refresh_token]
    assert [each for each in secrets if str(each) in text] == []
    assert files(aws) == [f"exports/{login.user_id}.json"]


def delay_email_row(table: Table, user_id: str) -> None:
    table.put({"PK": f"USER#{user_id}", "SK": "DELAYED_EMAILS", "entries": {"NewLogin"}})


def test_secret_of_a_second_factor_is_not_exported(table: Table) -> None:
    login = verified()
    secret = call("createMfaEnrolment", caller=login.caller).body["secret"]
    row = table.row(f"USER#{login.user_id}", "SECOND_FACTOR") or {}

    assert process(job(login)) == NOTHING_FAILED

    text = json.dumps(downloaded(login))
    assert secret not in text
    assert [name for name, value in row.items() if len(str(value)) > 16 and name != "PK" and str(value) in text] == []


def test_entries_by_an_admin_are_exported(table: Table) -> None:
    admin, other = sign_up(as_admin=True), sign_up(email="grace@example.com")
    assert call("disableUser", path={"id": other.user_id}, caller=admin.caller).status == 204

    process(job(admin))

    (entry,) = [each for each in downloaded(admin)["audit"] if each["action"] == "account.disabled"]
    assert entry["target"] == f"user:{other.user_id}"


def test_unverified_address_gets_no_export(table: Table) -> None:
    login = sign_up()
    rows = table.rows()

    assert request(login).problem == (403, "email-unverified")

    assert table.rows() == rows


def test_one_export_a_day(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    login = verified()
    assert request(login).status == 202

    again = request(login)

    assert again.problem == (429, "too-many-requests")
    assert 86_000 < int(again.headers["Retry-After"]) <= 86_400
    # And another account isn't affected
    assert request(verified(email="grace@example.com")).status == 202
    # And the next day there is another one
    later = now() + timedelta(hours=24, minutes=1)
    monkeypatch.setattr("handlers.store.throttle_counters.now", lambda: later)
    assert request(login).status == 202


def test_one_of_several_concurrent_requests_is_accepted(table: Table, mailbox: Mailbox) -> None:
    login = verified(email=mailbox.email)

    with ThreadPoolExecutor(8) as together:
        statuses = [response.status for response in together.map(request, [login] * 8)]

    assert sorted(statuses) == [202, *[429] * 7]
    assert [mail["subject"] for mail in mailbox.mails()].count(SUBJECT) == 1


def test_request_that_fails_doesnt_cost_the_day(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    login = verified()
    with monkeypatch.context() as patch:
        patch.setattr("handlers.store.data_exports.add_email_request", raise_unavailable)
        assert request(login).status == 503

    assert request(login).status == 202


def raise_unavailable(_request: object) -> None:
    raise Unavailable("dynamodb")


def test_nobody_gets_the_file_of_another(table: Table) -> None:
    login, other = verified(), verified(email="grace@example.com")
    process(job(login))

    assert link(other).problem == (404, "not-found")
    process(job(other))
    assert downloaded(other)["profile"]["userId"] == other.user_id


def test_file_is_linked_for_a_day(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    login = verified()
    process(job(login))
    assert "X-Amz-Expires=300" in link(login).body["url"]

    # S3 deletes later than a day
    later = now() + timedelta(hours=24, minutes=1)
    monkeypatch.setattr("handlers.adapters.data_exports.now", lambda: later)

    assert link(login).problem == (404, "not-found")


@pytest.mark.parametrize("place", range(len(JOB)))
def test_job_that_was_killed_at_any_call_sends_one_email_and_writes_one_file(
    table: Table, mailbox: Mailbox, aws: LocalConfig, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    login = verified(email=mailbox.email)
    mailbox.mails()
    record = job(login)

    assert Killer(place).run(record) == JOB[: place + 1]
    # A claim of a killed process ends after a while
    later = epoch_seconds(now()) + 60
    monkeypatch.setattr("handlers.store.deliveries.epoch_seconds", lambda _moment: later)
    process(record)
    process(record)

    # An e-mail whose outcome is unknown is lost rather than repeated: the file is on its page all the same
    sent = [mail for mail in mailbox.mails() if mail["subject"] == SUBJECT]
    assert len(sent) == (0 if place == SENT else 1)
    assert files(aws) == [f"exports/{login.user_id}.json"]
    assert downloaded(login)["profile"]["userId"] == login.user_id


@pytest.mark.parametrize("place", range(len(JOB)))
def test_erasure_in_the_middle_of_the_job_leaves_no_file(table: Table, aws: LocalConfig, place: int) -> None:
    # Given an account whose erasure runs before one of the job's calls
    login = verified()
    record, ran = job(login), []

    def hook(*, event_name: str, **_: object) -> None:
        ran.append(event_name)
        if len(ran) == place + 1:
            for make in makers:
                make().meta.events.unregister("before-send", hook)
            request_deletion(login)
            erase()

    makers = (clients.dynamodb, clients.s3, clients.ses)
    for make in makers:
        make().meta.events.register_first("before-send", hook)
    process(record)

    assert files(aws) == []
    assert process(record) == NOTHING_FAILED
    assert files(aws) == []


def test_request_for_deletion_stops_the_export(table: Table, mailbox: Mailbox, aws: LocalConfig) -> None:
    login = verified(email=mailbox.email)
    record = job(login)
    assert request_deletion(login).status == 202

    assert process(record) == NOTHING_FAILED

    assert files(aws) == []
    assert SUBJECT not in [mail["subject"] for mail in mailbox.mails()]


def test_erasure_deletes_the_file(table: Table, aws: LocalConfig) -> None:
    login, _ = customer_with_everything()
    process(job(login))
    request_deletion(login)
    assert files(aws) != []

    erase()

    assert files(aws) == []


def test_hundreds_of_orders_are_read_page_by_page(table: Table) -> None:
    # Given more orders than a page of 1 MB has
    login = verified()
    orders = [large_order(login.user_id) for _ in range(400)]
    for order in orders:
        clients.dynamodb().put_item(TableName=table.name, Item=order_row(order))

    with recorded() as calls:
        assert process(job(login)) == NOTHING_FAILED

    assert calls.requests.count("Query") > 3
    assert [each["orderId"] for each in downloaded(login)["orders"]] == sorted(order.order_id for order in orders)


def large_order(user_id: str) -> Order:
    order = order_of(user_id)
    lines = [replace(order.items[0], product_id=new_id(), product_name="x" * 120) for _ in range(20)]
    return replace(order, items=tuple(lines))
