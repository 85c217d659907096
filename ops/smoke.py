"""Whether a deployment answers as the shop does: ``python -m ops.smoke BASE_URL``.

It only reads, and takes seconds: what a deployment may get wrong that no test of the code sees, such as which contract
is deployed, who is let in, and what the gateway itself answers.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import yaml

from local.config import ROOT, CannotRun
from ops.http_checks import Answer, NotAsExpected, ask
from ops.servers import Servers, servers_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

PATIENCE_SECONDS = 60
_LOOK_SECONDS = 0.5
_SECONDS = 15
_ORIGIN = "https://shop.example"
_PLAIN_SECONDS = 5
_PREFLIGHT = {
    "Origin": _ORIGIN,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
}


class LeftOut(Exception):
    """A check doesn't apply here; the message says why."""


@dataclass(frozen=True, slots=True)
class Smoke:
    """The checks of one deployment.

    Parameters
    ----------
    version : str
        The version of the contract that is to be deployed.
    patience : float
        For how many seconds a deployment may still answer otherwise, as API Gateway does for a while.
    """

    servers: Servers
    client: httpx.Client
    version: str
    patience: float = PATIENCE_SECONDS

    def checks(self) -> Mapping[str, Callable[[], object]]:
        """Return every check by its name, in their order."""
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

    def _get(self, path: str, **request: Any) -> Answer:  # noqa: ANN401  # httpx's own
        return ask(self.client, "GET", self.servers.storefront + path, **request)

    def _health(self) -> None:
        until = time.monotonic() + self.patience
        while True:
            try:
                answer = self._get("/health").has_status(200)
                version = answer.json().get("version")
                answer.is_expected(version == self.version, f"the contract's version {self.version}")
            except NotAsExpected:
                if time.monotonic() >= until:
                    raise
                time.sleep(_LOOK_SECONDS)
            else:
                return

    def _contract(self) -> None:
        answer = self._get("/openapi.json").has_status(200)
        expected = json.loads((ROOT / "generated" / "openapi.json").read_text())
        told = answer.json()
        where = difference(expected, told)
        answer.is_expected(where is None, f"generated/openapi.json, which has something else at {where}")

    def _products(self) -> None:
        answer = self._get("/products", params={"limit": "1"}).has_status(200)
        items = answer.items()
        if not items:
            raise LeftOut("the page of products is good, and there is no product yet to look at")
        product_id = items[0]["productId"]
        product = self._get(f"/products/{product_id}").has_status(200)
        product.is_expected(product.json().get("productId") == product_id, f"the product {product_id}")

    def _protected(self) -> None:
        answer = self._get("/auth/me")
        answer.is_problem(401, "unauthorized")
        challenge = answer.response.headers.get("www-authenticate", "")
        answer.is_expected(challenge.startswith("Bearer"), "a header WWW-Authenticate: Bearer …")

    def _unknown_path(self) -> None:
        self._get("/no-such-path").is_problem(404, "not-found")

    def _preflight(self) -> None:
        answer = ask(self.client, "OPTIONS", f"{self.servers.storefront}/orders", headers=_PREFLIGHT)
        answer.has_status(200, 204)
        said = {name: answer.response.headers.get(f"access-control-allow-{name}", "") for name in _ALLOWED}
        answer.is_expected(said["origin"], "a header Access-Control-Allow-Origin")
        answer.is_expected("POST" in said["methods"].upper(), "POST in Access-Control-Allow-Methods")
        allowed = {name.strip().lower() for name in said["headers"].split(",")}
        wanted = set(_PREFLIGHT["Access-Control-Request-Headers"].split(","))
        answer.is_expected(wanted <= allowed, f"{', '.join(sorted(wanted))} in Access-Control-Allow-Headers")

    def _partner(self) -> None:
        if self.servers.partner is None:
            raise LeftOut("where the partner server is, BASE_URL doesn't tell: say PARTNER_URL=…")
        ask(self.client, "GET", f"{self.servers.partner}/health").is_problem(403, "invalid-api-key")

    def _no_plain_http(self) -> None:
        url = httpx.URL(f"{self.servers.storefront}/health")
        if url.scheme != "https":
            raise LeftOut("it is asked without TLS")
        # Without TLS nobody is to be answered, but to be sent to where there is: a token would be everybody's.
        try:
            response = self.client.get(url.copy_with(scheme="http", port=None), timeout=_PLAIN_SECONDS)
        except httpx.HTTPError:
            return
        Answer(response).is_expected(not response.is_success, "a redirection, a refusal or nothing, without TLS")


_ALLOWED = ("origin", "methods", "headers")


def difference(expected: object, told: object, where: str = "") -> str | None:
    """Return a JSON pointer to where two documents differ first, or None if they are the same."""
    if isinstance(expected, dict) and isinstance(told, dict):
        names = [*expected, *(name for name in told if name not in expected)]
        inner = ((f"{where}/{name}", expected.get(name, _NOTHING), told.get(name, _NOTHING)) for name in names)
    elif isinstance(expected, list) and isinstance(told, list) and len(expected) == len(told):
        inner = ((f"{where}/{place}", *pair) for place, pair in enumerate(zip(expected, told, strict=True)))
    else:
        return None if expected == told else where or "/"
    found = (difference(one, other, there) for there, one, other in inner)
    return next((there for there in found if there is not None), None)


_NOTHING = object()


def main(arguments: Sequence[str]) -> int:
    """Check a deployment, say what came of each check, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m ops.smoke", description="Check a deployment.")
    parser.add_argument("base_url", help="where the contract's paths begin: https://api.example.com/v1")
    parser.add_argument("--version", default=contract_version(), help="the contract's version that is to answer")
    parser.add_argument("--patience", type=float, default=PATIENCE_SECONDS, help="seconds to wait for the first answer")
    asked = parser.parse_args(arguments)
    try:
        servers = servers_at(asked.base_url, os.environ.get("PARTNER_URL") or "")
    except CannotRun as reason:
        print(f"smoke: {reason}", file=sys.stderr)
        return 2
    with httpx.Client(timeout=_SECONDS) as client:
        failed = list(failures(Smoke(servers, client, asked.version, asked.patience)))
    if failed:
        print(f"\nsmoke: {len(failed)} failed. Here again: make smoke BASE_URL={servers.storefront}", file=sys.stderr)
    return 1 if failed else 0


def failures(smoke: Smoke) -> Iterator[str]:
    """Do each check, print what came of it, and yield the names of those that failed."""
    for name, check in smoke.checks().items():
        try:
            check()
        except LeftOut as reason:
            print(f"left out  {name}: {reason}")
        except NotAsExpected as wrong:
            print(f"FAILED    {name}\n{wrong}")
            yield name
        else:
            print(f"good      {name}")


def contract_version() -> str:
    """Return the version of this repository's contract."""
    return str(yaml.safe_load((ROOT / "openapi.yaml").read_text())["info"]["version"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
