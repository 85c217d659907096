"""Requests from the page's Try it forms reach the shop."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from local.sample_shop import CUSTOMER, KEYS

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.docs.conftest import Visit


def opened(page: Page, tag: str, operation: str) -> Locator:
    """Return an operation's block, opened."""
    block = page.locator(f"#operations-{tag}-{operation}")
    if not block.locator(".opblock-body").is_visible():
        block.locator(".opblock-summary-control").click()
    return block


def executed(block: Locator) -> tuple[str, str]:
    """Execute a block's request, and return the status and the body of the response."""
    with block.page.expect_response(lambda response: response.request.resource_type == "fetch") as received:
        block.get_by_role("button", name="Execute").click()
    # The previous response stays until this one is rendered.
    live = block.locator(".live-responses-table .response").filter(has_text=str(received.value.status))
    live.wait_for()
    status = live.locator(".response-col_status").inner_text().split()[0]
    return status, live.locator(".response-col_description pre.microlight").first.inner_text()


def authorize(page: Page, name: str, value: str) -> None:
    """Enter a token or a key in the page's dialog."""
    page.get_by_role("button", name="Authorize").first.click()
    scheme = page.locator(".auth-container").filter(has_text=name)
    scheme.locator("input").fill(value)
    scheme.get_by_role("button", name="Apply credentials").click()
    page.get_by_role("button", name="Close").first.click()


def test_reader_places_an_order(reader: Visit) -> None:
    # Given a reader who has logged in on the page, and a product from the page
    page = reader.to("/docs/try")
    login = opened(page, "auth", "loginUser")
    login.locator("textarea").fill(json.dumps({"email": CUSTOMER.email, "password": CUSTOMER.password}))
    _, tokens = executed(login)
    authorize(page, "BearerAuth", json.loads(tokens)["accessToken"])
    _, products = executed(opened(page, "products", "listProducts"))

    # When the page's example is sent with that product
    order = opened(page, "orders", "createOrder")
    body = json.loads(order.locator("textarea").input_value())
    body["items"][0]["productId"] = json.loads(products)["items"][0]["productId"]
    order.locator("textarea").fill(json.dumps(body))
    status, placed = executed(order)

    # Then an order is placed
    assert status == "201"
    assert json.loads(placed)["status"] == "processing"
    assert "x-roles" in order.inner_text()


def test_reader_calls_another_server_with_a_key(reader: Visit) -> None:
    page = reader.to("/docs/try")

    page.locator("#servers").select_option(label="{address} - Another server")
    page.get_by_label("Address of the server").fill(f"{reader.origin}/partner/v1")
    refused, _ = executed(opened(page, "meta", "getHealth"))
    authorize(page, "ApiKeyAuth", KEYS["free"])
    taken, _ = executed(opened(page, "meta", "getHealth"))

    assert (refused, taken) == ("403", "200")
    # The 403 is expected: the browser logs it to its console.
    reader.faults[:] = [fault for fault in reader.faults if "403 (Forbidden)" not in fault]


def test_reference_page_links_to_its_try_it_form(reader: Visit) -> None:
    page = reader.to("/docs/reference/getCart")

    page.locator("article").get_by_role("link", name="Try it").click()

    page.locator("#operations-cart-getCart .opblock-body").wait_for()
    assert page.locator("#operations-cart-getCart").is_visible()
