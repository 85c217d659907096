from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from generated.operations import OPERATIONS
from tests.integration.handlers import catalog
from tests.integration.handlers.accounts import Login
from tests.integration.handlers.calling import call, send
from tests.integration.handlers.every_function import Made, good_event
from tests.lambda_events import ADMIN, CUSTOMER
from tests.support.requests import UNKNOWN_ID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.handlers.table import Table

# None of this data exists: malformed input is rejected before any read.
NO_LOGIN = Login(access_token="", refresh_token="", caller=CUSTOMER)
MADE = Made(NO_LOGIN, UNKNOWN_ID, '"x"', UNKNOWN_ID, UNKNOWN_ID)
WITH_BODY = sorted(name for name, row in OPERATIONS.items() if row.body)
MEGABYTE = 1024 * 1024
LAMBDAS_LIMIT = 6 * MEGABYTE
# The smallest function that reads a body has a seventh of a CPU for ten seconds.
TIME_LIMIT = 10 / 7

BODIES = {
    "nothing": None,
    "not JSON": "{",
    "a list": "[]",
    "null": "null",
    "a string": '"x"',
    "a number": "1",
    "an empty object": "{}",
    "NaN": '{"price": NaN}',
    "Infinity": '{"price": -Infinity}',
    "a byte order mark": "\ufeff{}",
    "an escaped lone surrogate": '{"\\ud800": 1}',
    "a lone surrogate": '{"name": "\ud800"}',
    "a lone surrogate as a name": '{"\udfff": 1}',
    "a duplicate name": '{"name": "a", "name": "b"}',
    "deep lists": "[" * 100_000,
    "deep objects": '{"a":' * 50_000,
    "a number of many digits": '{"price": ' + "9" * 5000 + "}",
    "a number of absurd size": '{"price": 1e999999999}',
    "a very small number": '{"price": 1e-999999999}',
    "a control character": '{"name": "\0"}',
    "a comment": "{} // x",
    "two values": "{}{}",
    "XML": "<a/>",
    "a form": "email=a&password=b",
    "a property with a long name": '{"' + "x" * 5000 + '": 1}',
    "a property with a name to escape": '{"' + "~/" * 600 + '": 1}',
    "more properties than reported errors": json.dumps(dict.fromkeys(map(str, range(500)))),
}


@pytest.mark.parametrize("operation_id", WITH_BODY)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_every_operation_rejects_a_malformed_body(operation_id: str, body: str | None) -> None:
    # Given a valid request with a malformed body
    event = good_event(operation_id, MADE) | {"body": body}

    # When it is sent, then it is rejected before any request to AWS
    response = send(operation_id, event)
    assert response.problem == (400, "validation-failed")
    assert all(pointer.startswith("/body") for pointer in response.pointers)


@pytest.mark.parametrize("operation_id", WITH_BODY)
@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b'{"name": "\xff"}', b"\xed\xa0\x80", b"\x80" * 1000, '{"name": 1}'.encode("utf-16")],
    ids=["ff fe", "ff in a string", "a surrogate", "80", "utf-16"],
)
def test_a_body_that_is_not_utf_8_is_rejected(operation_id: str, content: bytes) -> None:
    encoded = {"body": base64.b64encode(content).decode(), "isBase64Encoded": True}

    assert send(operation_id, good_event(operation_id, MADE) | encoded).pointers == {"/body"}


@pytest.mark.parametrize("operation_id", WITH_BODY)
@pytest.mark.parametrize(
    "value", [None, True, -1, 1.5, 10**30, "", "x" * 5000, "\ud800", [], {}, [[]]], ids=lambda value: repr(value)[:20]
)
def test_a_body_with_invalid_values_is_rejected(operation_id: str, value: object) -> None:
    # Given a valid request with every value replaced
    event = good_event(operation_id, MADE)
    names = list(json.loads(event["body"]))

    # When it is sent, then the errors point to each property
    response = send(operation_id, event | {"body": json.dumps(dict.fromkeys(names, value))})
    assert {"/".join(pointer.split("/")[:3]) for pointer in response.pointers} <= {
        "/body",
        *(f"/body/{name}" for name in names),
    }


