"""Principals of the contract tests: anonymous, a customer of their own, an admin from the settings."""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx

from local import sample_shop
from ops.journal import Journal

ANONYMOUS, CUSTOMER, ADMIN = "anonymous", "customer", "admin"
PRINCIPALS = (ANONYMOUS, CUSTOMER, ADMIN)
KEY = "CONTRACT_TEST_API_KEY"
_PARTNER, _STOREFRONT = "/partner/v1", "/v1"
_SECONDS = 300
_AT = re.compile("([@＠])")
_LONGEST_LOCAL_PART = 64
_LONGEST = 254


class NoKeyError(Exception):
    """The tests have no API key; the message names the remedy, in one sentence."""


class NoAdminError(Exception):
    """The tests have no admin; the message names the reason and the remedy, in one sentence."""


@dataclass(slots=True)
class Account:
    """An account of a deployment, with its password."""

    base_url: str
    email: str
    password: str

    def log_in(self) -> httpx.Response:
        """Log in and return the response."""
        credentials = {"email": self.email, "password": self.password}
        with client_of(self.base_url) as client:
            return client.post("/auth/login", json=credentials)

    def tokens(self) -> dict[str, str]:
        """Return the tokens of a new session."""
        tokens: dict[str, str] = self.log_in().raise_for_status().json()
        return tokens

    def access_token(self) -> str:
        return self.tokens()["accessToken"]


def free_address(drawn: str) -> str:
    """Return an unregistered e-mail address that contains as much of a generated one as fits."""
    journal = Journal.from_environment()
    if journal is not None:
        return recorded_address(journal)
    fresh = secrets.token_hex(8)
    local, at, domain = _AT.split(drawn)
    address = fresh + local[len(fresh) :] + at + domain
    return address if len(local) <= _LONGEST_LOCAL_PART and len(address) <= _LONGEST else f"{fresh}@example.com"


def recorded_address(journal: Journal) -> str:
    """Return an e-mail address of a run, recorded in the journal before it is registered."""
    address = journal.run.new_address()
    journal.note(email=address)
    return address


def new_customer(base_url: str) -> Account:
    """Register a new customer."""
    journal = Journal.from_environment()
    address = f"contract-{secrets.token_hex(8)}@example.com" if journal is None else recorded_address(journal)
    account = Account(base_url, address, secrets.token_urlsafe(16))
    person = {"email": account.email, "password": account.password, "firstName": "Con", "lastName": "Tract"}
    with client_of(base_url) as client:
        client.post("/auth/register", json=person).raise_for_status()
    return account


def client_of(base_url: str, **headers: str) -> httpx.Client:
    """Return a client that sends these headers, and the configured key on the partner server."""
    return httpx.Client(base_url=base_url, headers=key_for(base_url) | headers, timeout=_SECONDS)


def key_for(base_url: str) -> dict[str, str]:
    """Return the header that a partner server requires: the configured key, or a sample one on this machine."""
    server = urlsplit(base_url)
    configured, path = os.environ.get(KEY, ""), server.path.rstrip("/")
    if not path.endswith(_PARTNER):
        # A stage's default address doesn't show which server it is; the storefront's domain name does.
        return {"X-Api-Key": configured} if configured and not path.endswith(_STOREFRONT) else {}
    key = configured or (sample_shop.KEYS["premium"] if _is_loopback(server.hostname or "") else "")
    if not key:
        raise NoKeyError(f"No API key is known of {base_url}: set {KEY} to one of a generous plan.")
    return {"X-Api-Key": key}


def configured_admin(base_url: str) -> Account:
    """Return the configured admin, or the sample shop's on this machine."""
    on_loopback = _is_loopback(urlsplit(base_url).hostname or "")
    email = os.environ.get("CONTRACT_TEST_ADMIN_EMAIL") or (sample_shop.ADMIN.email if on_loopback else "")
    password = os.environ.get("CONTRACT_TEST_ADMIN_PASSWORD") or (sample_shop.ADMIN.password if on_loopback else "")
    todo = "set CONTRACT_TEST_ADMIN_EMAIL and CONTRACT_TEST_ADMIN_PASSWORD to an admin's, or leave the admin out: "
    todo += "python -m tests.contract.run --without-admin."
    if not (email and password):
        raise NoAdminError(f"No admin is known of {base_url}: {todo}")
    account = Account(base_url, email, password)
    try:
        answer = account.log_in()
    except httpx.HTTPError as error:
        raise NoAdminError(f"Nothing answers at {base_url} ({error}): start it, as with `make run`.") from error
    if answer.status_code != HTTPStatus.OK:
        raise NoAdminError(f"The admin {email} can't log in ({answer.status_code}): {todo}")
    return account


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
