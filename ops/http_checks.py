"""Requests to a deployment, and checks of its responses; a failed check prints a curl command to reproduce it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 30
_SHOWN = 500
# Headers that every client adds.
_OWN_HEADERS = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "host", "transfer-encoding", "user-agent"}
)
# Headers that no log may show.
_SECRET_HEADERS = frozenset({"authorization", "x-api-key"})


class CheckFailed(Exception):
    """A response isn't the expected one; the message has both, and a curl command."""


@dataclass(frozen=True, slots=True)
class CheckedResponse:
    """A deployment's response, with checks that raise `CheckFailed`."""

    raw: httpx.Response

    def expect(self, condition: object, expected: str) -> None:
        """Raise `CheckFailed` unless a condition holds."""
        if condition:
            return
        headers = "".join(f"\n    {name}: {value}" for name, value in self.raw.headers.items())
        raise CheckFailed(
            f"  expected: {expected}\n"
            f"  received: {self.raw.status_code}{headers}\n    {self.raw.text[:_SHOWN]}\n"
            f"  try it:   {curl(self.raw.request)}"
        )

    def expect_status(self, *statuses: int) -> CheckedResponse:
        """Check the status, and return this response."""
        self.expect(self.raw.status_code in statuses, f"status {' or '.join(map(str, statuses))}")
        return self

    def expect_problem(self, status: int, slug: str) -> None:
        """Check the status and the problem's type, such as ``not-found``."""
        self.expect_status(status)
        typed = self.raw.headers.get("content-type", "") == "application/problem+json"
        self.expect(typed, "application/problem+json")
        kind = str(self.json().get("type", ""))
        self.expect(kind.endswith(f"/problems/{slug}"), f"a problem whose type ends in /problems/{slug}")

    def json(self) -> Mapping[str, Any]:
        """Return the body, a JSON object."""
        try:
            body = self.raw.json()
        except ValueError:
            body = None
        self.expect(isinstance(body, dict), "a JSON object")
        checked: Mapping[str, Any] = body
        return checked

    def value(self, name: str) -> Any:  # noqa: ANN401  # JSON
        """Return a member of the body."""
        body = self.json()
        self.expect(name in body, f"an object with `{name}`")
        return body[name]

    def items(self) -> list[dict[str, Any]]:
        """Return the items of a list of products."""
        items = self.value("items")
        good = isinstance(items, list) and all(isinstance(item, dict) and "productId" in item for item in items)
        self.expect(good, "a list: an object with `items`, each with its `productId`")
        return list(items)


def send(client: httpx.Client, method: str, url: str, **options: Any) -> CheckedResponse:  # noqa: ANN401  # httpx's own
    """Send a request and return the response; raise `CheckFailed` if there is none."""
    request = client.build_request(method, url, **options)
    try:
        return CheckedResponse(client.send(request))
    except httpx.HTTPError as error:
        raise CheckFailed(
            f"  expected: a response\n  received: {type(error).__name__}: {error}\n  try it:   {curl(request)}"
        ) from error


def curl(request: httpx.Request) -> str:
    """Return a curl command for the same request, without tokens, keys and passwords."""
    words = ["curl", "-si"] + ([] if request.method == "GET" else ["-X", request.method])
    for name, value in request.headers.items():
        if name in _SECRET_HEADERS:
            words += ["-H", f"{name}: <a {'token' if name == 'authorization' else 'key'}>"]
        elif name not in _OWN_HEADERS:
            words += ["-H", f"{name}: {value}"]
    if request.content and b"password" not in request.content:
        words += ["-d", request.content.decode()]
    return shlex.join([*words, str(request.url)])
