"""Whom the contract's tests play: nobody, a customer of their own, an admin who is given to them."""

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
    """Nobody gives the tests an API key; the message says what to do, in one sentence."""


class NoAdminError(Exception):
    """Nobody lets the tests be an admin; the message says why and what to do, in one sentence."""


@dataclass(slots=True)
class Account:
    """An account of a deployment, whose password the tests know."""

    base_url: str
    email: str
    password: str

    def log_in(self) -> httpx.Response:
        """Return what logging in answers."""
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
    """Return an e-mail address that nobody has, with as much of a drawn one as fits in."""
    journal = Journal.from_environment()
    if journal is not None:
        return noted_address(journal)
    fresh = secrets.token_hex(8)
    local, at, domain = _AT.split(drawn)
    address = fresh + local[len(fresh) :] + at + domain
    return address if len(local) <= _LONGEST_LOCAL_PART and len(address) <= _LONGEST else f"{fresh}@example.com"


def noted_address(journal: Journal) -> str:
    """Return an e-mail address of a run, noted before anybody asks for an account."""
    address = journal.run.new_address()
    journal.note(email=address)
    return address


def new_customer(base_url: str) -> Account:
    """Register a customer whom nobody else knows."""
    journal = Journal.from_environment()
    address = f"contract-{secrets.token_hex(8)}@example.com" if journal is None else noted_address(journal)
    account = Account(base_url, address, secrets.token_urlsafe(16))
    person = {"email": account.email, "password": account.password, "firstName": "Con", "lastName": "Tract"}
    with client_of(base_url) as client:
        client.post("/auth/register", json=person).raise_for_status()
    return account


def client_of(base_url: str, **headers: str) -> httpx.Client:
    """Return a client that sends these headers, and on the partner server the key of the settings."""
    return httpx.Client(base_url=base_url, headers=key_for(base_url) | headers, timeout=_SECONDS)


def key_for(base_url: str) -> dict[str, str]:
    """Return the header that a partner server asks for: the key of the settings, or a sample one on this machine."""
    server = urlsplit(base_url)
    given, path = os.environ.get(KEY, ""), server.path.rstrip("/")
    if not path.endswith(_PARTNER):
        # A stage's own address doesn't tell which of the two it is; the storefront's name does.
        return {"X-Api-Key": given} if given and not path.endswith(_STOREFRONT) else {}
    key = given or (sample_shop.KEYS["premium"] if _is_loopback(server.hostname or "") else "")
    if not key:
        raise NoKeyError(f"No API key is known of {base_url}: set {KEY} to one of a generous plan.")
    return {"X-Api-Key": key}


def given_admin(base_url: str) -> Account:
    """Return the admin of the settings, or the sample shop's one on this machine."""
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
