"""Concurrent changes of one cart, in every order that matters, and lost responses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.integration.handlers import catalog
from tests.integration.handlers.aws_calls import before
from tests.integration.handlers.buying import (
    ADA,
    add_to_cart,
    cart,
    cart_quantities,
    clear_cart,
    remove_from_cart,
    set_in_cart,
)
from tests.integration.handlers.faulty_proxy import Fault, FaultyProxy, always, first

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.integration.handlers.calling import Response
    from tests.integration.handlers.table import Table

CART_FULL = (409, "cart-full")
MIXED_CURRENCIES = (409, "mixed-currencies")


def the_first_write(seen: Sequence[str]) -> bool:
    return seen[-1] == "TransactWriteItems" and seen.count("TransactWriteItems") == 1


def concurrently(act: Callable[[str], Response], product_ids: Sequence[str]) -> list[int]:
    """Call `act` with every product concurrently, and return the statuses."""
    with ThreadPoolExecutor(len(product_ids)) as threads:
        return sorted(response.status for response in threads.map(act, product_ids))


def added(product_ids: Sequence[str]) -> list[int]:
    return concurrently(lambda product_id: add_to_cart(ADA, product_id), product_ids)


@pytest.mark.parametrize("already", [0, 1])
def test_sixteen_concurrent_additions_of_a_product_add_up(table: Table, already: int) -> None:
    product_id = catalog.create_id(stock=99)
    for _ in range(already):
        add_to_cart(ADA, product_id)

    assert added([product_id] * 16) == [200] * 16
    assert cart_quantities(ADA) == {product_id: 16 + already}


def test_concurrent_additions_stop_at_ninety_nine(table: Table) -> None:
    product_id = catalog.create_id(stock=99)
    add_to_cart(ADA, product_id, 95)

    assert added([product_id] * 12) == [200] * 4 + [409] * 8
    assert cart_quantities(ADA) == {product_id: 99}


def test_concurrent_first_additions_of_different_products_are_all_kept(table: Table) -> None:
    ids = [catalog.create_id() for _ in range(8)]

    assert added(ids) == [200] * 8
    assert cart_quantities(ADA) == dict.fromkeys(ids, 1)


def test_concurrent_additions_never_exceed_forty_lines(table: Table) -> None:
    # Given a cart with room for one more line
    ids = [catalog.create_id() for _ in range(45)]
    for product_id in ids[:39]:
        add_to_cart(ADA, product_id)

    # When six products are added concurrently, then one is accepted
    assert added(ids[39:]) == [200] + [409] * 5
    assert len(cart_quantities(ADA)) == 40


def test_concurrent_additions_never_mix_currencies(table: Table) -> None:
    ids = [catalog.create_id(currency=currency) for currency in ("EUR", "USD") * 4]

    assert added(ids) == [200] * 4 + [409] * 4
    assert sorted(cart_quantities(ADA)) in (ids[::2], ids[1::2])


def test_line_added_after_the_cart_was_read_is_counted(table: Table) -> None:
    # Given a cart with room for one more line
    ids = [catalog.create_id() for _ in range(41)]
    for product_id in ids[:39]:
        add_to_cart(ADA, product_id)

    # When it is used between the read and the write
    with before(the_first_write, lambda: add_to_cart(ADA, ids[39])):
        response = add_to_cart(ADA, ids[40])

    assert response.problem == CART_FULL
    assert set(cart_quantities(ADA)) == set(ids[:40])


def test_currency_added_after_the_cart_was_read_counts(table: Table) -> None:
    euros, pounds = catalog.create_id(currency="EUR"), catalog.create_id(currency="GBP")

    with before(the_first_write, lambda: add_to_cart(ADA, pounds)):
        response = add_to_cart(ADA, euros)

    assert response.problem == MIXED_CURRENCIES
    assert cart_quantities(ADA) == {pounds: 1}


def test_currency_of_a_cart_refilled_before_the_write_counts(table: Table) -> None:
    # Given a cart in euros
    here, euros, pounds = (catalog.create_id(currency=currency) for currency in ("EUR", "EUR", "GBP"))
    add_to_cart(ADA, here)

    def refill_in_pounds() -> None:
        clear_cart(ADA)
        add_to_cart(ADA, pounds)

    # When it is cleared and filled in pounds, before a product in euros is written
    with before(the_first_write, refill_in_pounds):
        response = add_to_cart(ADA, euros)

    assert response.problem == MIXED_CURRENCIES
    assert cart_quantities(ADA) == {pounds: 1}


def test_same_product_added_by_another_first_adds_up(table: Table) -> None:
    product_id = catalog.create_id()

    with before(the_first_write, lambda: add_to_cart(ADA, product_id, 2)):
        assert add_to_cart(ADA, product_id, 3).status == 200

    assert cart_quantities(ADA) == {product_id: 5}


def test_line_removed_before_an_increase_is_added_again(table: Table) -> None:
    product_id = catalog.create_id()
    add_to_cart(ADA, product_id, 9)

    with before(the_first_write, lambda: remove_from_cart(ADA, product_id)):
        assert add_to_cart(ADA, product_id, 3).status == 200

    assert cart_quantities(ADA) == {product_id: 3}


def test_line_that_filled_up_before_more_was_added_is_full(table: Table) -> None:
    product_id = catalog.create_id()
    add_to_cart(ADA, product_id, 9)

    with before(the_first_write, lambda: set_in_cart(ADA, product_id, 99)):
        assert add_to_cart(ADA, product_id).problem == CART_FULL

    assert cart_quantities(ADA) == {product_id: 99}


def test_clearing_a_cart_succeeds_if_a_line_was_removed_before(table: Table) -> None:
    ids = [catalog.create_id() for _ in range(3)]
    for product_id in ids:
        add_to_cart(ADA, product_id)

    with before(the_first_write, lambda: remove_from_cart(ADA, ids[0])):
        assert clear_cart(ADA).status == 204

    assert cart_quantities(ADA) == {}


def lose_the_response_of_the_next_write(aws_proxy: FaultyProxy) -> None:
    del aws_proxy.seen[:]
    aws_proxy.plan = first(1, Fault.LOST_RESPONSE, "TransactWriteItems")


@pytest.mark.parametrize("already", [0, 2])
def test_addition_whose_response_is_lost_adds_once(aws_proxy: FaultyProxy, already: int) -> None:
    product_id = catalog.create_id()
    if already:
        add_to_cart(ADA, product_id, already)
    lose_the_response_of_the_next_write(aws_proxy)

    response = add_to_cart(ADA, product_id, 3)

    assert aws_proxy.seen.count("TransactWriteItems") == 2
    assert response.body["items"][0]["quantity"] == 3 + already


def test_retried_change_undoes_no_later_change(aws_proxy: FaultyProxy) -> None:
    # Given a change whose response is lost, and another change before the SDK retries
    product_id = catalog.create_id()
    add_to_cart(ADA, product_id)
    lose_the_response_of_the_next_write(aws_proxy)

    with before(lambda seen: seen[1:] == ["TransactWriteItems"] * 2, lambda: set_in_cart(ADA, product_id, 7)):
        assert set_in_cart(ADA, product_id, 5).status == 200

    assert cart_quantities(ADA) == {product_id: 7}


def test_retried_removal_succeeds(aws_proxy: FaultyProxy) -> None:
    product_id = catalog.create_id()
    add_to_cart(ADA, product_id)
    lose_the_response_of_the_next_write(aws_proxy)

    # It is even added again before the SDK retries the removal
    with before(lambda seen: seen[1:] == ["TransactWriteItems"] * 2, lambda: add_to_cart(ADA, product_id, 4)):
        assert remove_from_cart(ADA, product_id).status == 204

    assert cart_quantities(ADA) == {product_id: 4}


def test_retried_clearing_removes_no_later_line(aws_proxy: FaultyProxy) -> None:
    ids = [catalog.create_id() for _ in range(2)]
    for product_id in ids:
        add_to_cart(ADA, product_id)
    lose_the_response_of_the_next_write(aws_proxy)

    with before(lambda seen: seen.count("TransactWriteItems") == 2, lambda: add_to_cart(ADA, ids[0], 4)):
        assert clear_cart(ADA).status == 204

    assert cart_quantities(ADA) == {ids[0]: 4}


def test_addition_whose_every_response_is_lost_is_a_503_and_adds_once(aws_proxy: FaultyProxy) -> None:
    product_id = catalog.create_id()
    aws_proxy.plan = always(Fault.LOST_RESPONSE, "TransactWriteItems")

    assert add_to_cart(ADA, product_id, 3).problem == (503, "unavailable")

    aws_proxy.plan = always(None)
    assert cart(ADA)["items"][0]["quantity"] == 3
