from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from handlers.domain.ids import new_id
from local.config import BUCKET
from tests.integration.handlers import catalog
from tests.integration.handlers.calling import Response, call, invoke
from tests.integration.handlers.every_function import picture_event
from tests.lambda_events import ADMIN
from tests.support.requests import UNKNOWN_ID

if TYPE_CHECKING:
    from local.config import LocalConfig
    from tests.integration.handlers.table import Table

PICTURE = b"\x89PNG" + b"\0" * 96


def form_for(product_id: str, content_type: str = "image/png", size: int = len(PICTURE)) -> Response:
    body = {"contentType": content_type, "size": size}
    return call("createImageUpload", path={"id": product_id}, body=body, caller=ADMIN)


def attach(*keys: str) -> None:
    assert invoke("attach_product_image", picture_event(*keys)) is None


def image_of(product_id: str) -> str | None:
    url: str | None = catalog.get(product_id).body.get("imageUrl")
    return url


@pytest.mark.parametrize(
    ("content_type", "ending"), [("image/png", "png"), ("image/jpeg", "jpg"), ("image/webp", "webp")]
)
def test_form_allows_one_new_object_of_the_product(table: Table, content_type: str, ending: str) -> None:
    product_id = catalog.create_id()

    responses = [form_for(product_id, content_type) for _ in range(2)]

    assert [response.headers["Location"] for response in responses] == [f"/v1/products/{product_id}"] * 2
    keys = [response.body["fields"]["key"] for response in responses]
    assert all(key.startswith(f"products/{product_id}/") and key.endswith(f".{ending}") for key in keys)
    assert len(set(keys)) == 2


def test_unknown_product_gets_no_form(table: Table) -> None:
    deleted = catalog.create_id()
    catalog.delete(deleted)

    for product_id in (deleted, UNKNOWN_ID):
        assert form_for(product_id).problem == (404, "not-found")


def test_draft_gets_a_form(table: Table) -> None:
    assert form_for(catalog.create_id(isActive=False)).status == 201


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"contentType": "image/gif", "size": 9}, "/body/contentType"),
        ({"contentType": "text/html", "size": 9}, "/body/contentType"),
        ({"contentType": "image/png", "size": 0}, "/body/size"),
        ({"contentType": "image/png", "size": 5242881}, "/body/size"),
        ({"contentType": "image/png", "size": "9"}, "/body/size"),
        ({"contentType": "image/png", "size": 9, "key": "x"}, "/body/key"),
    ],
    ids=repr,
)
def test_only_supported_types_and_sizes_are_accepted(table: Table, body: dict[str, object], pointer: str) -> None:
    response = call("createImageUpload", path={"id": catalog.create_id()}, body=body, caller=ADMIN)

    assert response.pointers == {pointer}


def test_uploaded_picture_is_shown(table: Table, aws: LocalConfig) -> None:
    # Given a picture that was uploaded with a form
    product_id = catalog.create_id()
    form = form_for(product_id).body
    sent = httpx.post(form["url"], data=form["fields"], files={"file": ("desk.png", PICTURE, "image/png")})
    assert sent.status_code == 204

    # When its event is processed
    attach(form["fields"]["key"])

    # Then the product has the picture's URL
    url = image_of(product_id)
    assert url == f"{aws.aws_url}/{BUCKET}/{form['fields']['key']}"
    assert httpx.get(url).content == PICTURE


def test_picture_changes_the_products_etag(table: Table) -> None:
    made = catalog.create()
    product_id = made.body["productId"]

    attach(f"products/{product_id}/{new_id()}.png")

    after = catalog.get(product_id)
    assert after.etag != made.etag
    assert after.body == made.body | {name: after.body[name] for name in ("imageUrl", "updatedAt")}
    assert catalog.put(product_id, If_Match=made.etag).status == 412


def test_repeated_event_changes_nothing(table: Table) -> None:
    # Given a product with an attached picture
    product_id = catalog.create_id()
    key = f"products/{product_id}/{new_id()}.png"
    attach(key)
    before = table.rows()

    # When the event is repeated, also twice in one batch
    attach(key)
    attach(key, key)

    assert table.rows() == before


def test_newest_picture_wins_in_any_order_of_events(table: Table) -> None:
    product_id = catalog.create_id()
    oldest, older, newest = (f"products/{product_id}/{image}.png" for image in sorted(new_id() for _ in range(3)))

    for key in (older, newest, oldest, older):
        attach(key)

    assert str(image_of(product_id)).endswith(newest)


def test_events_of_several_products_are_all_handled(table: Table) -> None:
    first, second = catalog.create_id(), catalog.create_id()

    attach(
        f"products/{first}/{new_id()}.png",
        f"products/{UNKNOWN_ID}/{new_id()}.png",
        f"products/{second}/{new_id()}.png",
    )

    assert image_of(first)
    assert image_of(second)


def test_picture_of_a_deleted_product_changes_nothing(table: Table) -> None:
    product_id = catalog.create_id()
    catalog.delete(product_id)
    before = table.rows()

    attach(f"products/{product_id}/{new_id()}.png")
    attach(f"products/{UNKNOWN_ID}/{new_id()}.png")

    assert table.rows() == before


def test_picture_of_an_inactive_product_is_shown_once_it_is_active(table: Table) -> None:
    product_id = catalog.create_id(isActive=False)

    attach(f"products/{product_id}/{new_id()}.png")
    catalog.put(product_id)

    assert image_of(product_id)


@pytest.mark.parametrize(
    "key",
    [
        "logo.png",
        "products/",
        "products/x/y.png",
        "products/{id}/x.png",
        "other/{id}/{id}.png",
        "products/{id}/{id}",
        "a+b%2Fc%FF",
    ],
)
def test_object_that_is_no_products_picture_is_ignored(table: Table, key: str) -> None:
    product_id = catalog.create_id()
    before = table.rows()

    attach(key.format(id=product_id))

    assert table.rows() == before


def test_event_without_records_is_ignored(table: Table) -> None:
    event = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Time": "2026-11-22T09:31:07.412Z", "Bucket": BUCKET}

    assert invoke("attach_product_image", event) is None


def test_picture_urls_follow_the_deployments_setting(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a product with a picture
    product_id = catalog.create_id()
    invoke("attach_product_image", picture_event(f"products/{product_id}/{new_id()}.png"))
    before = catalog.get(product_id).body["imageUrl"]

    # When the deployment serves pictures from another URL
    monkeypatch.setenv("IMAGE_BASE_URL", "https://images.example.com")

    # Then the product has the new URL, by itself and in lists
    after = catalog.get(product_id).body["imageUrl"]
    assert after.startswith("https://images.example.com/products/")
    assert after.rsplit("/")[-1] == before.rsplit("/")[-1]
    assert catalog.list_page().body["items"][0]["imageUrl"] == after
