"""Principals of the contract tests: anonymous, a customer of their own, an admin from the settings."""

import os
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Self
from urllib.parse import urlsplit

import httpx
import jwt
import pyotp

from local import sample_shop
from local.config import MAILBOX_PATH
from ops.journal import Journal
from tests.harness import eventually
from tests.support.requests import registration

type Mailbox = Callable[[], list[dict[str, str]]]

ANONYMOUS, CUSTOMER, ADMIN = "anonymous", "customer", "admin"
PRINCIPALS = (ANONYMOUS, CUSTOMER, ADMIN)
KEY = "CONTRACT_TEST_API_KEY"
_SECONDS = 300
_AT = re.compile("([@＠])")
_LONGEST_LOCAL_PART = 64
_LONGEST = 254


class NoCredentialsError(Exception):
    """The tests have no API key or no admin; the message names the reason and the remedy, in one sentence."""


@dataclass(slots=True)
class Account:
    base_url: str
    email: str
    password: str

    def tokens(self) -> dict[str, str]:
        body = {"email": self.email, "password": self.password}
        response = _anonymous_client(self.base_url).post("/auth/login", json=body)
        tokens: dict[str, str] = response.raise_for_status().json()
        return tokens

    def access_token(self) -> str:
        return self.tokens()["accessToken"]

    def user_id(self) -> str:
        return self.tokens()["refreshToken"].partition(".")[0]


def session_of(access_token: str) -> str:
    return str(jwt.decode(access_token, options={"verify_signature": False})["sid"])


def sample_account(base_url: str, role: str) -> Account:
    """Return the account of the sample shop with a role."""
    user = sample_shop.ADMIN if role == ADMIN else sample_shop.CUSTOMER
    return Account(base_url, user.email, user.password)


def free_address(drawn: str) -> str:
    """Return an unregistered e-mail address: a journal's, or else as much of a generated one as fits."""
    journal = Journal.from_environment()
    if journal is not None:
        address = journal.run.new_address()
        # Before it is registered.
        journal.note(email=address)
        return address
    fresh = secrets.token_hex(8)
    local, at, domain = _AT.split(drawn)
    address = fresh + local[len(fresh) :] + at + domain
    return address if len(local) <= _LONGEST_LOCAL_PART and len(address) <= _LONGEST else f"{fresh}@example.com"


def new_customer(base_url: str) -> Account:
    body = registration(email=free_address("contract@example.com"), password=secrets.token_urlsafe(16))
    _anonymous_client(base_url).post("/auth/register", json=body).raise_for_status()
    return Account(base_url, body["email"], body["password"])


def email_change(account: Account) -> dict[str, str]:
    """Return the body of a request that changes an account's address to a new one."""
    return {"newEmail": f"{secrets.token_hex(8)}@example.com", "currentPassword": account.password}


def mailbox_of(storefront: str) -> list[dict[str, str]]:
    """Return the e-mails that a local shop has sent."""
    mailbox = f"{storefront.removesuffix('/v1')}{MAILBOX_PATH}"
    response = httpx.get(mailbox, headers={"Accept": "application/json"}, timeout=_SECONDS)
    mails: list[dict[str, str]] = response.json()["items"]
    return mails


def emailed_token(storefront: str, page: str, sent_mails: Mailbox) -> str:
    """Return the token for a page of an e-mail to a new customer."""
    account, client = new_customer(storefront), _anonymous_client(storefront)
    if page == "reset-password":
        client.post("/auth/password-reset", json={"email": account.email}).raise_for_status()
    if page == "undo-deletion":
        request, bearer = {"currentPassword": account.password}, {"Authorization": f"Bearer {account.access_token()}"}
        client.post("/users/deletion", json=request, headers=bearer).raise_for_status()
    if not page.endswith("-email"):
        return _token_to(account.email, page, sent_mails)
    verify(account, sent_mails)
    body, bearer = email_change(account), {"Authorization": f"Bearer {account.access_token()}"}
    client.put("/users/email", json=body, headers=bearer).raise_for_status()
    token = _token_to(body["newEmail"], "confirm-email", sent_mails)
    if page == "confirm-email":
        return token
    client.post("/users/email/confirm", json={"token": token}).raise_for_status()
    return _token_to(account.email, page, sent_mails)


