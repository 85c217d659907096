"""Tokens that a shop would not issue: JSON, base64 and HMAC by hand, so that any part may be invalid."""

import base64
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
from jwt.utils import base64url_decode, base64url_encode

from local.aws.clients import client
from tests.harness import is_problem

# The value of a header or a claim that is to be omitted.
LEFT_OUT: Any = ...
decoded = base64url_decode


def encoded(value: bytes) -> str:
    """Return bytes in base64url, without padding."""
    return base64url_encode(value).decode()


@dataclass(frozen=True, slots=True)
class Forger:
    """A forger with the shop's signing keys: every token is valid except for what a test changes."""

    good: str
    keys: Mapping[str, bytes]

    @property
    def kid(self) -> str:
        return str(self.header()["kid"])

    @property
    def key(self) -> bytes:
        return self.keys[self.kid]

    def header(self, **changed: Any) -> dict[str, Any]:
        return _changed(self.good.split(".")[0], changed)

    def claims(self, **changed: Any) -> dict[str, Any]:
        """Return the good token's claims with changes, and a new id, because the gateway caches tokens."""
        return _changed(self.good.split(".")[1], {"jti": uuid4().hex, **changed})

    def sign(
        self,
        header: Mapping[str, Any] | bytes | None = None,
        claims: Mapping[str, Any] | bytes | None = None,
        *,
        key: bytes | None = None,
        digest: str = "sha256",
    ) -> str:
        """Return a token of these parts or the good ones, signed with the true key or another."""
        head = self.header() if header is None else header
        body = self.claims() if claims is None else claims
        signed = f"{encoded(_bytes(head))}.{encoded(_bytes(body))}"
        return f"{signed}.{encoded(hmac.digest(self.key if key is None else key, signed.encode(), digest))}"


def _changed(part: str, changed: Mapping[str, Any]) -> dict[str, Any]:
    found = json.loads(decoded(part)) | changed
    return {name: value for name, value in found.items() if value is not LEFT_OUT}


def _bytes(part: Mapping[str, Any] | bytes) -> bytes:
    return part if isinstance(part, bytes) else json.dumps(part, separators=(",", ":")).encode()


def signing_keys(aws_url: str, secret: str) -> dict[str, bytes]:
    """Return the keys of a shop by `kid`, from its Secrets Manager."""
    text = client("secretsmanager", aws_url).get_secret_value(SecretId=secret)["SecretString"]
    return {key["kid"]: base64.urlsafe_b64decode(key["key"]) for key in json.loads(text)["keys"]}


def expired(token: str, aws_url: str, secret: str) -> str:
    """Return an access token that has expired a second ago, with a valid signature."""
    forger = Forger(token, signing_keys(aws_url, secret))
    claims = json.loads(decoded(token.split(".")[1]))
    past = int(time.time()) - 1 - claims["exp"]
    return forger.sign(claims=claims | {name: claims[name] + past for name in ("iat", "nbf", "exp")})


def is_accepted(anonymous: httpx.Client, token: str) -> bool:
    """Return whether the shop accepts a token; a rejection must be a 401."""
    response = anonymous.get("/auth/me", headers=[(b"Authorization", f"Bearer {token}".encode())])
    if response.status_code == 200:
        return True
    is_problem(response, 401, "unauthorized")
    assert response.headers["www-authenticate"] == "Bearer"
    return False
