"""A caller's text never becomes a header, a line of the log, or a script in a browser."""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import httpx
import pytest

from local.config import MAILBOX_PATH
from local.sample_shop import KEYS
from tests.harness import eventually
from tests.integration.attacks.conftest import Log
from tests.integration.attacks.wire import exchange, problem_of, request, response_to
from tests.integration.handlers.notifications import verify
from tests.support.requests import registration
from tests.support.shop_client import new_product, shop_client

if TYPE_CHECKING:
    from tests.harness import RunningShop
    from tests.integration.attacks.conftest import Newcomer

HEADER = "X-Injected"
ENCODED_BREAKS = [
    "%0d%0a",
    "%0D%0A",
    "%0a",
    "%0d",
    "%0d%0a%0d%0a",
    "%e5%98%8a%e5%98%8d",
    "%c4%8d%c4%8a",
    "%u000d%u000a",
]
RAW_BREAKS = [b"\r\n", b"\n", b"\r", b"\x0b", b"\x0c", b"\x85", b"\xc2\x85", b"\xe2\x80\xa8", b"\r\n\r\n", b"\0\r\n"]
BREAKS = ["\r\n", "\n", "\r", "\x85", "\u2028", "\u2029", "\x0b", "\x1b[2K", "\0", "\\n", "\r\n\r\n"]
TARGETS = [
    "/v1/products/{}",
    "/v1/products/category/{}",
    "/v1/products?category={}",
    "/v1/products?page={}",
    "/v1/orders/{}/status",
    "/v1/auth/sessions/{}",
    "/v1/{}",
    "/partner/v1/{}",
    "/v1/products?{}=1",
    "/docs/problems/{}",
    "/docs/{}",
    "/{}",
]
HEADERS = ["X-Request-Id", "User-Agent", "Idempotency-Key", "If-None-Match", "Referer", "Origin", "Host", "Accept"]
# The functions' lines, in the seed's format, and their allowed members.
LOGGED = {
    *("timestamp", "level", "requestId", "userId", "functionName", "operation"),
    *("event", "message", "metadata", "duration", "xray_trace_id"),
}
METRIC = "_aws"
# The web server's own messages about connections, which quote no request.
SERVERS_WORDS = re.compile(r"WARNING (uvicorn\.error|asyncio): [ -~]+")


def has_log_format(line: str) -> bool:
    """Return whether a line of the log has the shop's format."""
    if SERVERS_WORDS.fullmatch(line):
        return True
    found = json.loads(line)
    return METRIC in found or (found.keys() <= LOGGED and bool(UUID(found["requestId"])))


def is_unaffected(log: Log, mark: str) -> bool:
    """Return whether the log is intact and contains nothing that the caller sent."""
    return all(map(has_log_format, log.lines())) and mark not in log.text


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("line_break", ENCODED_BREAKS)
def test_encoded_break_in_a_target_adds_no_header(shop: RunningShop, log: Log, target: str, line_break: str) -> None:
    # Given a target with an encoded line break and a header
    mark = uuid4().hex
    sent = target.format(f"{mark}{line_break}{HEADER}:%20yes{line_break}Set-Cookie:%20a=b")

    # When it is requested
    response = response_to(shop, request("GET", sent.encode()))

    # Then the response has only the usual headers, and the problem quotes the target as it was sent, in one line
    assert not {HEADER.lower(), "set-cookie"} & {name for name, _ in response.headers.multi_items()}
    assert b"\n" not in response.content or response.status_code == 200
    if response.status_code >= 400:
        assert problem_of(response)["instance"].isascii()
        assert problem_of(response)["instance"].isprintable()
    assert is_unaffected(log, mark)


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("line_break", RAW_BREAKS, ids=repr)
def test_break_in_a_header_adds_no_header(shop: RunningShop, log: Log, name: str, line_break: bytes) -> None:
    mark = uuid4().hex
    value = mark.encode() + line_break + HEADER.encode() + b": yes"

    responses = exchange(shop, request("GET", b"/v1/products", f"{name}: ".encode() + value))

    assert responses
    for response in responses:
        assert response.status_code in {200, 400}
        assert HEADER.lower() not in {each for each, _ in response.headers.multi_items()}
        assert mark.encode() not in b"".join(value.encode() for _, value in response.headers.multi_items())
    assert is_unaffected(log, mark)


