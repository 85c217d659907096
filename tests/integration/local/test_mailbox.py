"""E-mails that the shop sent, as a page and as JSON."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from handlers.domain.ids import new_id
from local.aws.clients import client
from local.config import FROM_EMAIL, MAILBOX_PATH
from local.sample_shop import CUSTOMER
from tests.harness import eventually, is_problem
from tests.support.requests import order_request
from tests.support.shop_client import new_product

if TYPE_CHECKING:
    from tests.harness import RunningShop

AS_JSON = {"Accept": "application/json"}
HOSTILE = "<script>alert('1')</script>\"'>&amp;</textarea>"


def mailbox(shop: RunningShop, **headers: str) -> httpx.Response:
    response = httpx.get(f"{shop.config.url}{MAILBOX_PATH}", headers=headers)
    assert response.status_code == 200
    return response


def mails(shop: RunningShop) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = mailbox(shop, **AS_JSON).json()["items"]
    return items


def send(shop: RunningShop, subject: str, *, text: str = "text", html: str = "<p>html</p>") -> None:
    message: Any = {"Subject": {"Data": subject}, "Body": {"Text": {"Data": text}, "Html": {"Data": html}}}
    ses = client("ses", shop.config.aws_url)
    ses.send_email(Source=FROM_EMAIL, Destination={"ToAddresses": ["ada@example.com"]}, Message=message)


def test_email_of_an_order_arrives_in_the_mailbox(
    shop: RunningShop, admin: httpx.Client, customer: httpx.Client
) -> None:
    # Given an order of the sample customer
    key = {"Idempotency-Key": new_id()}
    placed = customer.post("/orders", json=order_request((new_product(admin, name="Lamp"), 1)), headers=key)
    assert placed.status_code == 201
    order = placed.json()

    # Then its e-mail arrives soon
    def found() -> list[dict[str, Any]]:
        return [mail for mail in mails(shop) if order["orderId"] in mail["subject"]]

    (mail,) = eventually(found)
    assert mail.keys() == {"to", "subject", "text", "html", "sentAt", "headers"}
    assert mail["headers"]["Auto-Submitted"] == "auto-generated"
    assert mail["to"] == CUSTOMER.email
    assert f"{order['totalAmount']:.2f} {order['currency']}" in mail["text"]
    assert "Lamp" in mail["html"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", mail["sentAt"])

    # And so does the e-mail of its cancellation
    assert customer.put(f"/orders/{order['orderId']}/cancel").status_code == 200
    (newer,) = eventually(lambda: found()[:-1])
    assert newer["subject"] == f"Your order {order['orderId']} is cancelled"


def test_newest_come_first(shop: RunningShop) -> None:
    first, second = new_id(), new_id()
    send(shop, first)
    send(shop, second)

    assert [mail["subject"] for mail in mails(shop)[:2]] == [second, first]
    page = mailbox(shop).text
    assert page.index(second) < page.index(first)


def test_page_shows_an_email_without_running_its_markup(shop: RunningShop) -> None:
    # Given an e-mail that contains markup
    subject = HOSTILE + new_id()
    send(shop, subject, text=HOSTILE, html=f"<p>{HOSTILE}</p>")

    page = mailbox(shop)

    # Then the page escapes all of it, and shows the HTML in a fully sandboxed frame
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<script" not in page.text
    frame = re.search(r'<iframe sandbox="" [^>]*srcdoc="([^"]*)"></iframe>', page.text)
    assert frame is not None
    assert unescape(frame[1]) == f"<p>{HOSTILE}</p>"
    assert unescape(page.text).count(subject) == 2
    assert "script-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_pages_of_other_origins_cannot_read_the_mailbox(shop: RunningShop, accept: str) -> None:
    response = mailbox(shop, Accept=accept, Origin="http://evil.example")

    assert "access-control-allow-origin" not in response.headers
    assert response.headers["cross-origin-resource-policy"] == "same-origin"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["cache-control"] == "no-store"


def test_mailbox_is_read_only(shop: RunningShop) -> None:
    is_problem(httpx.post(f"{shop.config.url}{MAILBOX_PATH}"), 405, "method-not-allowed")


def test_start_prints_the_url_of_the_mailbox(shop: RunningShop) -> None:
    assert f"{shop.config.url}{MAILBOX_PATH}\n" in shop.text()
