"""A proxy that drops the responses to the first order and the first update of a product, and records all requests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from local.config import LOOPBACK

_DROPPED = frozenset({("POST", "orders"), ("PUT", "products")})
_HOP_BY_HOP = {"connection", "content-length", "keep-alive", "transfer-encoding", "date", "server"}


class LossyProxy(ThreadingHTTPServer):
    """Forwards requests to a shop."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, shop: httpx.Client) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.url = f"http://{LOOPBACK}:{self.server_port}"
        self.shop = shop
        self.responses: list[httpx.Response] = []
        self._drops = set(_DROPPED)

    def responses_to(self, method: str, path: str) -> list[httpx.Response]:
        """Return the responses to an operation's requests, the dropped one, too."""
        return [each for each in self.responses if (each.request.method, each.request.url.path) == (method, path)]

    def statuses(self, method: str, path: str) -> list[int]:
        return [each.status_code for each in self.responses_to(method, path)]

    def drops(self, method: str, path: str) -> bool:
        """Return whether to drop this response: only that of the first order and of the first update of a product."""
        try:
            self._drops.remove((method, path.split("/")[2]))
        except KeyError:
            return False
        return True


class _Handler(BaseHTTPRequestHandler):
    server: LossyProxy
    protocol_version = "HTTP/1.1"
    # Send each response immediately, in one piece.
    disable_nagle_algorithm = True
    wbufsize = -1

    def _forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        sent = [(name, value) for name, value in self.headers.items() if name.lower() not in {"host", "connection"}]
        response = self.server.shop.request(self.command, self.path, headers=sent, content=body)
        self.server.responses.append(response)
        if self.server.drops(self.command, self.path):
            self.close_connection = True
            return
        self.send_response_only(response.status_code)
        for name, value in response.headers.items():
            if name not in _HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.content)))
        self.end_headers()
        self.wfile.write(response.content)

    do_GET = do_POST = do_PUT = do_DELETE = _forward  # noqa: N815  # names of http.server


@contextmanager
def lossy_proxy(shop_url: str) -> Iterator[LossyProxy]:
    """Run a proxy in front of a shop."""
    with httpx.Client(base_url=shop_url, timeout=300) as shop, LossyProxy(shop) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()
