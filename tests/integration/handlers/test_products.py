from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.integration.handlers import catalog
from tests.integration.handlers.aws_calls import recorded
from tests.integration.handlers.calling import call
from tests.lambda_events import ADMIN, CUSTOMER, sample_event
from tests.support.requests import UNKNOWN_ID

if TYPE_CHECKING:
    from tests.integration.handlers.table import Row, Table

INDEX_KEYS = {"GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK"}


def row_of(table: Table, product_id: str) -> Row:
    row = table.row(f"PRODUCT#{product_id}", "METADATA")
    assert row is not None
    return row


def test_new_product_is_returned_with_defaults_etag_and_location(table: Table) -> None:
    response = catalog.create()

    product = response.body
    assert response.headers["Location"] == f"/v1/products/{product['productId']}"
    assert (product["currency"], product["stock"], product["isActive"]) == ("USD", 0, True)
    assert "description" not in product
    assert "imageUrl" not in product
    assert catalog.get(product["productId"]).etag == response.etag


def test_sample_events_product_is_created_as_sent(table: Table) -> None:
    # Given the body of the sample event
    body = sample_event("createProduct")["body"]

    # When it is sent as it is
    product = call("createProduct", body=body, caller=ADMIN).body

    # Then every field is stored
    assert json.loads(body, parse_float=Decimal).items() <= product.items()
    assert catalog.get(product["productId"]).body == product


def test_active_product_is_a_row_with_the_index_keys_of_both_lists(table: Table) -> None:
    product_id = catalog.create_id(description="Oiled.", stock=7, currency="EUR")

    assert set(table.rows()) == {(f"PRODUCT#{product_id}", "METADATA"), (f"PRODUCT#{product_id}#00", "STOCK")}
    row = row_of(table, product_id)
    assert {name: row[name] for name in INDEX_KEYS} == {
        "GSI1PK": "CATEGORY#furniture",
        "GSI1SK": f"PRODUCT#{product_id}",
        "GSI2PK": "PRODUCTS",
        "GSI2SK": f"PRODUCT#{product_id}",
    }
    assert (row["listedStock"], row["currency"], row["description"], row["isActive"]) == (7, "EUR", "Oiled.", True)


def test_inactive_product_is_in_no_public_list(table: Table) -> None:
    product_id = catalog.create_id(isActive=False)

    row = row_of(table, product_id)
    assert {name: row.get(name) for name in INDEX_KEYS} == {
        "GSI1PK": None,
        "GSI1SK": None,
        "GSI2PK": "INACTIVE_PRODUCTS",
        "GSI2SK": f"PRODUCT#{product_id}",
    }
    assert catalog.get(product_id).problem == (404, "not-found")
    assert catalog.walk(limit=10) == [[]]


@pytest.mark.parametrize(
    ("price", "amount"),
    [
        ("0.07", "0.07"),
        ("19.90", "19.90"),
        ("1000000", "1000000"),
        ("999999.99", "999999.99"),
        ("0", "0"),
        ("1e2", "100"),
        ("1E-2", "0.01"),
        ("0.1", "0.1"),
        ("4.35", "4.35"),
        ("-0.0", "0"),
        ("0e-40", "0"),
        ("5.00000000000000000000000000000000000000000000000000", "5"),
        ("1000000.0000000000000000000000000000000000000000", "1000000"),
    ],
)
def test_price_is_exact_everywhere(table: Table, price: str, amount: str) -> None:
    # When a product is created and replaced with a price
    made = call("createProduct", body=f'{{"name": "Desk", "price": {price}, "category": "x"}}', caller=ADMIN)
    product_id = made.body["productId"]
    replaced = call(
        "updateProduct",
        path={"id": product_id},
        body=f'{{"name": "Desk", "price": {price}, "category": "x"}}',
        caller=ADMIN,
    )

    # Then it is exactly this amount in every response and in the table
    kept = row_of(table, product_id)["price"]
    seen = [made.body["price"], replaced.body["price"], catalog.get(product_id).body["price"], kept]
    seen += [item["price"] for item in catalog.list_page("x").body["items"]]
    assert [Decimal(each) for each in seen] == [Decimal(amount)] * 5
    assert isinstance(kept, Decimal)


@pytest.mark.parametrize("price", ["0.001", "0.005", "1e-3", "19.999", "1000000.01", "-0.01", "1e400", "1e-400"])
def test_invalid_price_is_rejected(table: Table, price: str) -> None:
    response = call("createProduct", body=f'{{"name": "Desk", "price": {price}, "category": "x"}}', caller=ADMIN)

    assert response.problem == (400, "validation-failed")
    assert table.rows() == {}


@pytest.mark.parametrize(
    ("name", "description"),
    [("Ünï 😀", "Zeile 1\nZeile 2\t"), ("x" * 200, "😀" * 4000), (" x ", ""), ('"\\', "x\u2028")],
)
def test_unusual_text_is_returned_as_sent(table: Table, name: str, description: str) -> None:
    product_id = catalog.create_id(name=name, description=description)

    product = catalog.get(product_id).body
    assert (product["name"], product["description"]) == (name, description)


