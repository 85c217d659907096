"""A shop that gets the parity requests, and its responses."""

from __future__ import annotations

import http.client
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Template
from typing import Any
from urllib.parse import urlsplit

from tests.deploy.parity.cases import Case

_SECONDS = 300
_WRONG_KEY = "a-key-that-was-never-issued"
# A length beyond every name's limit, and one that API Gateway rejects.
_LONG, _LARGE = "x" * 2000, "x" * (10 * 1024 * 1024 + 1)
_HEADER = "header "


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, with header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def part(self, name: str) -> str:
        """Return a field of the body, or a header as ``header etag``; None if missing."""
        if name.startswith(_HEADER):
            return self.headers.get(name.removeprefix(_HEADER), "")
        try:
            return str(json.loads(self.body)[name])
        except (ValueError, KeyError, TypeError):
            return ""


@dataclass(slots=True)
class Target:
    """A shop's two servers, and values stored from their responses."""

    storefront: str
    partner: str
    key: str
    admin: tuple[str, str]
    kept: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make names unique to this run: data of an earlier run may still exist."""
        email, password = self.admin
        own = {"RUN": secrets.token_hex(5), "ADMIN_EMAIL": email, "ADMIN_PASSWORD": password}
        self.kept = own | self.kept

    def base_path(self, server: str) -> str:
        """Return the prefix of the contract's paths on a server."""
        return urlsplit(self._url(server)).path

    def _url(self, server: str) -> str:
        return {"storefront": self.storefront, "partner": self.partner}[server]

    def answer(self, case: Case) -> Answer:
        """Send a request, and store the values of its response that it names."""
        url = urlsplit(self._url(case.server))
        connection = http.client.HTTPConnection(url.netloc, timeout=_SECONDS)
        try:
            body, headers = self._message(case)
            connection.putrequest(case.method, url.path + self._filled(case.target), skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            response = connection.getresponse()
            read = response.read()
            answer = Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, read)
        finally:
            connection.close()
        self.kept |= {name: answer.part(part) for name, part in case.keep.items()}
        return answer

    def _message(self, case: Case) -> tuple[bytes | None, dict[str, str]]:
        headers = {name: self._filled(value) for name, value in case.headers.items()}
        if case.token is not None:
            headers["Authorization"] = f"Bearer {self.kept[case.token]}"
        if case.server == "partner" and case.key != "none":
            headers["X-Api-Key"] = self.key if case.key == "good" else _WRONG_KEY
        text = case.text
        if case.body is not None:
            text = json.dumps(case.body)
            headers["Content-Type"] = "application/json"
        if text is None:
            return None, headers | ({"Content-Length": "0"} if case.method in {"POST", "PUT", "PATCH"} else {})
        body = self._filled(text).encode()
        return body, headers | {"Content-Length": str(len(body))}

    def _filled(self, text: Any) -> str:
        return Template(str(text)).substitute({**self.kept, "LONG": _LONG, "LARGE": _LARGE})
