"""The parity requests of ``requests.yaml``, the shops that get them, and the differences between their responses.

Values that always differ are left out: ids, times, tokens.
"""

import json
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any, Literal

import httpx
import yaml
from pydantic import BaseModel, Field

from local.sample_shop import ADMIN

_TIMEOUT = httpx.Timeout(300).as_dict()
# A length beyond every name's limit, and one that API Gateway rejects.
_LENGTHS = {"LONG": "x" * 2000, "LARGE": "x" * (10 * 1024 * 1024 + 1)}
HEADERS = (
    *("content-type", "cache-control", "location", "etag", "allow", "www-authenticate", "retry-after"),
    *("idempotency-replayed", "x-content-type-options", "access-control-allow-origin", "access-control-expose-headers"),
    *("access-control-allow-methods", "access-control-allow-headers", "access-control-max-age"),
)
# Fields whose whole value differs on every request, and fields that start with a server's base path.
_FIELDS = frozenset({"refreshToken", "nextPage", "url", "imageUrl", "version"})
_PATHS = frozenset({"instance", "location"})
_EACH_TIME = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "<time>"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<uuid>"),
    (re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}"), "<id>"),
    (re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+"), "<token>"),
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The reason for a difference, and the parts of the responses that it allows to differ."""

    differs: Sequence[str]
    why: str
    page: str
    emulated: bool = False


class Case(BaseModel, frozen=True, extra="forbid"):
    """A named request; ``as`` and ``json`` of the file are `token` and `body`."""

    name: str
    call: str
    server: Literal["storefront", "partner"] = "storefront"
    token: str | None = Field(None, alias="as")
    key: Literal["good", "none", "wrong"] = "good"
    headers: dict[str, str] = {}
    body: Any = Field(None, alias="json")
    text: str | None = None
    keep: dict[str, str] = {}
    explained: Sequence[str] = ()


def read() -> tuple[list[Case], dict[str, Explanation]]:
    """Return all requests in order, and the explanations by name."""
    written = yaml.safe_load(Path(__file__).with_name("requests.yaml").read_text())
    explanations = {name: Explanation(**entry) for name, entry in written["explanations"].items()}
    return [Case(**entry) for entry in written["requests"]], explanations


def _unique_values() -> dict[str, str]:
    # Unique to a run: data of an earlier one may still exist.
    return {"RUN": secrets.token_hex(5), "ADMIN_EMAIL": ADMIN.email, "ADMIN_PASSWORD": ADMIN.password}


@dataclass(frozen=True, slots=True)
class Target:
    """A shop's two servers with a partner key, and values stored from their responses."""

    storefront: str
    partner: str
    key: str
    kept: dict[str, str] = field(default_factory=_unique_values)

    def base_url(self, server: Literal["storefront", "partner"]) -> httpx.URL:
        return httpx.URL(self.storefront if server == "storefront" else self.partner)

    def send(self, case: Case, http: httpx.Client) -> httpx.Response:
        """Send a request exactly as written, and store the values of its response that it names."""
        url = self.base_url(case.server)
        method, _, target = case.call.partition(" ")
        headers = {name: self._filled(value) for name, value in case.headers.items()}
        if case.token is not None:
            headers["Authorization"] = f"Bearer {self.kept[case.token]}"
        if case.server == "partner" and case.key != "none":
            headers["X-Api-Key"] = self.key if case.key == "good" else "a-key-that-was-never-issued"
        text = case.text
        if case.body is not None:
            text = json.dumps(case.body)
            headers["Content-Type"] = "application/json"
        content = None if text is None else self._filled(text)
        exactly = {"target": f"{url.path}{self._filled(target)}".encode(), "timeout": _TIMEOUT}
        response = http.send(httpx.Request(method, url, headers=headers, content=content, extensions=exactly))
        self.kept.update({name: part_of(response, part) for name, part in case.keep.items()})
        return response

    def _filled(self, text: str) -> str:
        return Template(text).substitute(self.kept, **_LENGTHS)


def part_of(response: httpx.Response, name: str) -> str:
    """Return a field of the body, or a header as ``header etag``; an empty string if it is missing."""
    if name.startswith("header "):
        return str(response.headers.get(name.removeprefix("header "), ""))
    try:
        body: Mapping[str, Any] = response.json()
        return str(body[name])
    except (ValueError, KeyError, TypeError):
        return ""


def compare(local: Target, deployed: Target) -> list[str]:
    """Send every request to both shops, and return what `faults` reports of their responses."""
    cases, explanations = read()
    found: list[str] = []
    # A connection each, so that no request depends on the one before.
    with httpx.Client(limits=httpx.Limits(max_keepalive_connections=0)) as http:
        for case in cases:
            different = differences(case, *((shop, shop.send(case, http)) for shop in (local, deployed)))
            found += faults(case, different, [explanations[name] for name in case.explained])
    return found


def faults(case: Case, found: Mapping[str, tuple[Any, Any]], explanations: list[Explanation]) -> Iterator[str]:
    """Yield the unexplained differences of one request, and its explanations without a difference."""
    allowed = {part for explanation in explanations for part in explanation.differs}
    for part, (here, there) in found.items():
        if part not in allowed:
            yield f"{case.name} ({case.call}): {part} is {here!r} locally, deployed {there!r}"
    for explanation in explanations:
        if not set(explanation.differs) & set(found):
            yield f"{case.name}: the responses agree, so it needs no explanation ({explanation.why})"


def differences(case: Case, *exchanges: tuple[Target, httpx.Response]) -> dict[str, tuple[Any, Any]]:
    """Return the parts of two shops' responses that differ, such as ``body/detail``, with both values."""
    here, there = (dict(_parts(case, *exchange)) for exchange in exchanges)
    parts = {part: (here.get(part), there.get(part)) for part in sorted({*here, *there})}
    return {part: values for part, values in parts.items() if values[0] != values[1]}


def _parts(case: Case, target: Target, response: httpx.Response) -> Iterator[tuple[str, Any]]:
    def normal(value: Any, name: str = "") -> Any:
        if name in _PATHS:
            value = value.removeprefix(target.base_url(case.server).path)
        return _normal(value, target, name)

    yield "status", response.status_code
    for name in HEADERS:
        # The media type of a response without a body is irrelevant: API Gateway sends JSON's.
        if name in response.headers and (response.content or name != "content-type"):
            value = normal(response.headers[name], name)
            yield f"header/{name}", "<tag>" if name == "etag" and value.startswith('"') else value
    request_id = response.headers.get("x-request-id")
    yield "header/x-request-id", bool(request_id)
    try:
        body = response.json() if response.content else None
    except ValueError:
        yield "body", response.content
        return
    if not isinstance(body, dict):
        yield "body", normal(body)
        return
    if "requestId" in body:
        yield "body/requestId", body.pop("requestId") == request_id
    yield from ((f"body/{name}", normal(value, name)) for name, value in body.items())


def _normal(value: Any, target: Target, field: str) -> Any:
    """Return a value without a shop's stored values and what differs each time."""
    if field in _FIELDS:
        return f"<{field}>"
    if field == "fields":
        return sorted(value)
    if isinstance(value, dict):
        return {name: _normal(each, target, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_normal(each, target, "") for each in value]
    if not isinstance(value, str):
        return value
    # The longest first: one may be a part of another.
    for name, kept in sorted(target.kept.items(), key=lambda item: -len(item[1])):
        value = value.replace(kept, f"<{name}>") if kept else value
    for pattern, name in _EACH_TIME:
        value = pattern.sub(name, value)
    return value
