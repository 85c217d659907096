from __future__ import annotations

import threading
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from ops.releases.traffic import CanaryTraffic, batch_size

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def storefront(status: int, requested: Counter[str]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requested[self.path] += 1
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        server.shutdown()


@pytest.mark.parametrize("status", [200, 503])
def test_batch_is_read_only_requests_whatever_their_responses(status: int) -> None:
    requested: Counter[str] = Counter()

    with storefront(status, requested) as url:
        CanaryTraffic(url).send(share=50)

    assert requested == {"/v1/health": 3, "/v1/products?limit=1": 2}


def test_unreachable_storefront_does_not_end_the_release() -> None:
    CanaryTraffic("http://127.0.0.1:9/v1").send(share=50)


@pytest.mark.parametrize(("share", "size"), [(100, 3), (50, 5), (10, 25), (1, 50)])
def test_canary_gets_ten_requests_a_minute_within_the_firewalls_limit(share: float, size: int) -> None:
    assert batch_size(share) == size
