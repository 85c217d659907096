from __future__ import annotations

import json
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from generated.operations import OPERATIONS
from handlers.domain.errors import ShopError
from handlers.runtime import observability
from tests.integration.handlers import catalog
from tests.integration.handlers.accounts import ADA, NEW_PASSWORD, emailed_token, is_authorized, log_in, sign_up
from tests.integration.handlers.buying import (
    add_to_cart,
    cancel,
    order,
    order_id,
    place,
    settle,
)
from tests.integration.handlers.calling import FUNCTIONS, call, invoke, send
from tests.integration.handlers.every_function import EVENT_FUNCTIONS, good_event, make
from tests.integration.handlers.faulty_proxy import FaultyProxy, always, error
from tests.lambda_events import CUSTOMER
from tests.support.requests import ADDRESS, order_request

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.integration.handlers.conftest import LogLines
    from tests.integration.handlers.table import Table

PARTNER_KEY = "a-partners-key-of-forty-characters-or-so"
EVENTS = {
    "registerUser": ["USER_REGISTERED"],
    "loginUser": ["SESSION_OPENED"],
    "confirmLogin": ["SESSION_OPENED"],
    "refreshSession": ["SESSION_REFRESHED"],
    "logoutUser": ["SESSION_ENDED"],
    "deleteSession": ["SESSION_ENDED"],
    "createProduct": ["PRODUCT_CREATED"],
    "updateProduct": ["PRODUCT_UPDATED"],
    "deleteProduct": ["PRODUCT_DELETED"],
    "createStockAdjustment": ["STOCK_ADJUSTED"],
    "setStockRows": ["STOCK_ROWS_SET"],
    "createImageUpload": ["IMAGE_UPLOAD_ALLOWED"],
    "addCartItem": ["CART_ITEM_ADDED"],
    "createOrder": ["ORDER_CREATED"],
    "cancelOrder": ["ORDER_CANCELLED", "REFUND_COMPLETED"],
    "updateOrderStatus": ["ORDER_CANCELLED", "REFUND_COMPLETED"],
    "updateProfile": ["PROFILE_UPDATED"],
    "changePassword": ["PASSWORD_CHANGED"],
    "createMfaEnrolment": ["MFA_ENROLMENT_CREATED"],
    "confirmMfaEnrolment": ["MFA_ENABLED"],
    "removeMfa": ["MFA_REMOVED"],
    "changeEmail": ["EMAIL_REQUESTED"],
    "confirmEmailChange": ["EMAIL_CHANGED"],
    "undoEmailChange": ["EMAIL_CHANGE_UNDONE"],
    "requestDeletion": ["DELETION_REQUESTED"],
    "undoDeletion": ["DELETION_UNDONE"],
    "requestDataExport": ["DATA_EXPORT_REQUESTED"],
    "getDataExport": ["DATA_EXPORT_LINKED"],
    "setUserRole": ["ROLE_SET"],
    "disableUser": ["USER_DISABLED"],
    "enableUser": ["USER_ENABLED"],
    "deleteUserSessions": ["USER_SESSIONS_ENDED"],
    "requestVerification": ["EMAIL_REQUESTED"],
    "confirmVerification": ["EMAIL_VERIFIED"],
    "requestPasswordReset": ["EMAIL_REQUESTED"],
    "confirmPasswordReset": ["PASSWORD_RESET"],
}
EVENTS_OF_FUNCTIONS = {
    "settle_pending_orders": ["ORDER_SETTLED"],
    "erase_accounts": ["ACCOUNT_ERASED"],
    "process_payment": ["PAYMENT_PROCESSED"],
    "process_order_changes": ["NOTIFICATION_DELIVERED", "NOTIFICATION_DELIVERED", "RECORD_DEAD_LETTERED"],
    "attach_product_image": ["IMAGE_ATTACHED"],
    "list_stock": [],
    "authorize_request": [],
    "rotate_jwt_secret": ["JWT_KEY_CREATED"],
}