@pytest.mark.parametrize(
    "own",
    [
        {"productId": UNKNOWN_ID},
        {"revision": "x"},
        {"createdAt": "2026-11-22T09:30:00.000Z"},
        {"imageUrl": "https://example.com/x.png"},
        {"deletedAt": "2026-11-22T09:30:00.000Z"},
        {"GSI2PK": "PRODUCTS"},
    ],
    ids=repr,
)
def test_fields_set_by_the_server_are_rejected(table: Table, own: dict[str, str]) -> None:
    product_id = catalog.create_id()
    before = table.rows()

    pointers = {f"/body/{name}" for name in own}
    assert call("createProduct", body={**catalog.DESK, **own}, caller=ADMIN).pointers == pointers
    assert catalog.put(product_id, {**catalog.DESK, **own}).pointers == pointers
    assert table.rows() == before


def test_replaced_product_keeps_its_stock_creation_time_and_picture(table: Table) -> None:
    # Given a product with stock and a picture
    made = catalog.create(stock=5, description="Oiled.", currency="EUR")
    product_id = made.body["productId"]
    row = row_of(table, product_id)
    table.put({**row, "imageKey": "products/1/1.png"})

    # When it is replaced by a body with the required fields only
    response = catalog.put(product_id, {"name": "Oak desk", "price": 5, "category": "desks"})

    # Then omitted fields get their defaults, and the stock stays
    assert response.status == 200
    product = response.body
    assert {name: product.get(name) for name in ("name", "price", "category", "currency", "description")} == {
        "name": "Oak desk",
        "price": 5,
        "category": "desks",
        "currency": "USD",
        "description": None,
    }
    assert (product["stock"], product["createdAt"]) == (5, made.body["createdAt"])
    assert product["imageUrl"].endswith("/products/1/1.png")
    assert product["updatedAt"] >= made.body["updatedAt"]
    assert response.etag != made.etag
    assert "description" not in row_of(table, product_id)
    assert catalog.get(product_id).body == product


def test_category_and_activity_determine_the_lists_of_a_product(table: Table) -> None:
    product_id = catalog.create_id(category="desks")

    catalog.put(product_id, {**catalog.DESK, "category": "tables"})
    assert (catalog.walk("desks", limit=5), catalog.walk("tables", limit=5)) == ([[]], [[product_id]])

    catalog.put(product_id, {**catalog.DESK, "category": "tables", "isActive": False})
    assert (catalog.walk("tables", limit=5), catalog.walk(limit=5)) == ([[]], [[]])
    assert "GSI1PK" not in row_of(table, product_id)

    catalog.put(product_id, {**catalog.DESK, "category": "tables"})
    assert (catalog.walk("tables", limit=5), catalog.walk(limit=5)) == ([[product_id]], [[product_id]])


@pytest.mark.parametrize("is_active", [True, False])
def test_deleted_product_is_404_for_all_roles_but_its_row_remains(table: Table, is_active: bool) -> None:
    # Given a product
    made = catalog.create(isActive=is_active, stock=3)
    product_id = made.body["productId"]

    # When it is deleted
    assert catalog.delete(product_id).status == 204

    # Then it can't be read, listed, changed or deleted
    assert catalog.get(product_id).problem == (404, "not-found")
    assert catalog.walk(limit=5) == [[]]
    assert catalog.put(product_id, catalog.DESK).problem == (404, "not-found")
    assert catalog.put(product_id, catalog.DESK, If_Match=made.etag).problem == (404, "not-found")
    assert catalog.delete(product_id).problem == (404, "not-found")
    # And its row remains for the orders that refer to it
    row = row_of(table, product_id)
    assert INDEX_KEYS.isdisjoint(row)
    assert (row["name"], row["price"], row["isActive"]) == ("Walnut desk", Decimal("499.95"), False)
    assert row["deletedAt"].endswith("Z")


@pytest.mark.parametrize("operation_id", ["getProduct", "updateProduct", "deleteProduct", "createImageUpload"])
def test_unknown_id_is_not_found_and_creates_nothing(table: Table, operation_id: str) -> None:
    bodies = {"updateProduct": catalog.DESK, "createImageUpload": {"contentType": "image/png", "size": 9}}

    response = call(operation_id, path={"id": UNKNOWN_ID}, body=bodies.get(operation_id), caller=ADMIN)

    assert response.problem == (404, "not-found")
    assert table.rows() == {}


@pytest.mark.parametrize("operation_id", ["createProduct", "updateProduct", "deleteProduct", "createImageUpload"])
def test_only_an_admin_can_change_the_catalogue(table: Table, operation_id: str) -> None:
    with recorded() as aws:
        path = {"id": UNKNOWN_ID}
        refused = call(operation_id, path=path, body=catalog.DESK, caller=CUSTOMER)
        unknown = call(operation_id, path=path, body=catalog.DESK)

    assert refused.problem == (403, "forbidden")
    assert unknown.problem == (401, "unauthorized")
    assert unknown.headers["WWW-Authenticate"] == "Bearer"
    assert aws.requests == []
