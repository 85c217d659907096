from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.integration.handlers import catalog
from tests.integration.handlers.accounts import sign_up
from tests.integration.handlers.calling import Response, call
from tests.lambda_events import ADMIN
from tests.support.requests import UNKNOWN_ID

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table

OTHER = '"01JD8QM3F5H7K9N1P3R5T7V9X1"'


class Resource(Protocol):
    def read(self, **headers: str | list[str]) -> Response: ...

    def write(self, number: int = 0, **headers: str | list[str]) -> Response: ...


class AProduct:
    def __init__(self) -> None:
        self.path = {"id": catalog.create_id(stock=3)}

    def read(self, **headers: str | list[str]) -> Response:
        return call("getProduct", path=self.path, headers=named(headers))

    def write(self, number: int = 0, **headers: str | list[str]) -> Response:
        # Setting a stock without a tag, or with `*`, is rejected: see below.
        stock = {} if headers.get("If_Match", "*") == "*" else {"stock": number}
        body = {**catalog.DESK, "price": number, **stock}
        return call("updateProduct", path=self.path, body=body, headers=named(headers), caller=ADMIN)


class AProfile:
    def __init__(self) -> None:
        self.caller = sign_up().caller

    def read(self, **headers: str | list[str]) -> Response:
        return call("getProfile", headers=named(headers), caller=self.caller)

    def write(self, number: int = 0, **headers: str | list[str]) -> Response:
        body = {"firstName": f"Ada {number}", "lastName": "King"}
        return call("updateProfile", body=body, headers=named(headers), caller=self.caller)


def named(headers: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture(params=[AProduct, AProfile])
def resource(request: pytest.FixtureRequest, table: Table) -> Resource:
    made: Resource = request.param()
    return made


def test_current_etag_gets_304(resource: Resource) -> None:
    read = resource.read()

    again = resource.read(If_None_Match=read.etag)

    assert (again.status, again.text, again.etag) == (304, "", read.etag)


@pytest.mark.parametrize(
    ("tags", "status"),
    [
        ("*", 304),
        ("{tag}", 304),
        ("W/{tag}", 304),
        (f"{OTHER}, {{tag}}", 304),
        (f'{OTHER} ,\tW/"x",W/{{tag}}', 304),
        (OTHER, 200),
        ('""', 200),
        (f'W/{OTHER}, ""', 200),
    ],
)
def test_read_is_conditional_by_weak_comparison(resource: Resource, tags: str, status: int) -> None:
    assert resource.read(If_None_Match=tags.format(tag=resource.read().etag)).status == status


@pytest.mark.parametrize(
    ("tags", "status"),
    [
        ("*", 200),
        ("{tag}", 200),
        (f"{OTHER}, {{tag}}", 200),
        ('"a","b","c","d","e","f","g","h","i",{tag}', 200),
        (OTHER, 412),
        ('""', 412),
        ("W/{tag}", 412),
        (f"W/{{tag}}, {OTHER}", 412),
    ],
)
def test_change_is_conditional_by_strong_comparison(resource: Resource, tags: str, status: int) -> None:
    before = resource.read()

    response = resource.write(1, If_Match=tags.format(tag=before.etag))

    assert response.status == status
    after = resource.read()
    assert after.etag == (response.etag if status == 200 else before.etag)
    assert (after.body == before.body) == (status == 412)


@pytest.mark.parametrize(
    "tags", ["x", '"', "", '"a', "'a'", '*, "a"', "**", '"a""b"', '"ä"', '"' + "x" * 65 + '"', ", ".join(['"a"'] * 11)]
)
def test_malformed_list_of_etags_is_rejected(resource: Resource, tags: str) -> None:
    assert resource.read(If_None_Match=tags).pointers == {"/header/If-None-Match"}
    assert resource.write(If_Match=tags).pointers == {"/header/If-Match"}


def test_tags_may_be_spread_over_several_headers(resource: Resource) -> None:
    tag = resource.read().etag

    assert resource.read(If_None_Match=[OTHER, tag]).status == 304
    assert resource.write(If_Match=[OTHER, tag]).status == 200


def test_every_change_replaces_the_etag(resource: Resource) -> None:
    # Given two clients that have read the same revision
    first = resource.read().etag

    # When one of them changes it
    second = resource.write(1, If_Match=first).etag

    # Then the second change fails, and so does a retry with the same ETag
    assert second != first
    assert resource.write(2, If_Match=first).problem == (412, "precondition-failed")
    assert resource.write(2, If_Match=second).status == 200


def test_one_of_eight_concurrent_changes_of_a_revision_succeeds(resource: Resource) -> None:
    tag = resource.read().etag

    with ThreadPoolExecutor(8) as together:
        responses = list(together.map(lambda number: resource.write(number, If_Match=tag), range(8)))

    assert sorted(response.status for response in responses) == [200] + [412] * 7
    assert resource.read().body == next(response.body for response in responses if response.status == 200)


def test_change_of_stock_requires_the_etag(table: Table) -> None:
    # Given a product
    made = catalog.create(stock=3)
    product_id = made.body["productId"]

    # When its stock is set unconditionally
    blind = catalog.put(product_id, {**catalog.DESK, "stock": 9})

    # Then the request is rejected and changes nothing, also with `*`; with the current tag the stock is set
    assert blind.problem == (428, "precondition-required")
    assert catalog.put(product_id, {**catalog.DESK, "stock": 9}, If_Match="*").problem == (428, "precondition-required")
    assert catalog.get(product_id).body == made.body
    assert catalog.put(product_id, {**catalog.DESK, "stock": 9}, If_Match=made.etag).body["stock"] == 9


def test_edit_without_stock_never_undoes_a_sale(table: Table) -> None:
    # Given a product of which three of seven were sold since it was read
    product_id = catalog.create_id(stock=7)
    row = table.row(f"PRODUCT#{product_id}#00", "STOCK")
    assert row is not None
    table.put({**row, "stock": 4})

    # When it is edited
    response = catalog.put(product_id, {**catalog.DESK, "name": "Oak desk"})

    assert (response.body["name"], response.body["stock"]) == ("Oak desk", 4)


@pytest.mark.parametrize("tags", ["*", OTHER, f"W/{OTHER}", f'W/{OTHER}, W/"x"', '""'])
def test_conditional_update_of_a_missing_product_creates_nothing(table: Table, tags: str) -> None:
    assert catalog.put(UNKNOWN_ID, If_Match=tags).problem == (404, "not-found")
    assert table.rows() == {}


@pytest.mark.parametrize("tags", ["*", OTHER, f"W/{OTHER}"])
def test_conditional_update_of_a_deleted_account_creates_nothing(table: Table, tags: str) -> None:
    login = sign_up()
    for partition, sort in table.rows():
        table.delete(partition, sort)

    body = {"firstName": "Ada", "lastName": "King"}
    response = call("updateProfile", body=body, headers={"If-Match": tags}, caller=login.caller)

    assert response.problem == (401, "unauthorized")
    assert table.rows() == {}


def test_inactive_product_is_changed_under_its_tag_like_any_other(table: Table) -> None:
    made = catalog.create(isActive=False)
    product_id = made.body["productId"]

    assert catalog.put(product_id, {**catalog.DESK, "stock": 2}, If_Match=OTHER).problem == (412, "precondition-failed")
    assert catalog.put(product_id, {**catalog.DESK, "stock": 2}, If_Match=made.etag).status == 200
