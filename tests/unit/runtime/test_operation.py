import base64
import gc
import json
from typing import Any

import pytest

from generated.operations import CONTRACT_VERSION, OPERATIONS
from handlers.auth import register_user
from handlers.meta import get_contract, get_health
from handlers.products import create_product, delete_product, get_product, list_products, update_product
from handlers.runtime.http.operation import operation
from handlers.runtime.http.request import PATTERN_MISMATCH, ProxyEvent, Request
from handlers.runtime.http.response import Response, no_content
from tests.lambda_events import ADMIN, CUSTOMER, context, proxy_event
from tests.unit.runtime.conftest import LogLines

ADA = {"email": "ada@example.com", "password": "correct-horse", "firstName": "Ada", "lastName": "Lovelace"}
DESK = {"name": "Walnut desk", "price": 499.95, "category": "furniture"}


def problem(response: dict[str, Any]) -> dict[str, Any]:
    assert response["headers"]["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(response["body"])
    assert body["status"] == response["statusCode"]
    return body


def pointers(response: dict[str, Any]) -> set[str]:
    assert response["statusCode"] == 400
    return {fault["pointer"] for fault in problem(response)["errors"]}


def test_response_is_the_operations_model_as_json() -> None:
    response = get_health.handler(proxy_event("getHealth"), context())

    assert response["statusCode"] == 200
    assert json.loads(response["body"]) == {"status": "ok", "version": CONTRACT_VERSION}
    assert response["headers"]["Content-Type"] == "application/json"


def test_every_response_has_a_request_id_that_scripts_may_read() -> None:
    headers = get_health.handler(proxy_event("getHealth"), context())["headers"]

    assert headers["X-Request-Id"] == "request-1"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "X-Request-Id" in headers["Access-Control-Expose-Headers"]


def test_contract_is_served_as_generated() -> None:
    contract = json.loads(get_contract.handler(proxy_event("getContract"), context())["body"])

    assert contract["openapi"] == "3.0.3"
    assert {op["operationId"] for item in contract["paths"].values() for op in item.values()} == set(OPERATIONS)


def test_short_pattern_is_named_and_a_long_one_is_not() -> None:
    body = ADA | {"email": "no-address"}
    long = register_user.handler(proxy_event("registerUser", body=body), context())
    short = get_product.handler(proxy_event("getProduct", path={"id": "x"}), context())

    assert [fault["detail"] for fault in problem(long)["errors"]] == [PATTERN_MISMATCH]
    (fault,) = problem(short)["errors"]
    assert "pattern '" in fault["detail"]


def test_names_of_the_models_are_no_names_of_the_contract() -> None:
    body = {name: value for name, value in ADA.items() if name != "firstName"} | {"first_name": "Ada"}

    response = register_user.handler(proxy_event("registerUser", body=body), context())

    assert pointers(response) == {"/body/firstName", "/body/first_name"}


def test_every_fault_of_a_body_has_a_pointer_and_no_value() -> None:
    # Given a body with a fault of each kind
    body = {"email": "no-address", "password": "s3cret", "firstName": 7, "role": "admin"}

    # When it is sent
    response = register_user.handler(proxy_event("registerUser", body=body), context())

    # Then all are listed
    assert pointers(response) == {"/body/email", "/body/password", "/body/firstName", "/body/lastName", "/body/role"}
    assert "s3cret" not in response["body"]
    assert "no-address" not in response["body"]


def test_faults_of_parameters_and_body_are_listed_together() -> None:
    event = proxy_event(
        "updateProduct", path={"id": "1"}, body={**DESK, "price": -1}, headers={"if-match": "x"}, authorizer=ADMIN
    )

    assert pointers(update_product.handler(event, context())) == {"/path/id", "/header/If-Match", "/body/price"}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        '{"name": "a", "name": "b", "price": 1, "category": "x"}',
        '{"name": "\\ud800", "price": 1, "category": "x"}',
        "[" * 10_000,
    ],
    ids=lambda body: repr(body[:30]),
)
def test_body_that_is_not_a_json_object_is_a_fault(body: str) -> None:
    event = proxy_event("createProduct", body=body, authorizer=ADMIN)

    assert pointers(create_product.handler(event, context())) == {"/body"}


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"price": "499.95"}, "/body/price"),
        ({"price": 0.001}, "/body/price"),
        ({"price": 1_000_000.01}, "/body/price"),
        ({"price": True}, "/body/price"),
        ({"price": None}, "/body/price"),
        ({"stock": 1.0}, "/body/stock"),
        ({"stock": None}, "/body/stock"),
        ({"currency": "JPY"}, "/body/currency"),
        ({"isActive": "yes"}, "/body/isActive"),
        ({"is_active": True}, "/body/is_active"),
        ({"name": ""}, "/body/name"),
        ({"name": "a\nb"}, "/body/name"),
        ({"category": "Desks"}, "/body/category"),
        ({"category": "desks\n"}, "/body/category"),
        ({"productId": "01JD8QK7Z2V4X6Y8A0B2C4D6E8"}, "/body/productId"),
        ({"a/b~c": 1}, "/body/a~1b~0c"),
    ],
    ids=repr,
)
def test_value_outside_the_contract_is_refused(changed: dict[str, object], pointer: str) -> None:
    event = proxy_event("createProduct", body={**DESK, **changed}, authorizer=ADMIN)

    assert pointers(create_product.handler(event, context())) == {pointer}


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"limit": "0"}, "/query/limit"),
        ({"limit": "101"}, "/query/limit"),
        ({"limit": "ten"}, "/query/limit"),
        ({"limit": " 5"}, "/query/limit"),
        ({"limit": "5.0"}, "/query/limit"),
        ({"limit": ["5", "6"]}, "/query/limit"),
        ({"category": "Desks"}, "/query/category"),
        ({"page": "\0"}, "/query/page"),
    ],
    ids=repr,
)
def test_query_outside_the_contract_is_refused(query: dict[str, str | list[str]], pointer: str) -> None:
    assert pointers(list_products.handler(proxy_event("listProducts", query=query), context())) == {pointer}