def verify(account: Account, sent_mails: Mailbox) -> None:
    """Verify the address of a new customer."""
    token = {"token": _token_to(account.email, "verify", sent_mails)}
    _anonymous_client(account.base_url).post("/auth/verification/confirm", json=token).raise_for_status()


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A new customer, whose second factor is enrolled, or also confirmed."""

    account: Account
    token: str
    totp: pyotp.TOTP

    @classmethod
    def new(cls, storefront: str, sent_mails: Mailbox, *, confirmed: bool) -> Self:
        account = new_customer(storefront)
        verify(account, sent_mails)
        token, client = account.access_token(), _anonymous_client(storefront)
        bearer = {"Authorization": f"Bearer {token}"}
        secret = client.post("/users/mfa", headers=bearer).raise_for_status().json()["secret"]
        enrolment = cls(account, token, pyotp.TOTP(secret))
        if confirmed:
            client.post("/users/mfa/confirm", json={"code": enrolment.code()}, headers=bearer).raise_for_status()
        return enrolment

    def code(self, *, later: int = 0) -> str:
        """Return the current code, or one of a later step, which is valid after a use of the current one."""
        return self.totp.at(time.time(), counter_offset=later)

    def challenge(self) -> str:
        body = {"email": self.account.email, "password": self.account.password}
        return str(_anonymous_client(self.account.base_url).post("/auth/login", json=body).json()["challenge"])


def _token_to(email: str, page: str, sent_mails: Mailbox) -> str:

    def tokens() -> list[str]:
        texts = [mail["text"] for mail in sent_mails() if mail["to"] == email]
        return [token for text in texts for token in re.findall(f"/{page}#token=(.*)", text)]

    return eventually(tokens)[0]


def new_client(base_url: str, **headers: str) -> httpx.Client:
    """Return a client that sends these headers, and the configured key on the partner server."""
    # A server closes idle connections, some after five seconds: none is reused near that time.
    limits = httpx.Limits(keepalive_expiry=1)
    return httpx.Client(base_url=base_url, headers=key_for(base_url) | headers, timeout=_SECONDS, limits=limits)


# Creating a client takes as long as several requests: it loads the trusted certificates.
_anonymous_client = cache(new_client)


def key_for(base_url: str) -> dict[str, str]:
    """Return the header that a partner server requires: the configured key, or a sample one on this machine."""
    path, key = urlsplit(base_url).path.rstrip("/"), os.environ.get(KEY, "")
    if path.endswith("/partner/v1"):
        key = key or (sample_shop.KEYS["premium"] if _is_on_loopback(base_url) else "")
        if not key:
            raise NoCredentialsError(
                f"There is no API key for {base_url}: set {KEY} to one of a plan with a high limit."
            )
    elif path.endswith("/v1"):
        # A stage's default address doesn't show which server it is; the storefront's domain name does.
        key = ""
    return {"X-Api-Key": key} if key else {}


def configured_admin(base_url: str) -> Account:
    """Return the configured admin, or the sample shop's on this machine."""
    email, password = (os.environ.get(f"CONTRACT_TEST_ADMIN_{name}", "") for name in ("EMAIL", "PASSWORD"))
    account = Account(base_url, email, password) if email and password else sample_account(base_url, ADMIN)
    remedy = "set CONTRACT_TEST_ADMIN_EMAIL and CONTRACT_TEST_ADMIN_PASSWORD to an admin's."
    if not (email and password) and not _is_on_loopback(base_url):
        raise NoCredentialsError(f"There is no admin for {base_url}: {remedy}")
    try:
        account.tokens()
    except httpx.HTTPError as error:
        reason = str(error).partition("\n")[0]
        raise NoCredentialsError(
            f"The admin {account.email} can't log in ({reason}): start the shop, or {remedy}"
        ) from error
    return account


def _is_on_loopback(base_url: str) -> bool:
    return urlsplit(base_url).hostname in ("127.0.0.1", "localhost", "::1")