@pytest.mark.parametrize("operation_id", WITH_BODY)
def test_a_lone_surrogate_in_any_string_is_rejected(operation_id: str) -> None:
    # Given a valid body with a lone surrogate at the end of one of its strings
    event = good_event(operation_id, MADE)
    body = json.loads(event["body"])

    for pointer, changed in with_lone_surrogates(body):
        for ensure_ascii in (True, False):
            text = json.dumps(changed, ensure_ascii=ensure_ascii)
            assert send(operation_id, event | {"body": text}).pointers <= {"/body", f"/body{pointer}"}


def with_lone_surrogates(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the JSON pointer of each string in a value, with the value after appending a lone surrogate to it."""
    if isinstance(value, str):
        yield "", value + "\ud83d"
    for step, inner in value.items() if isinstance(value, dict) else ():
        yield from ((f"/{step}{pointer}", {**value, step: changed}) for pointer, changed in with_lone_surrogates(inner))
    for step, inner in enumerate(value) if isinstance(value, list) else ():
        for pointer, changed in with_lone_surrogates(inner):
            yield f"/{step}{pointer}", [*value[:step], changed, *value[step + 1 :]]


HUGE = {
    "one string": '{"name": "' + "x" * (LAMBDAS_LIMIT - 100) + '"}',
    "one name": '{"' + "x" * (LAMBDAS_LIMIT - 100) + '": 1}',
    "brackets": "[" * LAMBDAS_LIMIT,
    "many lists": "[" + "[]," * (LAMBDAS_LIMIT // 3 - 2) + "[]]",
    "quotes": '"' * LAMBDAS_LIMIT,
    "backslashes": '"' + "\\" * (LAMBDAS_LIMIT - 2),
    "digits": "9" * LAMBDAS_LIMIT,
    "spaces": " " * LAMBDAS_LIMIT,
    "many properties": "{" + ",".join(f'"{number}":1' for number in range(400_000)) + "}",
    "many elements": "[" + "1," * (LAMBDAS_LIMIT // 2 - 2) + "1]",
    "escapes": '{"name": "' + "\\u0041" * (LAMBDAS_LIMIT // 6 - 10) + '"}',
    "escaped surrogates": '{"name": "' + "\\ud83d\\ude00" * (LAMBDAS_LIMIT // 12 - 10) + '"}',
}


@pytest.mark.parametrize("body", HUGE.values(), ids=HUGE)
def test_the_largest_bodies_are_rejected_well_within_the_timeout(body: str) -> None:
    event = good_event("createProduct", MADE) | {"body": body}

    began = time.thread_time()
    response = send("createProduct", event)

    assert response.problem == (413, "payload-too-large")
    assert time.thread_time() - began < TIME_LIMIT
    assert len(response.text) < MEGABYTE


ID_PARAMETERS = {
    name: parameter
    for name, row in OPERATIONS.items()
    for parameter, location in row.locations.items()
    if (parameter, location) in {("id", "path"), ("itemId", "path")}
}


@pytest.mark.parametrize(("operation_id", "parameter"), ID_PARAMETERS.items(), ids=ID_PARAMETERS)
@pytest.mark.parametrize(
    "malformed",
    [
        "x",
        "",
        " ",
        "01jd8qm3f5h7k9n1p3r5t7v9x1",
        "81JD8QM3F5H7K9N1P3R5T7V9X1",
        "01JD8QM3F5H7K9N1P3R5T7V9X1\n",
        "01JD8QM3F5H7K9N1P3R5T7V9XI",
        "../../users",
        "\0",
        "\ud800",
        "１" * 26,
        "0" * 5000,
    ],
    ids=lambda malformed: repr(malformed)[:30],
)
def test_a_malformed_id_is_rejected(operation_id: str, parameter: str, malformed: str) -> None:
    event = good_event(operation_id, MADE)
    event["pathParameters"] = {parameter: malformed}

    assert send(operation_id, event).pointers == {f"/path/{parameter}"}


@pytest.mark.parametrize("category", ["", "Desks", "-x", "x" * 51, "x\n", "é", "\ud800", "x y", "a/b", "\0"], ids=repr)
def test_a_malformed_category_is_rejected(category: str) -> None:
    event = good_event("listProductsByCategory", MADE)
    event["pathParameters"] = {"category": category}

    assert send("listProductsByCategory", event).pointers == {"/path/category"}
    assert call("listProducts", query={"category": category}).pointers == {"/query/category"}
    body = {**catalog.DESK, "category": category}
    assert call("createProduct", body=body, caller=ADMIN).pointers in ({"/body/category"}, {"/body"})


LISTS = ["listOrders", "listProducts", "listProductsByCategory"]


@pytest.mark.parametrize("operation_id", LISTS)
@pytest.mark.parametrize(
    "limit",
    ["", "0", "-1", "101", "1e1", "5.0", " 5", "5 ", "+5", "0x5", "٥", "1_0", "9" * 5000, "\ud800", "null"],
    ids=lambda limit: repr(limit)[:20],
)
def test_an_invalid_limit_is_rejected(operation_id: str, limit: str) -> None:
    assert call(operation_id, query={"limit": limit}, caller=CUSTOMER).pointers == {"/query/limit"}


SINGLE_VALUED = [
    (name, parameter)
    for name in LISTS
    for parameter, location in OPERATIONS[name].locations.items()
    if location == "query"
]


@pytest.mark.parametrize(("operation_id", "name"), SINGLE_VALUED)
def test_a_repeated_parameter_is_rejected(operation_id: str, name: str) -> None:
    assert call(operation_id, query={name: ["5", "5"]}, caller=CUSTOMER).pointers == {f"/query/{name}"}


@pytest.mark.parametrize("name", ["from", "to"])
@pytest.mark.parametrize(
    "moment",
    [
        "",
        "2026-11-22",
        "2026-11-22T09:30:00",
        "2026-11-22T09:30:00.Z",
        "2026-11-22T09:30:00.000 00:00",
        "2026-11-22T09:30:00.000+0000",
        "2026-11-22T09:30:00.000+24:00",
        "2026-11-22T9:30:00Z",
        "2026-11-22T09:30:00.000Z\n",
        "2026-02-29T00:00:00.000Z",
        "2026-13-01T00:00:00.000Z",
        "2026-11-22T24:00:00.000Z",
        "0000-01-01T00:00:00.000Z",
        "２０２６-11-22T09:30:00.000Z",
        "now",
        "\ud800",
        "9" * 5000,
    ],
    ids=lambda moment: repr(moment)[:30],
)
def test_a_malformed_timestamp_is_rejected(name: str, moment: str) -> None:
    assert call("listOrders", query={name: moment}, caller=CUSTOMER).pointers == {f"/query/{name}"}


@pytest.mark.parametrize("status", ["", "Pending", "paid", "pending,processing", "\ud800", "pending "], ids=repr)
def test_an_unknown_status_is_rejected(status: str) -> None:
    assert call("listOrders", query={"status": status}, caller=CUSTOMER).pointers == {"/query/status"}
    response = call("updateOrderStatus", path={"id": UNKNOWN_ID}, body={"status": status}, caller=ADMIN)
    assert response.pointers in ({"/body/status"}, {"/body"})


@pytest.mark.parametrize(
    ("operation_id", "name", "detail"),
    [
        ("listOrders", "stauts", "parameter is unknown; the nearest known one is status"),
        ("listOrders", "From", "parameter is unknown; the nearest known one is from"),
        ("listOrders", "x" * 5000, "parameter is unknown; the nearest known one is "),
        ("listSessions", "pages", "parameter is unknown; the nearest known one is page"),
        ("getCart", "a~/b", "parameter is unknown: the operation has no query parameters"),
        ("getHealth", "\ud800", "parameter is unknown: the operation has no query parameters"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_unknown_parameter_is_an_error_that_names_the_nearest(operation_id: str, name: str, detail: str) -> None:
    caller = None if operation_id == "getHealth" else CUSTOMER
    response = call(operation_id, query={name: "1"}, caller=caller)

    [fault] = response.body["errors"]
    assert response.status == 400
    assert fault["detail"].startswith(detail)
    assert fault["pointer"].startswith("/query")


def test_unknown_parameters_of_operations_that_may_be_cached_are_ignored(table: Table) -> None:
    assert call("listProducts", query={"sort": ["price", "name"], "\ud800": "\0"}).status == 200


@pytest.mark.parametrize("operation_id", WITH_BODY)
@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "json",
        "",
        "\ud800",
        "application/json-patch+json",
    ],
)
def test_another_media_type_is_rejected(operation_id: str, media_type: str) -> None:
    event = good_event(operation_id, MADE)
    event["multiValueHeaders"]["Content-Type"] = [media_type]

    assert send(operation_id, event).problem == (415, "unsupported-media-type")


@pytest.mark.parametrize(
    "headers",
    [{"X-Forwarded-For": "\ud800"}, {"Cookie": "x" * 9000}, {"é": "é"}, {"": ""}],
    ids=lambda each: repr(each)[:30],
)
def test_unused_headers_are_ignored(table: Table, headers: dict[str, Any]) -> None:
    assert call("listProducts", headers=headers).status == 200


@pytest.mark.parametrize(
    "email",
    [
        "",
        "@",
        "ada",
        "ada@",
        "@example.com",
        "ada@example",
        "a da@example.com",
        "ada@example.com\n",
        "ada@@example.com",
        "ada@-example.com",
        "ada@example..com",
        ".ada@example.com",
        "ada.@example.com",
        "äda@example.com",
        "ada@exämple.com",
        "\ud800@example.com",
        "ada\0@example.com",
        "ﬀ@example.com",
        "ada@example。com",
        "x" * 300 + "@example.com",
        '"a b"@example.com',
        "<ada@example.com>",
        "ada@example.xn--",
        "ada@example.com-",
        "ada@example-.com",
        f"ada@{'x' * 64}.com",
        f"ada@{'x.' * 125}com",
    ],
    ids=lambda email: repr(email)[:30],
)
def test_a_malformed_email_address_is_rejected(email: str) -> None:
    person = {"password": "correct-horse", "firstName": "Ada", "lastName": "Lovelace"}

    assert call("registerUser", body={**person, "email": email}).pointers in ({"/body/email"}, {"/body"})
    assert call("loginUser", body={"email": email, "password": "correct-horse"}).status == 400


@pytest.mark.parametrize(
    "email",
    [
        "ada@example.123",
        "ada@127.0.0.1",
        "ada@example.c",
        "ada@example.a1",
        f"{'x' * 65}@example.com",
        f"{'x.' * 32}x@example.com",
        f"{'x.' * 32}x＠example.com",
    ],
    ids=lambda email: repr(email)[:30],
)
def test_an_address_that_no_mail_reaches_is_not_registered(email: str) -> None:
    person = {"password": "correct-horse", "firstName": "Ada", "lastName": "Lovelace"}

    assert call("registerUser", body={**person, "email": email}).pointers == {"/body/email"}


@pytest.mark.parametrize(
    "email",
    [
        f"{'x' * 64}@example.com",
        f"{'x.' * 31}xx@example.com",
        "ada@1.2.3.4.5.6.7.8.9.10.11.example.com",
        f"ada@{'x' * 63}.com",
        "ada@123.example",
        "ada@example.xn--p1ai",
        "ａｄａ＠１．example．ｘＮ--P1AI",
        f"a@{'x.' * 124}com",
    ],
)
def test_an_email_address_may_be_unusual(table: Table, email: str) -> None:
    person = {"password": "correct-horse", "firstName": "Ada", "lastName": "Lovelace"}

    assert call("registerUser", body={**person, "email": email}).status == 201
