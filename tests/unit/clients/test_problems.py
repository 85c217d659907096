import pytest

from ecommerce_api_client import ShopProblem
from tests.unit.clients.fake_shop import PRODUCT_ID, problem, shop_of, success


def test_problem_has_every_member_of_the_response() -> None:
    response = problem(
        409,
        "out-of-stock",
        orderId="o",
        errors=[{"pointer": "/body/items", "detail": "too many"}],
        shortages=[{"productId": "p", "requested": 2, "available": 1}],
        retry_after="7200",
    )
    shop, _ = shop_of(response)

    with pytest.raises(ShopProblem, match=r"409 out-of-stock: why \(request r-1\)") as raised:
        shop.get_product(PRODUCT_ID)

    failed = raised.value
    assert (failed.kind, failed.type, failed.status) == ("out-of-stock", "/docs/problems/out-of-stock", 409)
    assert (failed.detail, failed.request_id, failed.order_id, failed.retry_after) == ("why", "r-1", "o", 7200)
    assert [(fault.pointer, fault.detail) for fault in failed.errors] == [("/body/items", "too many")]
    assert [(each.product_id, each.requested, each.available) for each in failed.shortages] == [("p", 2, 1)]


def test_absent_members_of_a_problem_are_empty() -> None:
    shop, _ = shop_of(problem(404, "not-found"))

    with pytest.raises(ShopProblem) as raised:
        shop.get_product(PRODUCT_ID)

    failed = raised.value
    assert (failed.errors, failed.shortages, failed.order_id, failed.retry_after) == ([], [], None, None)


def test_api_key_is_sent_with_every_request() -> None:
    shop, responses = shop_of(success({"status": "ok", "version": "1"}), api_key="key")

    shop.get_health()

    assert responses.sent("X-Api-Key") == ["key"]
