"""Asking a deployment something, and saying what was expected if the answer is another: with a curl that shows it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 30
_SHOWN = 500
# What a client sends of itself.
_OWN_HEADERS = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "host", "transfer-encoding", "user-agent"}
)
# What is to be seen in no log.
_SECRET_HEADERS = frozenset({"authorization", "x-api-key"})


class NotAsExpected(Exception):
    """A deployment answers otherwise than it should; the message says what was expected, what came, and a curl."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a deployment has answered."""

    response: httpx.Response

    def is_expected(self, holds: object, expected: str) -> None:
        """Go on only if this holds.

        Raises
        ------
        NotAsExpected
            If it doesn't.
        """
        if holds:
            return
        headers = "".join(f"\n    {name}: {value}" for name, value in self.response.headers.items())
        raise NotAsExpected(
            f"  expected: {expected}\n"
            f"  came:     {self.response.status_code}{headers}\n    {self.response.text[:_SHOWN]}\n"
            f"  see it:   {curl(self.response.request)}"
        )

    def has_status(self, *statuses: int) -> Answer:
        """Return this, if it has one of these statuses.

        Raises
        ------
        NotAsExpected
            If it has another.
        """
        self.is_expected(self.response.status_code in statuses, f"status {' or '.join(map(str, statuses))}")
        return self

    def is_problem(self, status: int, slug: str) -> None:
        """Go on only if this is a problem of a kind, such as ``not-found``."""
        self.has_status(status)
        typed = self.response.headers.get("content-type", "") == "application/problem+json"
        self.is_expected(typed, "application/problem+json")
        kind = str(self.json().get("type", ""))
        self.is_expected(kind.endswith(f"/problems/{slug}"), f"a problem whose type ends in /problems/{slug}")

    def json(self) -> Mapping[str, Any]:
        """Return the object that the body is.

        Raises
        ------
        NotAsExpected
            If it is none.
        """
        try:
            told = self.response.json()
        except ValueError:
            told = None
        self.is_expected(isinstance(told, dict), "a JSON object")
        read: Mapping[str, Any] = told
        return read

    def value(self, name: str) -> Any:  # noqa: ANN401  # JSON
        """Return a member of the object that the body is.

        Raises
        ------
        NotAsExpected
            If there is none of this name.
        """
        told = self.json()
        self.is_expected(name in told, f"an object with `{name}`")
        return told[name]

    def items(self) -> list[dict[str, Any]]:
        """Return the items of a list.

        Raises
        ------
        NotAsExpected
            If the body is no list of products: each of them has a ``productId``.
        """
        items = self.value("items")
        good = isinstance(items, list) and all(isinstance(item, dict) and "productId" in item for item in items)
        self.is_expected(good, "a list: an object with `items`, each with its `productId`")
        return list(items)


def ask(client: httpx.Client, method: str, url: str, **request: Any) -> Answer:  # noqa: ANN401  # httpx's own
    """Return what a deployment answers.

    Raises
    ------
    NotAsExpected
        If it doesn't.
    """
    asked = client.build_request(method, url, **request)
    try:
        return Answer(client.send(asked))
    except httpx.HTTPError as error:
        raise NotAsExpected(
            f"  expected: an answer\n  came:     {type(error).__name__}: {error}\n  see it:   {curl(asked)}"
        ) from error


def curl(request: httpx.Request) -> str:
    """Return the command that asks the same; it tells no token, key or password."""
    words = ["curl", "-si"] + ([] if request.method == "GET" else ["-X", request.method])
    for name, value in request.headers.items():
        if name in _SECRET_HEADERS:
            words += ["-H", f"{name}: <a {'token' if name == 'authorization' else 'key'}>"]
        elif name not in _OWN_HEADERS:
            words += ["-H", f"{name}: {value}"]
    if request.content and b"password" not in request.content:
        words += ["-d", request.content.decode()]
    return shlex.join([*words, str(request.url)])
