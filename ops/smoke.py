"""Check a deployment with read-only requests: ``bin/shop smoke``.

It takes seconds and checks what no test of the code can check: the deployed contract, access control, and the gateway's
own responses.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click
import httpx
import yaml

from ops.cli import ROOT, CannotRun
from ops.http_checks import CheckedResponse, CheckFailed, send
from ops.servers import Servers, servers_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PATIENCE_SECONDS = 60
_POLL_SECONDS = 0.5
_SECONDS = 15
_ORIGIN = "https://shop.example"
_PLAIN_SECONDS = 5
_PREFLIGHT = {
    "Origin": _ORIGIN,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
}


class Skipped(Exception):
    """A check doesn't apply here; the message says why."""


@dataclass(frozen=True, slots=True)
class Smoke:
    """The checks of one deployment.

    Parameters
    ----------
    version : str
        The version of the contract that is expected.
    patience : float
        Seconds until the first response must be right: API Gateway takes a while to serve a new deployment.
    """

    servers: Servers
    client: httpx.Client
    version: str
    patience: float = PATIENCE_SECONDS

    def checks(self) -> Mapping[str, Callable[[], object]]:
        """Return the checks by name, in order."""
        return {
            "health": self._health,
            "contract": self._contract,
            "products": self._products,
            "protected operation": self._protected,
            "unknown path": self._unknown_path,
            "CORS preflight": self._preflight,
            "partner server": self._partner,
            "no plain HTTP": self._no_plain_http,
        }

    def _get(self, path: str, **request: Any) -> CheckedResponse:  # noqa: ANN401  # httpx's own
        return send(self.client, "GET", self.servers.storefront + path, **request)

    def _health(self) -> None:
        until = time.monotonic() + self.patience
        while True:
            try:
                response = self._get("/health").expect_status(200)
                version = response.json().get("version")
                response.expect(version == self.version, f"the contract's version {self.version}")
            except CheckFailed:
                if time.monotonic() >= until:
                    raise
                time.sleep(_POLL_SECONDS)
            else:
                return

    def _contract(self) -> None:
        response = self._get("/openapi.json").expect_status(200)
        expected = json.loads((ROOT / "generated" / "openapi.json").read_text())
        pointer = difference(expected, response.json())
        response.expect(pointer is None, f"generated/openapi.json; the first difference is at {pointer}")

    def _products(self) -> None:
        response = self._get("/products", params={"limit": "1"}).expect_status(200)
        items = response.items()
        if not items:
            raise Skipped("the list works, and there is no product to read")
        product_id = items[0]["productId"]
        product = self._get(f"/products/{product_id}").expect_status(200)
        product.expect(product.json().get("productId") == product_id, f"the product {product_id}")

    def _protected(self) -> None:
        response = self._get("/auth/me")
        response.expect_problem(401, "unauthorized")
        challenge = response.raw.headers.get("www-authenticate", "")
        response.expect(challenge.startswith("Bearer"), "a header WWW-Authenticate: Bearer …")

    def _unknown_path(self) -> None:
        self._get("/no-such-path").expect_problem(404, "not-found")

    def _preflight(self) -> None:
        response = send(self.client, "OPTIONS", f"{self.servers.storefront}/orders", headers=_PREFLIGHT)
        response.expect_status(200, 204)
        allow = {name: response.raw.headers.get(f"access-control-allow-{name}", "") for name in _ALLOWED}
        response.expect(allow["origin"], "a header Access-Control-Allow-Origin")
        response.expect("POST" in allow["methods"].upper(), "POST in Access-Control-Allow-Methods")
        allowed = {name.strip().lower() for name in allow["headers"].split(",")}
        required = set(_PREFLIGHT["Access-Control-Request-Headers"].split(","))
        response.expect(required <= allowed, f"{', '.join(sorted(required))} in Access-Control-Allow-Headers")

    def _partner(self) -> None:
        if self.servers.partner is None:
            raise Skipped("its URL can't be derived from BASE_URL: name it with --partner-url")
        send(self.client, "GET", f"{self.servers.partner}/health").expect_problem(403, "invalid-api-key")

    def _no_plain_http(self) -> None:
        url = httpx.URL(f"{self.servers.storefront}/health")
        if url.scheme != "https":
            raise Skipped("the URL is plain HTTP")
        # Plain HTTP may only redirect or fail: a token could be read in transit.
        try:
            response = self.client.get(url.copy_with(scheme="http", port=None), timeout=_PLAIN_SECONDS)
        except httpx.HTTPError:
            return
        CheckedResponse(response).expect(not response.is_success, "a redirect, an error or no response over plain HTTP")


_ALLOWED = ("origin", "methods", "headers")


def difference(expected: object, found: object, pointer: str = "") -> str | None:
    """Return a JSON pointer to the first difference of two documents; None if they are equal."""
    if isinstance(expected, dict) and isinstance(found, dict):
        names = [*expected, *(name for name in found if name not in expected)]
        inner = ((f"{pointer}/{name}", expected.get(name, _NOTHING), found.get(name, _NOTHING)) for name in names)
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        inner = ((f"{pointer}/{index}", *pair) for index, pair in enumerate(zip(expected, found, strict=True)))
    else:
        return None if expected == found else pointer or "/"
    differences = (difference(one, other, each) for each, one, other in inner)
    return next((each for each in differences if each is not None), None)


_NOTHING = object()


@click.command()
@click.argument("base_url")
@click.option("--partner-url", default="", help="The partner server, if it can't be derived from BASE_URL.")
@click.option(
    "--version",
    default=lambda: contract_version(),  # noqa: PLW0108  # defined below
    help="The expected version of the contract.",
)
@click.option(
    "--patience", type=float, default=PATIENCE_SECONDS, help="Seconds until the first response must be right."
)
def smoke(base_url: str, partner_url: str, version: str, patience: float) -> None:
    """Check a deployment with read-only requests.

    BASE_URL is where the storefront's paths begin, such as https://api.example.com/v1.
    """
    servers = servers_at(base_url, partner_url)
    with httpx.Client(timeout=_SECONDS) as client:
        failed = list(failures(Smoke(servers, client, version, patience)))
    if failed:
        raise CannotRun(f"{len(failed)} checks failed: {', '.join(failed)}")


def failures(smoke: Smoke) -> Iterator[str]:
    """Run each check, print its result, and yield the names of those that failed."""
    for name, check in smoke.checks().items():
        try:
            check()
        except Skipped as reason:
            click.echo(f"skipped   {name}: {reason}")
        except CheckFailed as failure:
            click.echo(f"FAILED    {name}\n{failure}")
            yield name
        else:
            click.echo(f"ok        {name}")


def contract_version() -> str:
    """Return the version of this repository's contract."""
    return str(yaml.load((ROOT / "openapi.yaml").read_text(), yaml.CSafeLoader)["info"]["version"])
