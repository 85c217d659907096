from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.harness import is_problem
from tests.integration.local.substitutes import serve_gateway

if TYPE_CHECKING:
    from collections.abc import Iterator

BEARER = {"Authorization": "Bearer token"}
PRODUCT: dict[str, Any] = {"name": "Lamp", "price": 1, "category": "light"}
ID = "01JD8QM3F5H7K9N1P3R5T7V9X1"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with serve_gateway() as client:
        client.headers.update(BEARER)
        yield client


def _faults(response: httpx.Response) -> dict[str, str]:
    problem = is_problem(response, 400, "validation-failed")
    assert problem["detail"].startswith(f"The request has {len(problem['errors'])} error")
    return {fault["pointer"]: fault["detail"] for fault in problem["errors"]}


def test_all_errors_of_path_query_header_and_body_are_reported_at_once(client: httpx.Client) -> None:
    response = client.put(
        "/products/x", headers={"If-Match": "odd"}, json={"price": -1, "name": "", "isActive": 1, "a/b~c": 1}
    )

    assert _faults(response).keys() == {
        "/path/id",
        "/header/If-Match",
        "/body/price",
        "/body/name",
        "/body/isActive",
        "/body/category",
        "/body/a~1b~0c",
    }


def test_all_errors_of_the_query_are_reported_at_once(client: httpx.Client) -> None:
    response = client.get("/products?limit=0&category=A&page=%20")

    assert _faults(response).keys() == {"/query/limit", "/query/category", "/query/page"}


@pytest.mark.parametrize("price", ["0.07", "0.29", "1.1", "999999.99", "1e3", "1000000", "0", "10.00", "0.070"])
def test_price_with_two_decimals_passes(client: httpx.Client, price: str) -> None:
    body = f'{{"name":"a","category":"c","price":{price}}}'

    assert client.post("/products", content=body, headers={"Content-Type": "application/json"}).status_code == 200


@pytest.mark.parametrize(
    "price",
    ["0.001", "0.070000000000000000001", "1000000.01", "-0.01", "1e-3", "1e400", "1e-400", '"1"', "true", "null"],
)
def test_invalid_price_is_rejected(client: httpx.Client, price: str) -> None:
    body = f'{{"name":"a","category":"c","price":{price}}}'

    response = client.post("/products", content=body, headers={"Content-Type": "application/json"})

    assert _faults(response).keys() <= {"/body/price", "/body"}


def test_errors_never_quote_the_value(client: httpx.Client) -> None:
    response = client.post(
        "/auth/register",
        json={"email": "swordfish", "password": "swordf", "firstName": "a\x00swordfish", "lastName": 5},
    )

    assert len(_faults(response)) == 4
    assert "swordf" not in response.text


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "application/jsonx", "garbage", ";", ""])
def test_other_media_types_are_rejected(client: httpx.Client, media_type: str) -> None:
    response = client.post("/products", content=b"{}", headers={"Content-Type": media_type})

    is_problem(response, 415, "unsupported-media-type")


@pytest.mark.parametrize("media_type", ["application/json", "Application/JSON", "application/json; charset=utf-8"])
def test_media_type_of_json_is_case_insensitive(client: httpx.Client, media_type: str) -> None:
    content = b'{"name":"a","category":"c","price":1}'

    assert client.post("/products", content=content, headers={"Content-Type": media_type}).status_code == 200


def test_missing_body_is_an_error(client: httpx.Client) -> None:
    assert _faults(client.post("/products")) == {"/body": "body is missing"}


def test_unknown_parameters_are_ignored_even_twice(client: httpx.Client) -> None:
    assert client.get("/products?other=1&other=2&limit=5").status_code == 200


@pytest.mark.parametrize("limit", ["1", "100", "20"])
def test_number_in_the_query_is_parsed(client: httpx.Client, limit: str) -> None:
    assert client.get(f"/products?limit={limit}").status_code == 200


@pytest.mark.parametrize("limit", ["", "0", "101", "1.0", "1e1", "+1", " 1", "1_0", "٥", "9" * 5000, "1&limit=1"])
def test_invalid_number_in_the_query_is_rejected(client: httpx.Client, limit: str) -> None:
    assert _faults(client.get(f"/products?limit={limit}")).keys() == {"/query/limit"}


