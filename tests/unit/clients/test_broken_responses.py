"""Responses that end early, can't be decoded, or never end."""

from __future__ import annotations

import gzip
import itertools
import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import anyio
import httpx
import pytest

from ecommerce_api_client import AsyncShop, ConnectionFailed, OutcomeUnknown, Retries, Shop, UnexpectedResponse
from ecommerce_api_client.models import CartItemCreate, Health
from ecommerce_api_client.runtime import deadlines
from local.config import LOOPBACK
from tests.unit.clients.fake_shop import HEALTH, OLD, PRODUCT_ID, shop_of, success

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

type GetHealth = Callable[[str], Health]

ONCE = Retries(attempts=1)
LINE = CartItemCreate(product_id=PRODUCT_ID, quantity=1)
START = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Request-Id: r-1\r\n"
CHUNKED = START + b"Transfer-Encoding: chunked\r\n\r\n"
# As many as no client reads before its deadline.
ENDLESS_BODY = [CHUNKED, *[b"3e8\r\n%s\r\n" % (b"a" * 1000)] * 100_000]
ENDLESS_HEADERS = [b"HTTP/1.1 102 Processing\r\nX-Filler: %s\r\n\r\n" % (b"a" * 1000)] * 100_000
ZIPPED = START + b"Content-Encoding: gzip\r\nContent-Length: 8\r\n\r\n"
BROKEN = {
    "truncated": (START + b'Content-Length: 100\r\n\r\n{"status', '{"status'),
    "truncated chunk": (CHUNKED + b'5\r\n{"sta', '{"sta'),
    "false chunk": (CHUNKED + b'2\r\n{"\r\nno chunk\r\n', '{"'),
    "false gzip": (ZIPPED + b"no gzip!", "no gzip!"),
    "truncated after a thousand bytes": (START + b"Content-Length: 9999\r\n\r\n" + b"a" * 5000, "a" * 1000),
}


@contextmanager
def server(response: Iterable[bytes]) -> Iterator[str]:
    """Yield the URL of a server that sends these bytes once, until the client hangs up."""

    def respond() -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            connection.recv(65_536)
            for piece in response:
                connection.sendall(piece)

    with socket.create_server((LOOPBACK, 0)) as listener:
        thread = threading.Thread(target=respond)
        thread.start()
        yield f"http://{LOOPBACK}:{listener.getsockname()[1]}"
        thread.join()


def health_of_async_shop(url: str) -> Health:
    async def get_health() -> Health:
        async with AsyncShop(url, retries=ONCE) as shop:
            return await shop.get_health()

    return anyio.run(get_health)


def health_of_shop(url: str) -> Health:
    with Shop(url, retries=ONCE) as shop:
        return shop.get_health()


BOTH = pytest.mark.parametrize("get_health", [health_of_shop, health_of_async_shop])


@BOTH
@pytest.mark.parametrize("fault", BROKEN)
def test_body_that_cannot_be_read_is_unexpected_and_keeps_what_arrived(fault: str, get_health: GetHealth) -> None:
    sent, beginning = BROKEN[fault]

    with server([sent]) as url, pytest.raises(UnexpectedResponse, match="getHealth") as raised:
        get_health(url)

    assert (raised.value.status, raised.value.headers["X-Request-Id"]) == (200, "r-1")
    assert raised.value.text == beginning


@BOTH
def test_redirect_to_no_url_is_unexpected(get_health: GetHealth) -> None:
    sent = b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n"

    with server([sent]) as url, pytest.raises(UnexpectedResponse) as raised:
        get_health(url)

    assert (raised.value.status, raised.value.headers["Location"]) == (302, "http://[")


@BOTH
def test_compressed_response_is_read(get_health: GetHealth) -> None:
    body = gzip.compress(success(HEALTH).content)
    sent = START + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)

    with server([sent]) as url:
        assert get_health(url).status == "ok"


def test_broken_response_to_a_read_is_retried() -> None:
    broken = httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"no gzip!"))
    shop, responses = shop_of(broken, success(HEALTH))

    assert shop.get_health().status == "ok"
    assert len(responses.requests) == 2


def test_broken_response_to_a_change_has_an_unknown_outcome() -> None:
    with (
        server([BROKEN["truncated"][0]]) as url,
        Shop(url, tokens=OLD) as shop,
        pytest.raises(OutcomeUnknown, match="addCartItem") as raised,
    ):
        shop.add_cart_item(LINE)

    assert isinstance(raised.value, UnexpectedResponse)


@pytest.fixture
def fast_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let seconds pass at each look at the clock, which precedes each action on the network."""
    monkeypatch.setattr(deadlines, "monotonic", itertools.count(step=5).__next__)


@BOTH
@pytest.mark.usefixtures("fast_clock")
def test_body_without_end_is_read_until_the_deadline(get_health: GetHealth) -> None:
    with (
        server(ENDLESS_BODY) as url,
        pytest.raises(UnexpectedResponse) as raised,
    ):
        get_health(url)

    assert raised.value.status == 200
    assert set(raised.value.text) == {"a"}
    assert "timeout of the attempt" in str(raised.value.__cause__)


@BOTH
@pytest.mark.usefixtures("fast_clock")
def test_headers_without_end_are_read_until_the_deadline(get_health: GetHealth) -> None:
    with (
        server(ENDLESS_HEADERS) as url,
        pytest.raises(ConnectionFailed, match="timeout of the attempt"),
    ):
        get_health(url)
