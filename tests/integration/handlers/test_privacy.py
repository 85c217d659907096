"""Where personal data lies: docs/privacy.md lists exactly what a story leaves, before and after the erasure."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from handlers.domain.users import User
from handlers.runtime import observability
from handlers.store.account_changes import change_account
from handlers.store.delayed_emails import delay_email
from handlers.store.orders import find_order
from local.aws.clients import client
from local.config import BUCKET, EXPORT_BUCKET, ROOT
from tests.integration.handlers import buying, catalog
from tests.integration.handlers.accounts import log_in, sign_up
from tests.integration.handlers.calling import call
from tests.integration.handlers.test_account_deletion import erase
from tests.integration.handlers.test_account_recovery import Mailbox
from tests.lambda_events import ADMIN, sample_event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from local.config import LocalConfig
    from tests.integration.handlers.conftest import LogLines
    from tests.integration.handlers.notifications import Receivers, Record
    from tests.integration.handlers.table import Table

PAGE = ROOT / "docs" / "privacy.md"
OLD, NEW = "marked-old@example.com", "marked-new@example.com"
DEVICE, CLIENT_KEY = "MarkedBrowser/1.0", "marked-key-of-a-client"
ADDRESS = {"street": "1 Marked Street", "city": "Markedborough", "postalCode": "MK1 2RD", "country": "UK"}
# The values of the story by the word that the page has for them.
MARKED: Mapping[str, tuple[str, ...]] = {
    "e-mail": (OLD, NEW),
    "name": ("Markedfirst", "Markedlast"),
    "postal address": tuple(value for field, value in ADDRESS.items() if field != "country"),
    "client's key": (CLIENT_KEY,),
    "password": ("marked-correct-horse",),
    "network": (sample_event("loginUser")["requestContext"]["identity"]["sourceIp"],),
    "device": (DEVICE,),
}


def marked_in(text: str, user_id: str) -> frozenset[str]:
    values = {**MARKED, "id": (user_id,)}
    return frozenset(word for word, group in values.items() if any(value in text for value in group))


def kind(row: Mapping[str, object]) -> str:
    """Return the name of a row's kind: the words of its keys, as `handlers.store.items` has them."""
    return " ".join(str(row[key]).partition("#")[0] for key in ("PK", "SK"))


def held(table: Table, user_id: str) -> dict[str, frozenset[str]]:
    """Return the personal data in the table by the kind of row."""
    found: dict[str, frozenset[str]] = {}
    for row in table.all_rows():
        if marked := marked_in(str(row), user_id):
            found[kind(row)] = found.get(kind(row), frozenset()) | marked
    return found


def documented(column: str) -> dict[str, frozenset[str]]:
    """Return a column of the page's table of rows: the quoted words by the kind of row."""
    lines = re.findall(r"^\| `([A-Z_ ]+)` \|(.*)\|$", PAGE.read_text(), re.MULTILINE)
    index = ["holds", "kept", "after an erasure"].index(column)
    cells = {name: re.findall(r"`([^`]+)`", cells.split("|")[index]) for name, cells in lines}
    return {name: frozenset(words) for name, words in cells.items() if words}


def exported(aws: LocalConfig, user_id: str) -> frozenset[str]:
    """Return the personal data in the bucket of exports."""
    s3 = client("s3", aws.aws_url)
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=EXPORT_BUCKET).get("Contents", [])]
    texts = [s3.get_object(Bucket=EXPORT_BUCKET, Key=key)["Body"].read().decode() for key in keys]
    return marked_in(" ".join([*keys, *texts]), user_id)


def documented_of_exports() -> frozenset[str]:
    (line,) = re.findall(r"^\| bucket of data exports \|(.*?)\|", PAGE.read_text(), re.MULTILINE)
    return frozenset(re.findall(r"`([^`]+)`", line))


@pytest.fixture(autouse=True)
def at_level_debug(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    yield
    observability._logger.setLevel("INFO")


def test_page_lists_where_a_storys_personal_data_lies(
    receivers: Receivers,
    aws: LocalConfig,
    table: Table,
    changes: Callable[[], list[Record]],
    log_lines: LogLines,
) -> None:
    # Given a customer who logs in, shops and moves to another address
    password = MARKED["password"][0]
    login = sign_up(email=OLD, password=password, firstName="Markedfirst", lastName="Markedlast")
    delay_email(login.user_id, "NewLogin")
    delayed = held(table, login.user_id)
    change_account(login.user_id, User.vouched_for)
    old, new = Mailbox(aws, changes, OLD), Mailbox(aws, changes, NEW)
    call("loginUser", body={"email": OLD, "password": password}, headers={"User-Agent": DEVICE})
    call("loginUser", body={"email": OLD, "password": "wrong"}, headers={"User-Agent": DEVICE})
    product_id = catalog.create_id(stock=9)
    item = {"productId": product_id, "quantity": 1}
    body = {"items": [item], "shippingAddress": ADDRESS, "paymentMethod": {"type": "card", "token": "tok_visa"}}
    order_id = buying.place(login.caller, body, key=CLIENT_KEY).body["orderId"]
    buying.set_status(ADMIN, order_id, "cancelled")
    buying.add_to_cart(login.caller, product_id)
    call("changeEmail", body={"newEmail": NEW, "currentPassword": password}, caller=login.caller)
    (token,) = new.tokens("confirm-email")
    assert call("confirmEmailChange", body={"token": token}).status == 204

    before = held(table, login.user_id)

    # And who exports the data
    again = log_in(NEW, password)
    assert call("requestDataExport", caller=again.caller).status == 202
    new.mails()
    assert exported(aws, login.user_id) == documented_of_exports()

    # When the customer requests the deletion
    assert call("requestDeletion", body={"currentPassword": password}, caller=again.caller).status == 202
    assert new.tokens("undo-deletion") != []

    # Then the page lists what each kind of row holds
    assert delayed | before | held(table, login.user_id) == documented("holds")

    # When the account is erased
    erase()
    old.mails()

    # Then what is left in the table expires by itself, or has only ids
    left = held(table, login.user_id)
    assert left == documented("after an erasure")
    personal = [row for row in table.all_rows() if marked_in(str(row), login.user_id) - {"id"}]
    assert [kind(row) for row in personal if "expiresAt" not in row] == []
    # And logs, events and buckets have never had more than ids
    assert marked_in(json.dumps(log_lines()), login.user_id) <= {"id"}
    order = find_order(login.user_id, order_id)
    assert marked_in(json.dumps(receivers.events(order)), login.user_id) <= {"id"}
    stored = client("s3", aws.aws_url).list_objects_v2(Bucket=BUCKET).get("Contents", [])
    assert marked_in(json.dumps([each["Key"] for each in stored]), login.user_id) == frozenset()
    assert exported(aws, login.user_id) == frozenset()
    # And passwords, networks and devices are stored nowhere
    assert set().union(*documented("holds").values()) == MARKED.keys() - {"password", "network", "device"} | {"id"}
