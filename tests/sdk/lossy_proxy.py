"""A network that loses the answer to the first order, and remembers what passed through it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from local.config import LOOPBACK

_ORDERS = ("POST", "/v1/orders")
_OF_ONE_CONNECTION = {"connection", "content-length", "keep-alive", "transfer-encoding", "date", "server"}


@dataclass(frozen=True, slots=True)
class Passed:
    """What was asked, and what was answered, though it may not have arrived."""

    method: str
    path: str
    key: str | None
    status: int
    replayed: bool


class LossyProxy(ThreadingHTTPServer):
    """Passes requests on to a shop."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, shop: httpx.Client) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.shop = shop
        self.passed: list[Passed] = []
        self._loses = threading.Semaphore(1)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{LOOPBACK}:{self.server_port}"

    def asked(self, method: str, path: str) -> list[Passed]:
        """Return what was asked of an operation so far."""
        return [each for each in self.passed if (each.method, each.path) == (method, path)]

    def loses(self, method: str, path: str) -> bool:
        """Tell whether this answer gets lost: that of the first order does."""
        return (method, path) == _ORDERS and self._loses.acquire(blocking=False)


class _Handler(BaseHTTPRequestHandler):
    server: LossyProxy
    protocol_version = "HTTP/1.1"
    # What is written goes out at once, and whole.
    disable_nagle_algorithm = True
    wbufsize = -1

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        sent = [(name, value) for name, value in self.headers.items() if name.lower() not in {"host", "connection"}]
        answer = self.server.shop.request(self.command, self.path, headers=sent, content=body)
        path = self.path.partition("?")[0]
        replayed = "idempotency-replayed" in answer.headers
        passed = Passed(self.command, path, self.headers["Idempotency-Key"], answer.status_code, replayed)
        self.server.passed.append(passed)
        if self.server.loses(self.command, path):
            self.close_connection = True
            return
        self.send_response_only(answer.status_code)
        for name, value in answer.headers.items():
            if name not in _OF_ONE_CONNECTION:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    do_GET = do_POST = do_PUT = do_DELETE = _pass_on  # noqa: N815  # what http.server calls them


@contextmanager
def lossy_proxy(shop_url: str) -> Iterator[LossyProxy]:
    """Put a network in front of a shop."""
    with httpx.Client(base_url=shop_url, timeout=300) as shop, LossyProxy(shop) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()