@pytest.fixture
def at_level_debug(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    yield
    observability._logger.setLevel("INFO")


@pytest.mark.usefixtures("at_level_debug")
def test_no_secret_or_personal_value_is_logged(table: Table, log_lines: LogLines) -> None:
    # When a user makes every account request, successfully and not
    login = sign_up()
    call("requestVerification", body={"email": ADA["email"]})
    token = emailed_token(login.user_id, "verification")
    assert call("confirmVerification", body={"token": token}).status == 204
    call("registerUser", body={**ADA, "lastName": ""})
    call("registerUser", body=ADA)
    call("loginUser", body={"email": ADA["email"], "password": "wrong-password"})
    call("updateProfile", body={"firstName": "Augusta", "lastName": "King"}, caller=login.caller)
    call("changePassword", body={"currentPassword": "wrong", "newPassword": NEW_PASSWORD}, caller=login.caller)
    call("changePassword", body={"currentPassword": ADA["password"], "newPassword": NEW_PASSWORD}, caller=login.caller)
    is_authorized(login)
    again = log_in(password=NEW_PASSWORD)
    is_authorized(again)
    for _ in range(2):
        call("refreshSession", body={"refreshToken": again.refresh_token})

    # Then the log contains no secret or personal value
    logged = json.dumps(log_lines(), ensure_ascii=False)
    private = [
        *ADA.values(),
        NEW_PASSWORD,
        "wrong-password",
        "Augusta",
        "King",
        login.access_token,
        login.refresh_token,
        token,
    ]
    private += [again.refresh_token, *again.refresh_token.split(".")[2:]]
    private += ["203.0.113.7", str(table.row(f"USER#{login.user_id}", "PROFILE")["passwordHash"])]  # type: ignore[index]
    assert log_lines()
    assert not [value for value in private if value in logged]


@pytest.mark.parametrize("operation_id", sorted(OPERATIONS))
def test_every_log_line_of_a_request_has_its_id_and_operation(
    table: Table, log_lines: LogLines, operation_id: str
) -> None:
    event = good_event(operation_id, make())
    event["requestContext"]["requestId"] = f"request-of-{operation_id}"

    send(operation_id, event)

    lines = lines_of(log_lines(), operation_id)
    assert {line["requestId"] for line in lines} == {f"request-of-{operation_id}"}
    assert {line["functionName"] for line in lines} == {f"ecommerce-test-{FUNCTIONS[operation_id]['name']}"}
    assert [line["event"] for line in lines] == [*EVENTS.get(operation_id, []), "REQUEST_ANSWERED"]
    assert lines[-1]["duration"] >= 0


@pytest.mark.parametrize("operation_id", sorted(OPERATIONS))
def test_no_function_logs_a_partners_key(aws_proxy: FaultyProxy, log_lines: LogLines, operation_id: str) -> None:
    # Given a partner's request, and the same with a body and parameters that break the contract
    event = good_event(operation_id, make())
    event["headers"] = (event["headers"] or {}) | {"X-Api-Key": PARTNER_KEY}
    event["multiValueHeaders"] = (event["multiValueHeaders"] or {}) | {"X-Api-Key": [PARTNER_KEY]}
    event["requestContext"]["identity"] |= {"apiKey": PARTNER_KEY, "apiKeyId": "key-1"}
    broken = event | {"body": "{", "pathParameters": dict.fromkeys(event["pathParameters"] or {}, "?")}
    already = len(log_lines())

    # When they succeed, fail, and meet a failing AWS
    for sent in (event, broken):
        send(operation_id, sent)
    aws_proxy.plan = always(error("InternalServerError", status=500))
    send(operation_id, event)

    # Then no line contains the key
    lines = log_lines()[already:]
    assert len([line for line in lines if line["event"] == "REQUEST_ANSWERED"]) == 3
    assert PARTNER_KEY not in json.dumps(lines)


def lines_of(lines: list[dict[str, Any]], operation_id: str) -> list[dict[str, Any]]:
    """Return the lines of the last call of an operation."""
    return [line for line in lines if line["operation"] == operation_id and line["requestId"] != "request-1"]


@pytest.mark.parametrize("function", sorted(EVENT_FUNCTIONS))
def test_event_functions_log_their_name(table: Table, log_lines: LogLines, function: str) -> None:
    event = good_event(function, make())
    already = len(log_lines())

    invoke(function, event)

    lines = [line for line in log_lines()[already:] if line["operation"] == function]
    assert [line["event"] for line in lines] == [*EVENTS_OF_FUNCTIONS[function], "EVENT_FINISHED"]
    assert lines[-1]["duration"] >= 0
    assert {line["functionName"] for line in lines} <= {f"ecommerce-test-{FUNCTIONS[function]['name']}"}


def test_failed_event_has_a_duration(aws_proxy: FaultyProxy, log_lines: LogLines) -> None:
    aws_proxy.plan = always(error("InternalServerError", status=500))

    with pytest.raises(ShopError):
        settle()

    assert [line["event"] for line in log_lines()][-2:] == ["EVENT_FAILED", "EVENT_FINISHED"]


@pytest.mark.usefixtures("at_level_debug")
def test_an_order_at_level_debug_shows_its_calls_and_decisions(table: Table, log_lines: LogLines) -> None:
    product_id = catalog.create_id(stock=9)

    for _ in range(2):
        order(CUSTOMER, product_id, key="once")

    lines = [line for line in log_lines() if line["level"] == "DEBUG" and line["operation"] == "createOrder"]
    assert {line["event"] for line in lines} == {"REQUEST_RECEIVED", "AWS_CALLED", "REQUEST_REPLAYED"}
    called = {
        (line["metadata"]["service"], line["metadata"]["call"]) for line in lines if line["event"] == "AWS_CALLED"
    }
    assert ("dynamodb", "TransactWriteItems") in called


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_function_ignores_the_event_that_keeps_it_active(
    aws_proxy: FaultyProxy, log_lines: LogLines, function: str
) -> None:
    # Given an AWS that would fail every call
    aws_proxy.plan = always(error("InternalServerError", status=500))

    assert not invoke(function, {"keepActive": True})

    assert log_lines() == []


def test_a_picture_of_an_unknown_product_is_logged(table: Table, log_lines: LogLines) -> None:
    made = make()
    catalog.delete(made.product_id)

    invoke("attach_product_image", good_event("attach_product_image", made))

    assert [line["event"] for line in log_lines() if line["operation"] == "attach_product_image"] == [
        "IMAGE_IGNORED",
        "EVENT_FINISHED",
    ]


def test_a_new_order_is_logged_as_the_queries_expect(table: Table, log_lines: LogLines) -> None:
    lines = [(catalog.create_id(price=price, stock=9), 2) for price in (0.10, 499.95)]

    placed = place(CUSTOMER, order_request(*lines)).body

    (line,) = [line for line in log_lines() if line["event"] == "ORDER_CREATED"]
    assert (line["level"], line["userId"]) == ("INFO", CUSTOMER["userId"])
    assert line["functionName"].endswith("order-create")
    assert line["duration"] >= 0
    assert line["metadata"] == {
        "orderId": placed["orderId"],
        "totalAmount": 1000.10,
        "itemCount": 2,
        "status": "processing",
    }


def test_the_dashboards_metrics_are_counted_once(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    # Given an order sent twice, a declined one, a cancelled one, and an addition to the cart
    product_id = catalog.create_id(stock=9)
    add_to_cart(CUSTOMER, product_id)
    capsys.readouterr()
    add_to_cart(CUSTOMER, product_id)
    for _ in range(2):
        order(CUSTOMER, product_id, key="once")
    order(CUSTOMER, product_id, token="tok_declined")
    cancel(CUSTOMER, order_id(CUSTOMER, product_id))

    # Then each of the seed's metrics has the right count
    assert counted(capsys.readouterr().out) == {"CartItemAdded": 1, "OrderCreated": 2, "PaymentProcessed": 2}


def counted(printed: str) -> Mapping[str, int]:
    """Return the metrics, without the cold starts, which depend on earlier tests."""
    lines = [line for line in map(json.loads, printed.splitlines()) if "_aws" in line]
    declared = [(line, metric) for line in lines for metric in line["_aws"]["CloudWatchMetrics"]]
    assert {metric["Namespace"] for _, metric in declared} == {"EcommerceAPI"}
    counts: Counter[str] = Counter()
    for line, metric in declared:
        for each in metric["Metrics"]:
            counts[each["Name"]] += int(sum(line[each["Name"]]))
    return {name: count for name, count in counts.items() if name != "ColdStartCount"}


class Tracer:
    """A stand-in for the AWS tracer that records the subsegments."""

    def __init__(self) -> None:
        self.provider = self
        self.subsegments: list[tuple[str, dict[str, str]]] = []
        self.metadata: dict[str, object] = {}

    @contextmanager
    def in_subsegment(self, name: str) -> Iterator[Tracer]:
        self.subsegments.append((name, {}))
        yield self

    def put_annotation(self, *, key: str, value: str) -> None:
        self.subsegments[-1][1][key] = value

    def put_metadata(self, *, key: str, value: object) -> None:
        self.metadata[key] = value


def test_an_order_is_traced_from_its_reservation_on(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    tracer = Tracer()
    product_id = catalog.create_id(stock=9)
    monkeypatch.setattr(observability, "_tracer", tracer)

    made = order_id(CUSTOMER, product_id)

    named = [annotations for name, annotations in tracer.subsegments if name == "ProcessOrder"]
    assert named == [{"orderId": made, "userId": CUSTOMER["userId"]}]
    assert tracer.metadata == {"result": {"status": "processing", "totalAmount": "499.95", "itemCount": 1}}


@pytest.mark.usefixtures("at_level_debug")
def test_no_personal_data_of_a_buyer_is_logged(
    aws_proxy: FaultyProxy, payment_proxy: FaultyProxy, table: Table, log_lines: LogLines
) -> None:
    # When a user fills a cart, orders, successfully and not, and gets an e-mail
    made = make()
    caller = made.login.caller
    for function in ("addCartItem", "updateCartItem", "removeCartItem", "clearCart", "getCart", "listOrders"):
        send(function, good_event(function, made))
    for card in ("tok_visa", "tok_declined", "tok_error", "tok_timeout"):
        order(caller, made.product_id, token=card)
    order(caller, made.product_id, 99)
    place(caller, order_request((made.product_id, 1)) | {"shippingAddress": {**ADDRESS, "country": "Britain"}})
    payment_proxy.plan = always(error("ServiceException", status=500))
    order(caller, made.product_id, key="key-of-the-buyer")
    cancel(caller, made.order_id)
    aws_proxy.plan = always(error("InternalServerError", status=500), "TransactWriteItems")
    order(caller, made.product_id, key="key-of-the-buyer")
    aws_proxy.plan = payment_proxy.plan = always(None)
    settle()
    invoke("process_order_changes", good_event("process_order_changes", made))

    # Then the log contains no secret or personal value
    logged = json.dumps(log_lines(), ensure_ascii=False)
    private = [
        *ADA.values(),
        *(each for each in ADDRESS.values() if each != "GB"),
        "Britain",
        "tok_",
        "key-of-the-buyer",
    ]
    assert {"ORDER_CREATED", "REFUND_DEFERRED", "ORDER_SETTLED", "NOTIFICATION_DELIVERED"} <= {
        line["event"] for line in log_lines()
    }
    assert not [value for value in private if value in logged]