@pytest.mark.parametrize(
    "media_type", ["text/plain", "", "application/xml", "application/jsonp", "multipart/form-data"]
)
def test_body_of_another_media_type_is_a_415(media_type: str) -> None:
    event = proxy_event("registerUser", body=ADA, headers={"Content-Type": media_type})

    assert problem(register_user.handler(event, context()))["type"].endswith("/unsupported-media-type")


@pytest.mark.parametrize(("coding", "status"), [("gzip", 415), ("identity, br", 415), ("Identity", 400), ("", 400)])
def test_encoded_body_is_a_415_even_if_it_is_json(coding: str, status: int) -> None:
    event = proxy_event("registerUser", body={}, headers={"Content-Encoding": coding})

    assert register_user.handler(event, context())["statusCode"] == status


def test_body_over_a_million_characters_is_a_413() -> None:
    event = proxy_event("registerUser", body=ADA | {"firstName": "x" * 1_000_000})

    assert problem(register_user.handler(event, context()))["type"].endswith("/payload-too-large")


def test_refused_request_is_freed() -> None:
    # Given events that are refused for their headers and for their body, with garbage collection off
    events = [
        proxy_event("registerUser", body=ADA, headers={"Content-Type": kind})
        for kind in ("text/plain", "application/json")
    ]
    events[1]["body"] = "{"
    gc.collect()
    gc.disable()
    try:
        assert {register_user.handler(event, context())["statusCode"] for event in events} == {400, 415}

        # Then nothing keeps them alive
        assert not [each for each in gc.get_objects() if isinstance(each, ProxyEvent)]
    finally:
        gc.enable()


def test_media_type_may_have_parameters_and_any_case() -> None:
    event = proxy_event(
        "createProduct", body={}, headers={"content-type": "Application/JSON; charset=utf-8"}, authorizer=ADMIN
    )
    del event["multiValueHeaders"]["Content-Type"]

    assert create_product.handler(event, context())["statusCode"] == 400


def test_base64_body_is_decoded() -> None:
    event = proxy_event("createProduct", body='{"name": 1}', authorizer=ADMIN)
    event |= {"body": base64.b64encode(event["body"].encode()).decode(), "isBase64Encoded": True}

    assert pointers(create_product.handler(event, context())) == {"/body/name", "/body/price", "/body/category"}


@pytest.mark.parametrize("body", ["%%%", base64.b64encode(b"\xff").decode()])
def test_undecodable_body_is_a_fault(body: str) -> None:
    event = proxy_event("createProduct", body=body, authorizer=ADMIN) | {"isBase64Encoded": True}

    assert pointers(create_product.handler(event, context())) == {"/body"}


def test_missing_body_is_a_fault() -> None:
    event = proxy_event("createProduct", authorizer=ADMIN, headers={"Content-Type": "application/json"})

    response = create_product.handler(event | {"body": None}, context())

    assert pointers(response) == {"/body"}
    assert "missing" in response["body"]


def test_protected_operation_without_a_caller_is_a_401() -> None:
    response = create_product.handler(proxy_event("createProduct", body=DESK), context())

    assert problem(response)["status"] == 401
    assert response["headers"]["WWW-Authenticate"] == "Bearer"


def test_wrong_role_is_refused_before_validation() -> None:
    event = proxy_event("deleteProduct", path={"id": "nonsense"}, authorizer=CUSTOMER)

    assert problem(delete_product.handler(event, context()))["type"] == "/docs/problems/forbidden"


