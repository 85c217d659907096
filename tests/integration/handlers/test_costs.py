"""Every function's cost matches its row in ``operations.yaml``, from which ``docs/costs.md`` is generated."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from handlers.adapters.payments import payment_provider
from handlers.domain.email_requests import new_email_request
from handlers.domain.ids import new_id
from handlers.domain.users import User
from handlers.store.account_changes import change_account
from tests.integration.handlers import accounts, catalog, notifications
from tests.integration.handlers.accounts import register, sign_up
from tests.integration.handlers.aws_calls import recorded
from tests.integration.handlers.buying import (
    ADA,
    Caller,
    add_to_cart,
    cancel,
    clear_cart,
    get,
    place,
    set_status,
    settle,
)
from tests.integration.handlers.calling import Response, call, invoke
from tests.integration.handlers.every_function import good_event, make
from tests.integration.handlers.paying import call_payments
from tests.integration.handlers.rotating import STEPS, RotatingSecret
from tests.integration.handlers.table import empty_table
from tests.lambda_events import ADMIN
from tests.operations import COSTS, Case, costs_page, rows
from tests.support.requests import order_request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from local.config import LocalConfig
    from tests.integration.handlers.table import Table

    type Act = Callable[[], object]

CASES = [pytest.param(name, case, id=f"{name}-{case.when}") for name, known in rows().items() for case in known.cases]
KILOBYTE = 1024
NO_INDEX: Mapping[str, str] = {}
BOTH_INDEXES = {"GSI1PK": "c", "GSI1SK": "d", "GSI2PK": "e", "GSI2SK": "f"}
# The card of a case, by a word in its name.
TOKENS = {
    "timeout": "tok_timeout",
    "pending": "tok_timeout",
    "declined": "tok_declined",
    "402": "tok_declined",
    "nothing charged": "tok_error",
}


@pytest.mark.parametrize(("function", "case"), CASES)
def test_a_cases_cost_matches_its_row(
    function: str, case: Case, aws: LocalConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    with empty_table(aws) as table:
        monkeypatch.setenv("TABLE_NAME", table.name)
        measured = measure(function, prepare(function, case.when), case.when)

    assert measured == case, f"tests/operations.yaml, {function}, {case.when or 'sample event'}: write {measured}"


def test_the_costs_page_is_up_to_date() -> None:
    page = COSTS.read_text()

    assert page == costs_page(page), "docs/costs.md is out of date: run `make generate`"


def measure(function: str, act: Callable[[], object], when: str) -> Case:
    """Return the cost of a call, without that of the functions it invokes."""
    with recorded() as aws:
        act()
    table = indexes = 0
    for response in aws.responses:
        # A write whose condition fails costs the row's size, one unit for all rows here.
        code = response.get("Error", {}).get("Code")
        assert code in {None, "ConditionalCheckFailedException"}, code
        total, per_index = units_of(response) if "ConsumedCapacity" in response else (0 if code is None else 1, {})
        table += int(total - sum(per_index.values()))
        indexes += int(sum(per_index.values()))
    return Case(function, when, aws.requests, table, indexes)


def units_of(response: Mapping[str, Any]) -> tuple[float, Mapping[str, float]]:
    """Return the write units of a response, in total and per index."""
    consumed = response["ConsumedCapacity"]
    first = consumed[0] if isinstance(consumed, list) else consumed
    indexes = first.get("GlobalSecondaryIndexes", {})
    return first["CapacityUnits"], {name: index["CapacityUnits"] for name, index in indexes.items()}


def units(table: Table, operation: str, **request: Any) -> tuple[float, Mapping[str, float]]:
    return units_of(getattr(table.dynamodb, operation)(ReturnConsumedCapacity="INDEXES", **request))


def item(index_keys: Mapping[str, str] = NO_INDEX, *, size: int = 100) -> dict[str, Any]:
    """Return a row of `size` bytes, names and values included."""
    attributes = {"PK": "a", "SK": "b", **index_keys}
    filled = sum(len(name) + len(value) for name, value in attributes.items()) + len("text")
    return {name: {"S": value} for name, value in attributes.items()} | {"text": {"S": "x" * (size - filled)}}


@pytest.mark.parametrize(("size", "cost"), [(100, 1), (KILOBYTE, 1), (KILOBYTE + 1, 2), (4 * KILOBYTE + 1, 5)])
def test_a_kilobyte_costs_one_unit_and_two_in_a_transaction(table: Table, size: int, cost: int) -> None:
    put = {"TableName": table.name, "Item": item(size=size)}

    assert units(table, "put_item", **put) == (cost, {})
    assert units(table, "transact_write_items", TransactItems=[{"Put": put}]) == (2 * cost, {})


def test_an_index_costs_its_own_writes(table: Table) -> None:
    # Given a row that enters both indexes, is changed, moves within one, and leaves them
    name = table.name
    versions = [item(BOTH_INDEXES), item(BOTH_INDEXES, size=101), item(BOTH_INDEXES | {"GSI2PK": "g"}), item()]

    costs = [units(table, "put_item", TableName=name, Item=version) for version in versions]

    # Then a write costs each index one unit, a move two, and a row outside an index none
    both = {"GSI1": 1, "GSI2": 1}
    assert costs == [(3, both), (3, both), (4, both | {"GSI2": 2}), (3, both)]
    assert units(table, "put_item", TableName=name, Item=versions[-1]) == (1, {})


def test_a_transaction_does_not_double_index_units(table: Table) -> None:
    actions = [{"Put": {"TableName": table.name, "Item": item(BOTH_INDEXES)}}]

    assert units(table, "transact_write_items", TransactItems=actions) == (4, {"GSI1": 1, "GSI2": 1})


def test_condition_checks_and_missing_rows_cost_as_writes(table: Table) -> None:
    key = {"PK": {"S": "a"}, "SK": {"S": "b"}}
    check = {"TableName": table.name, "Key": key, "ConditionExpression": "attribute_not_exists(PK)"}

    assert units(table, "transact_write_items", TransactItems=[{"ConditionCheck": check}]) == (2, {})
    assert units(table, "transact_write_items", TransactItems=[{"Delete": check}]) == (2, {})


def prepare(function: str, when: str) -> Act:
    """Set up a case and return what makes the measured call: by default the function's sample event."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", function).lower()
    if when and hasattr(Preparations, name):
        act: Act = getattr(Preparations(), name)(when)
        return act
    return partial(invoke, function, good_event(function, make()))


