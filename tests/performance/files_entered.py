"""The files of ours that one warm request enters: ``python -m tests.performance.files_entered`` lists them.

They are what a maintainer reads to follow a request from the local gateway to its response.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock
from urllib.parse import urlsplit

import httpx

from local.aws.functions import Functions, rows
from local.config import ROOT, settings
from local.shop import build_shop
from ops.admin import promote
from tests.harness import embedded_services, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType

ROOMS = ("handlers", "generated", "local", "codegen")
_TOOL = 4
_TOOL_NAME = "files entered"
_ACCOUNT = {"password": "a long enough password", "firstName": "Ada", "lastName": "Lovelace"}


@contextmanager
def entered() -> Iterator[set[str]]:
    """Yield the files of `ROOMS` that any thread enters inside the block, relative to the repository."""
    files: set[str] = set()

    def note(code: CodeType, _: int) -> Any:  # sys.monitoring.DISABLE has no type
        path = Path(code.co_filename)
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in ROOMS:
            files.add(str(path.relative_to(ROOT)))
        return sys.monitoring.DISABLE

    events = sys.monitoring.events
    sys.monitoring.use_tool_id(_TOOL, _TOOL_NAME)
    try:
        for event in (events.PY_START, events.PY_RESUME):
            sys.monitoring.register_callback(_TOOL, event, note)
        sys.monitoring.set_events(_TOOL, events.PY_START | events.PY_RESUME)
        yield files
    finally:
        sys.monitoring.set_events(_TOOL, 0)
        sys.monitoring.free_tool_id(_TOOL)


@dataclass(frozen=True, slots=True, kw_only=True)
class WarmShop:
    """A shop in this process, with a product and a signed-in customer whose cart holds it."""

    client: httpx.Client
    product_id: str
    customer: dict[str, str]

    def request(self, name: str) -> httpx.Response:
        """Send one of the counted requests: ``getProduct``, ``getCart`` or ``createOrder``."""
        match name:
            case "getProduct":
                return self.client.get(f"/products/{self.product_id}")
            case "getCart":
                return self.client.get("/cart", headers=self.customer)
            case _:
                return self.client.post("/orders", json=self._order(), headers=self.customer | _new_key())

    def files_of(self, name: str) -> list[str]:
        """Return the files that a request enters once it has been answered before."""
        for _ in range(2):
            self.request(name).raise_for_status()
        with entered() as files:
            self.request(name).raise_for_status()
        return sorted(files)

    def _order(self) -> dict[str, Any]:
        address = {"street": "1 Main St", "city": "Springfield", "postalCode": "62701", "country": "US"}
        return {
            "items": [{"productId": self.product_id, "quantity": 1}],
            "shippingAddress": address,
            "paymentMethod": {"type": "card", "token": "tok_visa"},
        }


REQUESTS = ("getProduct", "getCart", "createOrder")


@contextmanager
def warm_shop() -> Iterator[WarmShop]:
    """Run a shop in this process, and make what the requests need."""
    with ExitStack() as stack:
        config = stack.enter_context(embedded_services(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        stack.enter_context(mock.patch.dict(os.environ, settings(config) | {"PASSWORD_SALT_ROUNDS": "4"}))
        shop = build_shop(config, Functions(rows()))
        url = stack.enter_context(served(shop.app))
        own = replace(config, port=urlsplit(url).port or 0)
        os.environ.update(settings(own) | {"PASSWORD_SALT_ROUNDS": "4", "LOG_LEVEL": "WARNING"})
        client = stack.enter_context(httpx.Client(base_url=f"{url}/v1", timeout=60))
        yield _with_samples(client)


def _with_samples(client: httpx.Client) -> WarmShop:
    for email in ("admin@example.com", "customer@example.com"):
        client.post("/auth/register", json=_ACCOUNT | {"email": email}).raise_for_status()
    promote("admin@example.com")
    product = {"name": "Mug", "price": 9.5, "category": "kitchen", "stock": 1000}
    made = client.post("/products", json=product, headers=_signed_in(client, "admin@example.com")).raise_for_status()
    customer = _signed_in(client, "customer@example.com")
    product_id = made.json()["productId"]
    line = {"productId": product_id, "quantity": 1}
    client.post("/cart/items", json=line, headers=customer).raise_for_status()
    return WarmShop(client=client, product_id=product_id, customer=customer)


def _signed_in(client: httpx.Client, email: str) -> dict[str, str]:
    credentials = {"email": email, "password": _ACCOUNT["password"]}
    tokens = client.post("/auth/login", json=credentials).raise_for_status().json()
    return {"Authorization": f"Bearer {tokens['accessToken']}"}


def _new_key() -> dict[str, str]:
    return {"Idempotency-Key": os.urandom(8).hex()}


def main() -> None:
    """Print, for each request, how many files it enters and which."""
    with warm_shop() as shop:
        for name in REQUESTS:
            files = shop.files_of(name)
            print(f"{name}: {len(files)} files")
            print("".join(f"  {file}\n" for file in files))


if __name__ == "__main__":
    main()
