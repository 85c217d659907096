"""What the reader tries on the page, the shop answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from local.sample_shop import CUSTOMER, KEYS

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.docs.visits import Visit


def opened(page: Page, tag: str, operation: str) -> Locator:
    """Return an operation's block, opened."""
    block = page.locator(f"#operations-{tag}-{operation}")
    if not block.locator(".opblock-body").is_visible():
        block.locator(".opblock-summary-control").click()
    return block


def answer(block: Locator) -> tuple[str, str]:
    """Send what stands in a block, and return the status and the body of the answer."""
    with block.page.expect_response(lambda told: told.request.resource_type == "fetch") as told:
        block.get_by_role("button", name="Execute").click()
    # The answer before this one stays until this one is drawn.
    live = block.locator(".live-responses-table .response").filter(has_text=str(told.value.status))
    live.wait_for()
    status = live.locator(".response-col_status").inner_text().split()[0]
    return status, live.locator(".response-col_description pre.microlight").first.inner_text()


def authorize(page: Page, name: str, value: str) -> None:
    """Give a token or a key, as the page asks for them."""
    page.get_by_role("button", name="Authorize").first.click()
    scheme = page.locator(".auth-container").filter(has_text=name)
    scheme.locator("input").fill(value)
    scheme.get_by_role("button", name="Apply credentials").click()
    page.get_by_role("button", name="Close").first.click()


def test_a_reader_places_an_order(reader: Visit) -> None:
    # Given a reader who has logged in on the page, and a product's id that the page shows
    page = reader.to("/docs/try")
    login = opened(page, "auth", "loginUser")
    login.locator("textarea").fill(json.dumps({"email": CUSTOMER.email, "password": CUSTOMER.password}))
    _, tokens = answer(login)
    authorize(page, "BearerAuth", json.loads(tokens)["accessToken"])
    _, products = answer(opened(page, "products", "listProducts"))

    # When the page's example is sent with that product
    order = opened(page, "orders", "createOrder")
    wanted = json.loads(order.locator("textarea").input_value())
    wanted["items"][0]["productId"] = json.loads(products)["items"][0]["productId"]
    order.locator("textarea").fill(json.dumps(wanted))
    status, placed = answer(order)

    # Then it is an order
    assert status == "201"
    assert json.loads(placed)["status"] == "processing"
    assert "x-roles" in order.inner_text()


def test_a_reader_tries_another_server_with_a_key(reader: Visit) -> None:
    page = reader.to("/docs/try")

    page.locator("#servers").select_option(label="{address} - Another server")
    page.get_by_label("Address of the server").fill(f"{reader.origin}/partner/v1")
    refused, _ = answer(opened(page, "meta", "getHealth"))
    authorize(page, "ApiKeyAuth", KEYS["free"])
    taken, _ = answer(opened(page, "meta", "getHealth"))

    assert (refused, taken) == ("403", "200")
    # A refusal is what was asked for: the browser mentions each in its console.
    reader.faults[:] = [fault for fault in reader.faults if "403 (Forbidden)" not in fault]


def test_a_page_of_the_reference_leads_to_the_operation_to_try(reader: Visit) -> None:
    page = reader.to("/docs/reference/getCart")

    page.locator("article").get_by_role("link", name="Try it").click()

    page.locator("#operations-cart-getCart .opblock-body").wait_for()
    assert page.locator("#operations-cart-getCart").is_visible()