def caller(when: str) -> Caller:
    return ADMIN if "an admin" in when or "all orders" in when else ADA


def checkout(when: str) -> Callable[[], Response]:
    # A case is that of a process that has read its API key.
    payment_provider.check_configuration()
    stock = 0 if "too little stock" in when else 99
    lines = [(catalog.create_id(stock=stock), 1) for _ in range(40 if "40 lines" in when else 1)]
    token = next((token for word, token in TOKENS.items() if word in when), "tok_visa")
    return partial(place, ADA, order_request(*lines, token=token), key=new_id())


def placed(when: str) -> str:
    return str(checkout(when)().body["orderId"])


class Preparations:
    """Set up a case of a function, and return what makes the measured call; the name of the case says what differs."""

    def create_order(self, when: str) -> Act:
        send = checkout(when)
        if "repeated" in when:
            send()
        return send

    def list_orders(self, when: str) -> Act:
        placed(when)
        query = {"status": "processing"} if "with a status" in when else {}
        return partial(call, "listOrders", query=query, caller=caller(when))

    def list_users(self, when: str) -> Act:
        queries = {"with a status": {"status": "active"}, "with an address": {"email": ADMIN["email"]}}
        return partial(call, "listUsers", query=queries.get(when), caller=ADMIN)

    def list_audit_entries(self, when: str) -> Act:
        product_id = catalog.create_id()
        queries = {
            "of an actor": {"actor": f"user:{ADMIN['userId']}"},
            "of a target": {"target": f"product:{product_id}"},
        }
        return partial(call, "listAuditEntries", query=queries.get(when), caller=ADMIN)

    def cancel_order(self, when: str) -> Act:
        order_id = placed(when)
        if "already cancelled" in when:
            cancel(ADA, order_id)
        return partial(cancel, caller(when), order_id)

    def update_order_status(self, when: str) -> Act:
        status = {"completed": "completed", "unchanged": "processing"}.get(when, "cancelled")
        return partial(set_status, ADMIN, placed(when), status)

    def settle_pending_orders(self, when: str) -> Act:
        if when != "nothing to do":
            placed("timeout")
        return settle

    def process_payment(self, when: str) -> Act:
        if when in {"a repeated charge", "refunded"}:
            call_payments("charge")
        action = {"settled, unknown": "settle", "refunded": "refund"}.get(when, "charge")
        return partial(call_payments, action, **({"token": "tok_declined"} if "declined" in when else {}))

    def confirm_password_reset(self, _: str) -> Act:
        body = {"token": "unknown", "newPassword": accounts.NEW_PASSWORD}
        return partial(call, "confirmPasswordReset", body=body)

    def process_order_changes(self, when: str) -> Act:
        if "request" in when:
            register()
            request = new_email_request("PasswordChanged", accounts.ADA["email"])
            return partial(notifications.process, notifications.requested(request))
        buyer = register()
        if "unverified" not in when:
            change_account(buyer, User.vouched_for)
        record = notifications.placed(notifications.order_of(buyer))
        if "already" in when:
            notifications.process(record)
        return partial(notifications.process, record)

    def login_user(self, when: str) -> Act:
        sign_up()
        password = "another-password" if "wrong" in when else accounts.ADA["password"]
        body = {"email": accounts.ADA["email"], "password": password}
        return partial(call, "loginUser", body=body, headers={"User-Agent": "curl/8.5.0"})

    def change_password(self, when: str) -> Act:
        login = sign_up()
        if "one other session" in when:
            accounts.log_in()
        current = "another-password" if "wrong" in when else accounts.ADA["password"]
        body = {"currentPassword": current, "newPassword": accounts.NEW_PASSWORD}
        return partial(call, "changePassword", body=body, caller=login.caller)

    def refresh_session(self, _: str) -> Act:
        refresh = partial(call, "refreshSession", body={"refreshToken": sign_up().refresh_token})
        refresh()
        return refresh

    def rotate_jwt_secret(self, step: str) -> Act:
        secret = RotatingSecret()
        secret.rotate()
        token = secret.begin()
        for earlier in STEPS[: STEPS.index(step)]:
            secret.step(earlier, token)
        return partial(secret.step, step, token)

    def create_product(self, when: str) -> Act:
        headers = {} if "without" in when else {"Idempotency-Key": new_id()}
        body = {**catalog.DESK, "isActive": not when.startswith("inactive")}
        create = partial(call, "createProduct", body=body, headers=headers, caller=ADMIN)
        if "repeated" in when:
            create()
        return create

    def create_stock_adjustment(self, when: str) -> Act:
        path, headers = {"id": catalog.create_id(stock=9)}, {"Idempotency-Key": new_id()}
        body = {"change": -10 if "below zero" in when else -1}
        adjust = partial(call, "createStockAdjustment", path=path, body=body, headers=headers, caller=ADMIN)
        if when == "repeated":
            adjust()
        return adjust

    def update_product(self, when: str) -> Act:
        changed = {"price": 5} if when == "same category" else {"category": "desks"}
        return partial(catalog.put, catalog.create_id(), {**catalog.DESK, **changed})

    def set_stock_rows(self, when: str) -> Act:
        path, rows = {"id": catalog.create_id()}, 1 if when == "unchanged" else 64
        return partial(call, "setStockRows", path=path, body={"rows": rows}, caller=ADMIN)

    def add_cart_item(self, when: str) -> Act:
        product_id = catalog.create_id()
        if when != "a new product":
            add_to_cart(ADA, product_id)
        return partial(add_to_cart, ADA, product_id)

    def clear_cart(self, when: str) -> Act:
        for _ in range(40 if "40 lines" in when else 1):
            assert add_to_cart(ADA, catalog.create_id()).status == 200
        return partial(clear_cart, ADA)

    def get_order(self, when: str) -> Act:
        return partial(get, caller(when), placed(when))

    def get_order_status(self, when: str) -> Act:
        return partial(call, "getOrderStatus", path={"id": placed(when)}, caller=caller(when))

    def get_cart(self, _: str) -> Act:
        return partial(call, "getCart", caller=ADA)