@pytest.mark.parametrize("given", ["x", "00000000-0000-0000-0000-000000000000", "x\r\n y", "a" * 5000, "é", '"}{"'])
@pytest.mark.parametrize("target", [b"/v1/health", b"/v1/nothing", b"/v1/auth/me", b"/v1/products/x"])
def test_request_id_is_generated_by_the_shop(shop: RunningShop, log: Log, given: str, target: bytes) -> None:
    for response in exchange(shop, request("GET", target, f"X-Request-Id: {given}".encode())):
        (request_id,) = (value for name, value in response.headers.multi_items() if name == "x-request-id")
        assert UUID(request_id).version == 4
        assert request_id != given
    assert all(map(has_log_format, log.lines()))


@pytest.mark.parametrize("line_break", BREAKS, ids=repr)
def test_break_in_a_body_adds_no_line(
    shop: RunningShop, anonymous: httpx.Client, newcomer: Newcomer, admin: httpx.Client, log: Log, line_break: str
) -> None:
    # Given a person of whom wrong passwords are counted, and texts with a line break and an imitation of a log line
    mark = uuid4().hex
    line = json.dumps({"level": "INFO", "event": "USER_REGISTERED", "message": mark, "requestId": str(uuid4())})
    text = f"x{line_break}{line}"[:100]
    person = newcomer()

    # When they are sent in every text field
    product = {"name": text, "price": 1, "category": "attacks", "description": text}
    anonymous.post("/auth/register", json=registration(firstName=text, lastName=text))
    anonymous.post("/auth/login", json={"email": text, "password": text[:72]})
    anonymous.post("/auth/login", json={"email": registration()["email"], "password": text[:72]})
    anonymous.post("/auth/refresh", json={"refreshToken": text})
    person.api.put("/users/profile", json={"firstName": text, "lastName": text})
    person.api.put("/users/password", json={"currentPassword": text[:72], "newPassword": text[:72]})
    person.api.post("/orders", json={text: text}, headers={"Idempotency-Key": mark})
    admin.post("/products", json=product)
    admin.post("/products", json={**product, "category": text})

    # Then each log line is ours, and none contains any of the text
    assert len(log.lines()) > 5
    assert is_unaffected(log, mark)


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\0", "\x7f", "\x85", "\x1b"], ids=repr)
@pytest.mark.parametrize("name", ["firstName", "lastName"])
def test_name_is_one_line(anonymous: httpx.Client, line_break: str, name: str) -> None:
    account = registration(**{name: f"Ada{line_break}Bcc: evil@example.com"})

    response = anonymous.post("/auth/register", json=account)

    assert response.status_code == 400
    assert [fault["pointer"] for fault in response.json()["errors"]] == [f"/body/{name}"]


@pytest.mark.parametrize("scheme", ["//evil.example.com", "/%2f%2fevil.example.com", "/\\evil.example.com", "/..;/v1"])
def test_location_is_on_this_server(shop: RunningShop, admin: httpx.Client, scheme: str) -> None:
    # Given a path that would lead to another host if used as a redirect
    body = json.dumps({"name": "Lamp", "price": 1, "category": "attacks"}).encode()
    own = [b"Authorization: " + admin.headers["authorization"].encode(), b"Content-Type: application/json"]
    message = request("POST", scheme.encode() + b"/v1/products", *own, b"Content-Length: %d" % len(body), body=body)

    response = response_to(shop, message)

    assert response.status_code in {400, 404, 405}
    assert "location" not in {name for name, _ in response.headers.multi_items()}


