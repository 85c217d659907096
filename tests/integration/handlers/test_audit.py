"""Each audited change adds one entry in its transaction, without personal data; admins list the entries."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, get_args

import pytest

from generated.operations import OPERATIONS
from handlers.domain.audit import Action, account_entry, user_origin
from handlers.domain.clock import now, timestamp
from handlers.domain.ids import new_id
from handlers.domain.users import User
from handlers.store import audit
from handlers.store import table as rows
from handlers.store.account_changes import change_account
from local.config import ROOT
from ops.admin import change_role
from tests.integration.handlers import buying, catalog
from tests.integration.handlers.accounts import ADA, COUNTESS, NEW_PASSWORD, log_in, register, sign_up
from tests.integration.handlers.calling import Response, call, invoke, send
from tests.integration.handlers.every_function import AWS_FUNCTIONS, Made, good_event, make, picture_event
from tests.integration.handlers.faulty_proxy import Fault, FaultyProxy, always, cancelled, first
from tests.integration.handlers.table import plain
from tests.lambda_events import ADMIN, CUSTOMER, sample_event
from tests.support.requests import ADDRESS

if TYPE_CHECKING:
    from tests.integration.handlers.table import Row, Table

SOURCE_IP = sample_event("createProduct")["requestContext"]["identity"]["sourceIp"]
OLGA = f"user:{ADMIN['userId']}"
# What a valid event of a function adds, with the fields of its changes.
AUDITED = {
    "changePassword": ("account.password-changed", ["password", "sessions"]),
    "confirmEmailChange": ("account.email-changed", ["email"]),
    "confirmPasswordReset": ("account.password-reset", ["password", "sessions", "emailVerified"]),
    "confirmVerification": ("account.email-verified", ["emailVerified"]),
    "confirmMfaEnrolment": ("account.second-factor-enrolled", ["sessions"]),
    "deleteSession": ("account.session-ended", ["sessionId"]),
    "removeMfa": ("account.second-factor-removed", []),
    "undoEmailChange": ("account.email-change-undone", ["email", "sessions"]),
    "requestDeletion": ("account.deletion-requested", ["deletionAt", "sessions"]),
    "undoDeletion": ("account.deletion-undone", ["deletionAt"]),
    "erase_accounts": ("account.erased", []),
    "deleteUserSessions": ("account.sessions-ended", ["sessions"]),
    "disableUser": ("account.disabled", ["disabledAt", "sessions"]),
    "enableUser": ("account.enabled", ["disabledAt", "sessions"]),
    "setUserRole": ("account.role-changed", ["role", "emailVerified"]),
    "createProduct": (
        "product.created",
        ["name", "description", "price", "currency", "category", "isActive", "stock"],
    ),
    "updateProduct": ("product.updated", ["description", "price", "currency", "stock"]),
    "deleteProduct": ("product.deleted", ["name", "price", "currency", "category", "isActive", "stock"]),
    "createImageUpload": ("product.image-upload-allowed", ["imageKey"]),
    "attach_product_image": ("product.image-changed", ["imageKey"]),
    "createStockAdjustment": ("stock.adjusted", ["stock", "adjustmentId"]),
    "setStockRows": ("stock.rows-changed", ["stockRows"]),
    "cancelOrder": ("order.cancelled", ["status"]),
    "updateOrderStatus": ("order.cancelled", ["status"]),
}
OF_OWNERS = {
    *("changePassword", "confirmEmailChange", "confirmPasswordReset", "confirmVerification"),
    *("deleteSession", "undoEmailChange", "requestDeletion", "undoDeletion"),
    *("deleteSession", "undoEmailChange", "confirmMfaEnrolment", "removeMfa"),
}
IN_TRANSACTIONS = sorted(AUDITED.keys() - {"attach_product_image", "createImageUpload", "erase_accounts"})
# Each of their requests is a change of its own.
NOT_REPEATABLE = {"createImageUpload", "deleteUserSessions"}


def recorded(table: Table) -> dict[str, Row]:
    """Return the entries by their ids, oldest first."""
    found = [row for row in table.all_rows() if row["PK"].startswith("AUDIT#")]
    return {row["auditId"]: row for row in sorted(found, key=lambda row: str(row["auditId"]))}


def actions(table: Table, target: str) -> list[str]:
    return [row["action"] for row in recorded(table).values() if row["target"] == target]


def contents(table: Table) -> dict[tuple[str, str], Row]:
    """Return all rows but the counted attempts."""
    return {(row["PK"], row["SK"]): row for row in table.all_rows() if row["SK"] != "ATTEMPTS"}


def listed(**query: str) -> Response:
    return call("listAuditEntries", query=query, caller=ADMIN)


def pages(**query: str) -> list[list[str]]:
    """Return the ids on each page of a list."""
    token, found = "first", []
    while token:
        body = listed(**query, page=token).body
        found.append([item["auditId"] for item in body["items"]])
        token = body.get("nextPage", "")
    return found


def actor_of(function: str, made: Made, entry: Row) -> str:
    if function == "erase_accounts":
        return str(entry["target"])
    if function == "attach_product_image":
        return "operator"
    return f"user:{made.login.user_id}" if function in OF_OWNERS else OLGA


@pytest.mark.parametrize("function", AWS_FUNCTIONS)
def test_exactly_what_is_audited_adds_one_entry_and_changes_none(table: Table, function: str) -> None:
    made = make()
    event = good_event(function, made)
    earlier = recorded(table)

    invoke(function, event)

    later = recorded(table)
    assert earlier.items() <= later.items()
    added = [row for audit_id, row in later.items() if audit_id not in earlier]
    expected = [AUDITED[function][0]] if function in AUDITED else []
    assert [row["action"] for row in added] == expected
    for row in added:
        assert row["actor"] == actor_of(function, made, row)
        assert [change["field"] for change in row["changes"]] == AUDITED[function][1]
        assert ("network" in row) == (function in OPERATIONS)


def test_product_that_is_replaced_by_the_same_values_has_no_entry(table: Table) -> None:
    product_id = make().product_id
    body = {"name": "Desk", "price": 20, "category": "desks"}
    counts = []
    for _ in range(2):
        assert call("updateProduct", body=body, path={"id": product_id}, caller=ADMIN).status == 200
        counts.append(actions(table, f"product:{product_id}").count("product.updated"))

    assert counts == [1, 1]


@pytest.mark.parametrize("function", IN_TRANSACTIONS)
def test_change_that_fails_has_no_entry(
    aws_proxy: FaultyProxy, table: Table, function: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "_FIRST_WAIT_SECONDS", 0)
    event = good_event(function, make())
    earlier = contents(table)
    aws_proxy.plan = always(cancelled("None", "ThrottlingError"), "TransactWriteItems")

    assert send(function, event).problem == (503, "unavailable")

    assert contents(table) == earlier


@pytest.mark.parametrize("function", IN_TRANSACTIONS)
@pytest.mark.parametrize(
    "fault", [Fault.LOST_RESPONSE, cancelled("None", "TransactionConflict")], ids=["lost response", "conflict"]
)
def test_change_that_is_retried_has_one_entry(aws_proxy: FaultyProxy, table: Table, function: str, fault: Any) -> None:
    event = good_event(function, make())
    earlier = recorded(table)
    aws_proxy.plan = first(1, fault, "TransactWriteItems")

    assert send(function, event).status < 300

    assert len(recorded(table)) == len(earlier) + 1


@pytest.mark.parametrize("function", sorted(AUDITED.keys() - NOT_REPEATABLE))
def test_repeated_request_adds_no_entry(table: Table, function: str) -> None:
    event = good_event(function, make())
    invoke(function, event)
    once = recorded(table)

    invoke(function, event)

    assert recorded(table) == once


def test_picture_is_changed_by_the_admin_who_got_its_form(aws_proxy: FaultyProxy, table: Table) -> None:
    # Given an upload form, and a picture whose response from the table is lost
    product_id = catalog.create_id()
    body = {"contentType": "image/png", "size": 1}
    form = call("createImageUpload", path={"id": product_id}, body=body, caller=ADMIN).body
    aws_proxy.plan = first(1, Fault.LOST_RESPONSE, "TransactWriteItems")

    # When the picture arrives, twice
    for _ in range(2):
        invoke("attach_product_image", picture_event(form["fields"]["key"]))

    # Then its change is that admin's, once
    uploaded = listed(target=f"product:{product_id}").body["items"]
    assert [(item["action"], item["actor"]) for item in uploaded] == [
        ("product.image-changed", OLGA),
        ("product.image-upload-allowed", OLGA),
        ("product.created", OLGA),
    ]


def test_price_is_recorded_before_and_after(table: Table) -> None:
    product_id = catalog.create_id()

    catalog.put(product_id, {**catalog.DESK, "price": 5})

    (entry, _) = listed(target=f"product:{product_id}").body["items"]
    assert entry["changes"] == [{"field": "price", "before": "499.95", "after": "5"}]


def test_replayed_token_ends_its_session_with_one_entry(table: Table) -> None:
    login = sign_up()
    body = {"refreshToken": login.refresh_token}
    assert call("refreshSession", body=body).status == 200

    for _ in range(2):
        assert call("refreshSession", body=body).problem == (401, "invalid-refresh-token")

    assert actions(table, f"user:{login.user_id}") == ["account.refresh-token-replayed"]


def test_login_from_a_new_device_is_recorded_unless_it_is_the_first(table: Table) -> None:
    login = sign_up()
    log_in()
    assert recorded(table) == {}

    body = {"email": ADA["email"], "password": ADA["password"]}
    assert call("loginUser", body=body, headers={"User-Agent": "curl/8.5.0"}).status == 200

    assert actions(table, f"user:{login.user_id}") == ["account.login-from-new-device"]


def test_replaced_account_is_recorded(table: Table) -> None:
    replaced = register()
    replacing = register(password=NEW_PASSWORD)

    (entry,) = listed(target=f"user:{replaced}").body["items"]
    assert (entry["action"], entry["actor"]) == ("account.replaced", f"user:{replacing}")


def test_operator_is_an_actor_without_a_network(table: Table) -> None:
    user_id = register()

    change_role(ADA["email"], "admin")

    (row,) = recorded(table).values()
    assert (row["actor"], row["target"], "network" in row) == ("operator", f"user:{user_id}", False)
    assert row["changes"] == [
        {"field": "role", "before": "customer", "after": "admin"},
        {"field": "emailVerified", "before": "false", "after": "true"},
    ]


def test_customers_orders_carts_and_profiles_are_not_recorded(table: Table) -> None:
    login = sign_up()
    product_id = catalog.create_id(stock=9)
    earlier = recorded(table)

    buying.add_to_cart(login.caller, product_id)
    buying.cancel(login.caller, buying.order_id(login.caller, product_id))
    call("updateProfile", body={"firstName": "Ada", "lastName": "King"}, caller=login.caller)
    call("logoutUser", caller=login.caller)

    assert recorded(table) == earlier


def test_completed_order_is_recorded(table: Table) -> None:
    order_id = buying.order_id(CUSTOMER, catalog.create_id(stock=9))

    buying.set_status(ADMIN, order_id, "completed")

    (entry,) = listed(target=f"order:{order_id}").body["items"]
    assert (entry["action"], entry["changes"]) == (
        "order.completed",
        [{"field": "status", "before": "processing", "after": "completed"}],
    )


def test_list_is_newest_first_in_pages(table: Table) -> None:
    # Given more entries than a page has, in all shards, of two targets and two actors
    first_id, second_id = (catalog.create_id() for _ in range(2))
    for price in range(100, 108):
        catalog.put(first_id, {**catalog.DESK, "price": price})
    change_account(register(), User.disabled)
    newest = sorted(recorded(table), reverse=True)

    assert pages(limit="4") == [newest[:4], newest[4:8], newest[8:]]
    assert pages(limit="9", actor=OLGA) == [newest[1:10], newest[10:]]
    of_first = [audit_id for audit_id in newest if recorded(table)[audit_id]["target"] == f"product:{first_id}"]
    assert pages(limit="5", target=f"product:{first_id}") == [of_first[:5], of_first[5:]]
    assert pages(actor="operator", target=f"product:{second_id}") == [[]]
    assert pages(limit="8", actor=OLGA, target=f"product:{first_id}") == [of_first[:8], of_first[8:]]
    assert pages(actor="operator") == [newest[:1]]


def test_list_from_and_to_a_time(table: Table) -> None:
    product_id = catalog.create_id()
    (entry,) = listed().body["items"]
    moment = datetime.fromisoformat(entry["occurredAt"])
    just_before, just_after = (timestamp(moment + timedelta(milliseconds=each)) for each in (-1, 1))

    for query in ({}, {"actor": OLGA}, {"target": f"product:{product_id}"}):
        found = [entry["auditId"]]
        assert pages(**query, **{"from": timestamp(moment), "to": timestamp(moment)}) == [found]
        assert pages(**query, **{"from": just_after}) == [[]]
        assert pages(**query, to=just_before) == [[]]
        assert pages(**query, **{"from": just_after, "to": just_before}) == [[]]
    assert listed(**{"from": "2026-02-30T00:00:00Z"}).pointers == {"/query/from"}


def test_expired_entry_is_not_listed(table: Table) -> None:
    origin = user_origin(ADMIN["userId"], "192.0.2.1")
    for days in (399, 401):
        entry = account_entry(origin, "account.replaced", new_id())
        old = new_id(now() - timedelta(days=days))
        table.put(
            plain(audit.put_entry(entry)["Put"]["Item"])
            | {"auditId": old, "SK": f"ENTRY#{old}", "GSI2SK": f"ENTRY#{old}"}
        )

    assert len(listed().body["items"]) == 1


def test_entries_expire_after_400_days(table: Table) -> None:
    catalog.create_id()

    (row,) = recorded(table).values()
    created = datetime.fromisoformat(listed().body["items"][0]["occurredAt"]).timestamp()
    assert int(row["expiresAt"]) == int(created) + 400 * 24 * 3600


def test_token_of_another_list_is_rejected(table: Table) -> None:
    for _ in range(2):
        catalog.create_id()
    token = listed(limit="1").body["nextPage"]

    assert listed(actor=OLGA, page=token).pointers == {"/query/page"}


@pytest.mark.parametrize("value", ["olga@example.com", "user:1", "operator:1", f"cart:{ADMIN['userId']}", ""])
def test_invalid_filter_is_rejected(table: Table, value: str) -> None:
    assert listed(actor=value).pointers == {"/query/actor"}
    assert listed(target=value).pointers == {"/query/target"}


def test_only_current_admins_read_the_audit(table: Table) -> None:
    login = sign_up(as_admin=True)
    assert call("listAuditEntries", caller=login.caller).status == 200

    change_account(login.user_id, lambda user: user.with_role("customer"))

    assert call("listAuditEntries", caller=login.caller).problem == (403, "forbidden")
    assert call("listAuditEntries", caller=CUSTOMER).problem == (403, "forbidden")


@pytest.mark.parametrize("function", sorted(AUDITED))
def test_entries_contain_no_personal_or_secret_value(table: Table, function: str) -> None:
    # Given all that a request and the story before it contain about a person
    made = make()
    event = good_event(function, made)
    known = {*ADA.values(), "grace@example.com", COUNTESS, NEW_PASSWORD, *ADDRESS.values(), SOURCE_IP} - {
        ADDRESS["country"]
    }
    known |= {made.login.refresh_token, *made.login.access_token.split(".")}
    known |= set(re.findall(r'"token": "([^"]+)"', str(event.get("body"))))
    # And an account that is replaced
    for _ in range(2):
        register(email="grace@example.com")

    invoke(function, event)

    texts = [text for row in recorded(table).values() for text in strings(row)]
    assert len(texts) > 30
    assert not [(value, text) for value in known for text in texts if value in text]


def strings(value: Any) -> list[str]:
    """Return all texts in a row, names included."""
    if isinstance(value, dict):
        return [text for pair in value.items() for each in pair for text in strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in strings(each)]
    return [str(value)]


def test_the_guide_lists_every_action() -> None:
    guide = (ROOT / "docs" / "guides" / "admins.md").read_text()

    assert set(re.findall(r"`([a-z]+\.[a-z-]+)`", guide)) == set(get_args(Action.__value__))
