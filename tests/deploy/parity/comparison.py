"""The differences between two shops' responses, without the values that always differ: ids, times, tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from tests.deploy.parity.requests import Case, Explanation, Target, read

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