@pytest.mark.parametrize(
    ("length", "status"),
    [(1_000_000, 200), (1_000_001, 413), (10 * 1024 * 1024, 413), (10 * 1024 * 1024 + 1, 413)],
)
def test_body_of_a_million_characters_is_accepted_and_a_longer_one_too_large(
    client: httpx.Client, length: int, status: int
) -> None:
    filled = b'{"name":"a","category":"c","price":1}'.rjust(length)

    response = client.post("/products", content=filled, headers={"Content-Type": "application/json"})

    assert response.status_code == status
    if status == 413:
        is_problem(response, 413, "payload-too-large")


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "identity, gzip", "br", "x"])
def test_encoded_body_is_rejected_even_if_it_is_json(client: httpx.Client, coding: str) -> None:
    order: dict[str, object] = {"shippingAddress": dict.fromkeys(("street", "city", "postalCode", "country"), "a")}
    order |= {"items": [{"productId": ID, "quantity": 1}], "paymentMethod": {"type": "card", "token": "tok_visa"}}
    headers = {"Idempotency-Key": "a", "Content-Encoding": coding}

    is_problem(client.post("/orders", json=order, headers=headers), 415, "unsupported-media-type")
    assert client.post("/orders", json=order, headers=headers | {"Content-Encoding": "identity"}).status_code < 400


def test_chunked_body_over_10_mb_is_too_large(client: httpx.Client) -> None:
    chunks = (b" " * 65_536 for _ in range(170))

    response = client.post("/products", content=chunks, headers={"Content-Type": "application/json"})

    is_problem(response, 413, "payload-too-large")


def test_chunked_body_is_read_whole(client: httpx.Client) -> None:
    chunks = iter([b'{"name":"a",', b'"category":"c",', b'"price":1}'])

    assert client.post("/products", content=chunks, headers={"Content-Type": "application/json"}).status_code == 200


def test_body_of_an_operation_without_one_is_ignored(client: httpx.Client) -> None:
    assert client.request("DELETE", f"/products/{ID}", content=b"\xff\xfe").status_code == 200


@pytest.mark.parametrize(
    "text",
    ["  ", "\u200b", "\ufeff", "\u3164", "\u0301", "\ue000", "\ufdd0", "Ada\u202eecalevoL", "\u2067Ada\u2069"],
    ids=ascii,
)
def test_blank_or_reversed_text_is_rejected_in_every_field(client: httpx.Client, text: str) -> None:
    names = {"firstName": text, "lastName": text}
    address = dict.fromkeys(("street", "city", "postalCode", "country"), text)
    order = {"items": [{"productId": ID, "quantity": 1}], "paymentMethod": {"type": "card", "token": "tok_visa"}}

    answers = [
        client.post("/auth/register", json={"email": "ada@example.com", "password": "correct-horse", **names}),
        client.put("/users/profile", json=names),
        client.post("/products", json=PRODUCT | {"name": text, "description": text}),
        client.put(f"/products/{ID}", json=PRODUCT | {"name": text, "description": text}),
        client.post("/orders", json=order | {"shippingAddress": address}, headers={"Idempotency-Key": "a"}),
    ]

    assert [set(_faults(answer)) for answer in answers] == [
        {"/body/firstName", "/body/lastName"},
        {"/body/firstName", "/body/lastName"},
        {"/body/name", "/body/description"},
        {"/body/name", "/body/description"},
        {f"/body/shippingAddress/{name}" for name in address},
    ]


UNKNOWN = "parameter is unknown; the nearest known one is "


@pytest.mark.parametrize(
    ("path", "faults"),
    [
        ("/orders?stauts=pending&status=pending", {"/query/stauts": f"{UNKNOWN}status"}),
        ("/health?a~b/c", {"/query/a~0b~1c": "parameter is unknown: the operation has no query parameters"}),
        ("/orders?limit=0&lmit=5", {"/query/limit": "", "/query/lmit": f"{UNKNOWN}limit"}),
    ],
)
def test_unknown_query_parameter_is_rejected(client: httpx.Client, path: str, faults: dict[str, str]) -> None:
    found = _faults(client.get(path))

    assert found.keys() == faults.keys()
    assert all(found[pointer] == detail for pointer, detail in faults.items() if detail)


@pytest.mark.parametrize("path", ["/products?catgory=books", "/products/category/books?n=1", f"/products/{ID}?n=1"])
def test_operations_that_may_be_cached_ignore_unknown_parameters(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 200
