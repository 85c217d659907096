"""Reads hand out the ETag that updates take."""

from __future__ import annotations

import copy
from typing import Any

import httpx
import pytest

from ecommerce_api_client import NotModified
from ecommerce_api_client.api.products import get_product
from ecommerce_api_client.models import ProductUpdate
from tests.unit.clients.calls import calls
from tests.unit.clients.fake_shop import OLD, PRODUCT_ID, shop_of, success

ETAG = '"01JD8QP9G2K4M6N8P0Q2R4S6T8"'
DESK: dict[str, Any] = next(call.result for call in calls() if call.operation_id == "getProduct")
TAGGED = {
    "getProduct",
    "createProduct",
    "updateProduct",
    "createOrder",
    "getOrder",
    "cancelOrder",
    "getProfile",
    "updateProfile",
}


@pytest.mark.parametrize("operation_id", sorted(TAGGED))
def test_model_has_the_etag_of_its_response(operation_id: str) -> None:
    call = next(call for call in calls() if call.operation_id == operation_id)
    shop, _ = shop_of(httpx.Response(call.status, json=call.result, headers={"ETag": ETAG}), tokens=OLD)

    assert call.of(shop).etag == ETAG


def test_update_takes_the_etag_of_a_read() -> None:
    read = httpx.Response(200, json=DESK, headers={"ETag": ETAG})
    shop, responses = shop_of(read, success(DESK), tokens=OLD)

    desk = shop.get_product(PRODUCT_ID)
    change = ProductUpdate(name=desk.name, price=desk.price, category=desk.category, stock=desk.stock + 5)
    shop.update_product(desk.product_id, change, if_match=desk.etag)

    assert responses.sent("If-Match") == [None, ETAG]


def test_items_of_a_list_have_no_etag() -> None:
    shop, _ = shop_of(httpx.Response(200, json={"items": [DESK]}, headers={"ETag": ETAG}))

    assert [product.etag for product in shop.list_products().items] == [""]


def test_etag_is_no_part_of_the_model() -> None:
    read = httpx.Response(200, json=DESK, headers={"ETag": ETAG})
    shop, _ = shop_of(read, success(DESK))

    tagged, untagged = shop.get_product(PRODUCT_ID), shop.get_product(PRODUCT_ID)

    assert tagged == untagged
    assert tagged.to_dict() == DESK
    assert copy.deepcopy(tagged).etag == ETAG


def test_unchanged_resource_is_not_modified() -> None:
    shop, responses = shop_of(httpx.Response(304, headers={"ETag": ETAG}))

    with pytest.raises(NotModified, match=ETAG):
        shop.get_product(PRODUCT_ID, if_none_match=ETAG)

    assert responses.sent("If-None-Match") == [ETAG]


def test_functions_below_the_shop_return_the_304() -> None:
    shop, _ = shop_of(httpx.Response(304, headers={"ETag": ETAG}))

    response = get_product.sync_detailed(PRODUCT_ID, client=shop.client, if_none_match=ETAG)

    assert (response.status_code, response.parsed, response.headers["ETag"]) == (304, None, ETAG)