@pytest.mark.parametrize("path", ["/v1/products", "/v1/%70roducts", "/v1/product%73", "/partner/v1/products"])
@pytest.mark.parametrize("host", ["evil.example.com", "127.0.0.1:1\\@evil.example.com", "x, evil.example.com"])
def test_location_names_no_host(shop: RunningShop, admin: httpx.Client, path: str, host: str) -> None:
    response = admin.post(
        shop.config.url + path,
        json={"name": "Lamp", "price": 1, "category": "attacks"},
        # The server rejects a malformed Host itself.
        headers={
            "Host": "evil.example.com",
            "X-Forwarded-Host": host,
            "X-Forwarded-Prefix": host,
            "X-Original-URL": f"//{host}/",
            "X-Api-Key": KEYS["premium"],
        },
    )

    assert response.status_code == 201
    assert re.fullmatch(r"(/partner)?/v1/products/[0-9A-Z]{26}", response.headers["location"])
    assert "evil" not in response.text + repr(response.headers)


def test_html_is_always_returned_as_text(shop: RunningShop, admin: httpx.Client, newcomer: Newcomer) -> None:
    # Given a verified customer, a product and an address that contain scripts
    script, image = "<script>alert(1)</script>", '"><img src=x onerror=alert(2)>'
    person = newcomer(firstName=script, lastName=image)
    verify(shop, person)
    product_id = new_product(admin, name=f"Lamp {image}", description=script)

    # When the product is ordered
    lines = [{"productId": product_id, "quantity": 1}]
    address = {"street": script, "city": image, "postalCode": "<b>1</b>", "country": "</td>"}
    body = {"items": lines, "shippingAddress": address, "paymentMethod": {"type": "card", "token": "tok_visa"}}
    order = person.api.post("/orders", json=body, headers={"Idempotency-Key": uuid4().hex})

    # Then the API returns all of it as JSON, which no browser renders as a page
    product, me = person.api.get(f"/products/{product_id}"), person.api.get("/auth/me")
    assert (order.json()["shippingAddress"], me.json()["firstName"]) == (address, script)
    for response in (order, product, me, person.api.get("/orders"), person.api.get(f"/products/{script}")):
        assert response.headers["content-type"] in {"application/json", "application/problem+json"}
        assert response.headers["x-content-type-options"] == "nosniff"

    # And the e-mail and its page in the mailbox escape it
    with shop_client(shop.config.url) as browser:

        def mails() -> list[dict[str, str]]:
            items = browser.get(MAILBOX_PATH, headers={"Accept": "application/json"}).json()["items"]
            return [mail for mail in items if order.json()["orderId"] in mail["subject"]]

        (mail,) = eventually(mails)
        page = browser.get(MAILBOX_PATH).text
    assert (script in mail["html"], image in mail["html"], "</td></td>" in mail["html"]) == (False, False, False)
    assert escape(script) in mail["html"]
    assert escape(image) in mail["html"]
    assert script in mail["text"]
    assert escape(escape(script)) in page
    assert script not in page
    assert image not in page


@pytest.mark.parametrize(
    "text", ["{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "%s%s%n", "{0.__class__}", "${jndi:ldap://x}"]
)
def test_text_is_not_evaluated_as_a_template(newcomer: Newcomer, shop: RunningShop, lamp: str, text: str) -> None:
    person = newcomer(firstName=text)
    verify(shop, person)

    order_id = person.order(lamp)

    assert person.api.get("/auth/me").json()["firstName"] == text
    with shop_client(shop.config.url) as browser:

        def greeted() -> bool:
            items = browser.get(MAILBOX_PATH, headers={"Accept": "application/json"}).json()["items"]
            return any(order_id in mail["subject"] and f"Hello {text}," in mail["text"] for mail in items)

        assert eventually(greeted)