@pytest.mark.parametrize("base", ["/v1", "/partner/v1", "/dev", ""])
def test_urls_stay_on_the_server_of_the_request(base: str) -> None:
    seen = []

    @operation("deleteProduct")
    def handler(request: Request[Any, None]) -> Response:
        seen.append(request.url_of("/products/2"))
        return no_content()

    event = proxy_event("deleteProduct", path={"id": "01JD8QK7Z2V4X6Y8A0B2C4D6E8"}, authorizer=ADMIN, base=base)

    assert handler(event, context())["statusCode"] == 204
    assert seen == [f"{base}/products/2"]


def test_missing_setting_is_a_500_and_one_log_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, log_lines: LogLines
) -> None:
    # Given a function that was deployed without its table's name
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("PRODUCT_LIST_SHARDS", "1")
    monkeypatch.delenv("TABLE_NAME", raising=False)

    # When its first event comes
    response = list_products.handler(proxy_event("listProducts"), context())

    # Then the client sees an internal error only, and the log names the missing setting
    assert problem(response)["type"].endswith("/internal-error")
    assert "TABLE_NAME" not in response["body"]
    errors = [line for line in log_lines() if line["level"] == "ERROR"]
    assert [line["event"] for line in errors] == ["MISCONFIGURED"]
    assert "TABLE_NAME" in errors[0]["message"]


def test_unhandled_exception_is_a_500_without_details(log_lines: LogLines) -> None:
    @operation("getHealth")
    def handler(_request: Request[None, None]) -> Response:
        raise KeyError("ada@example.com")

    response = handler(proxy_event("getHealth"), context())

    assert problem(response)["detail"] == "Something went wrong on our side. It has been logged."
    assert "ada@example.com" not in json.dumps(log_lines())
    assert [line["metadata"]["error"] for line in log_lines() if line["level"] == "ERROR"] == ["KeyError"]


def test_log_lines_have_the_agreed_keys_in_their_order(log_lines: LogLines) -> None:
    # When a signed-in user's request is answered
    create_product.handler(proxy_event("createProduct", body={}, authorizer=ADMIN), context())

    # Then its last line has the user, the operation, the function and the duration
    line = log_lines()[-1]
    assert " ".join(line) == ("timestamp level requestId userId functionName operation event message metadata duration")
    assert line["requestId"] == "request-1"
    assert line["userId"] == ADMIN["userId"]
    assert line["functionName"] == "ecommerce-test-function"
    assert line["operation"] == "createProduct"
    assert line["timestamp"].endswith("Z")
    assert len(line["timestamp"]) == len("2024-10-07T10:30:45.123Z")


def test_log_lines_drop_the_previous_user(log_lines: LogLines) -> None:
    create_product.handler(proxy_event("createProduct", body={}, authorizer=ADMIN), context())
    get_health.handler(proxy_event("getHealth"), context())

    assert "userId" not in log_lines()[-1]


def test_personal_data_and_secrets_stay_out_of_the_log(log_lines: LogLines) -> None:
    # When a registration is refused
    register_user.handler(proxy_event("registerUser", body={**ADA, "lastName": ""}), context())

    # Then nothing of it was logged
    logged = json.dumps(log_lines())
    assert log_lines()
    assert not [value for value in ADA.values() if value in logged]


PERSONAL = {name for name, row in OPERATIONS.items() if row.tag in {"auth", "users", "audit", "cart", "orders"}}
# They have no success with a body.
SILENT = {
    *("logoutUser", "deleteSession", "clearCart", "removeCartItem"),
    *("confirmVerification", "confirmPasswordReset", "confirmEmailChange", "undoEmailChange"),
    *("disableUser", "enableUser", "deleteUserSessions", "undoDeletion"),
    *("disableUser", "enableUser", "deleteUserSessions", "removeMfa"),
}


def test_personal_operations_and_no_others_are_not_stored() -> None:
    assert {name for name, row in OPERATIONS.items() if row.is_personal} == PERSONAL - SILENT


@pytest.mark.parametrize("authorizer", [CUSTOMER, None], ids=["success", "problem"])
def test_no_cache_may_store_personal_responses_and_problems(authorizer: dict[str, str] | None) -> None:
    @operation("getCurrentUser")
    def handler(request: Request[None, None]) -> Response:
        return no_content()

    answer = handler(proxy_event("getCurrentUser", authorizer=authorizer), context())

    assert answer["headers"]["Cache-Control"] == "no-store"
    problem = create_product.handler(proxy_event("createProduct", body={}, authorizer=ADMIN), context())
    assert (problem["statusCode"], problem["headers"]["Cache-Control"]) == (400, "no-store")
    assert "Cache-Control" not in get_health.handler(proxy_event("getHealth"), context())["headers"]


@pytest.mark.parametrize(("protocol", "sent"), [("https", "max-age=31536000; includeSubDomains"), ("http", None)])
def test_tls_is_required_of_clients_that_use_it(protocol: str, sent: str | None) -> None:
    answer = get_health.handler(proxy_event("getHealth", headers={"X-Forwarded-Proto": protocol}), context())

    assert answer["headers"].get("Strict-Transport-Security") == sent
