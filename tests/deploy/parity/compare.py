"""The differences between two responses to one request, without the values that always differ: ids, times, tokens."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.deploy.parity.cases import Case
from tests.deploy.parity.target import Answer, Target

HEADERS = (
    "content-type",
    "cache-control",
    "location",
    "etag",
    "allow",
    "www-authenticate",
    "retry-after",
    "idempotency-replayed",
    "x-content-type-options",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-max-age",
)
# Fields whose whole value differs on every request.
_FIELDS = frozenset({"refreshToken", "nextPage", "url", "imageUrl", "version"})
_EACH_TIME = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "<time>"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<uuid>"),
    (re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}"), "<id>"),
    (re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+"), "<token>"),
)


def differences(case: Case, mine: tuple[Target, Answer], other: tuple[Target, Answer]) -> dict[str, tuple[Any, Any]]:
    """Return the parts of two responses that differ, such as ``body/detail``, with both values."""
    left, right = (dict(_parts(case, *each)) for each in (mine, other))
    return {
        part: (left.get(part), right.get(part)) for part in sorted({*left, *right}) if left.get(part) != right.get(part)
    }


def _parts(case: Case, target: Target, answer: Answer) -> Iterator[tuple[str, Any]]:
    yield "status", answer.status
    plain = _Plain(target, target.base_path(case.server))
    for name in HEADERS:
        # The media type of a response without a body is irrelevant: API Gateway sends JSON's.
        if name in answer.headers and (answer.body or name != "content-type"):
            value = plain.path(answer.headers[name]) if name == "location" else plain.text(answer.headers[name])
            yield f"header/{name}", "<tag>" if name == "etag" and value.startswith('"') else value
    yield "header/x-request-id", bool(answer.headers.get("x-request-id"))
    try:
        body = json.loads(answer.body) if answer.body else None
    except ValueError:
        yield "body", answer.body
        return
    if isinstance(body, dict):
        if "requestId" in body:
            yield "body/requestId", body.pop("requestId") == answer.headers.get("x-request-id")
        if "instance" in body:
            yield "body/instance", plain.path(body.pop("instance"))
        yield from ((f"body/{name}", plain.value(value, name)) for name, value in body.items())
    else:
        yield "body", plain.value(body)


class _Plain:
    """Normalizes a response's values: replaces a shop's base path and stored values."""

    def __init__(self, target: Target, base_path: str) -> None:
        names = sorted(target.kept.items(), key=lambda kept: -len(kept[1]))
        self._names: Mapping[str, str] = {value: name for name, value in names if value}
        self._base_path = base_path

    def value(self, value: Any, field: str = "") -> Any:
        if field in _FIELDS:
            return f"<{field}>"
        if field == "fields":
            return sorted(value)
        if isinstance(value, dict):
            return {name: self.value(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [self.value(each) for each in value]
        return self.text(value) if isinstance(value, str) else value

    def path(self, value: str) -> str:
        return self.text(value.removeprefix(self._base_path))

    def text(self, value: str) -> str:
        for own, name in self._names.items():
            value = value.replace(own, f"<{name}>")
        for pattern, name in _EACH_TIME:
            value = pattern.sub(name, value)
        return value
