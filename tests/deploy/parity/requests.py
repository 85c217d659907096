"""The parity requests of ``requests.yaml``, and the shops that get them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
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
    written = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text())
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
