"""Spellings of an address that normalize alike share one account; lookalikes don't."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.harness import is_problem
from tests.integration.handlers.notifications import verify
from tests.support.requests import PASSWORD, registration
from tests.support.shop_client import log_in

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.harness import RunningShop
    from tests.integration.attacks.conftest import Newcomer

_WIDE = {letter: letter + 0xFEE0 for letter in range(0x21, 0x7F)}


def of_another_width(text: str) -> str:
    """Return a text with its letters, digits, dots and @ in full width, as the contract accepts them."""
    return "".join(chr(_WIDE[ord(sign)]) if sign.isalnum() or sign in ".@" else sign for sign in text)


# Spellings that normalize to the same address: the same account.
SAME: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "title case": str.title,
    "full width": of_another_width,
    "full width in upper case": lambda email: of_another_width(email.upper()),
    "one letter in full width": lambda email: of_another_width(email[0]) + email[1:],
    "a full-width @": lambda email: email.replace("@", "＠"),
    "a full-width dot": lambda email: email.replace(".", "．"),
}
# Spellings that look like the address `kilofish@example.com`, each with a unique prefix.
LOOKALIKES = {
    "a Kelvin sign": "\u212ailofish@example.com",
    "a dotless i": "k\u0131lofish@example.com",
    "a dotted capital I": "k\u0130lofish@example.com",
    "a long s": "kilofi\u017fh@example.com",
    "a ligature": "kilo\ufb01sh@example.com",
    "a Cyrillic o": "kil\u043efish@example.com",
    "a Cyrillic e in the domain": "kilofish@\u0435xample.com",
    "a Greek omicron": "kil\u03bffish@example.com",
    "a mathematical letter": "\U0001d424ilofish@example.com",
    "a circled letter": "\u24dailofish@example.com",
    "a superscript": "kilofish\u00b2@example.com",
    "an ideographic full stop": "kilofish@example\u3002com",
    "a small @": "kilofish\ufe6bexample.com",
    "a one-dot leader": "kilofish@example\u2024com",
    "a zero-width space": "kilo\u200bfish@example.com",
    "a zero-width joiner": "kilo\u200dfish@example.com",
    "a word joiner": "kilo\u2060fish@example.com",
    "a byte order mark": "\ufeffkilofish@example.com",
    "a soft hyphen": "kilo\u00adfish@example.com",
    "a variation selector": "kilofish\ufe0f@example.com",
    "right to left": "\u202ekilofish@example.com",
    "right to left isolated": "kilo\u2067fish\u2069@example.com",
    "a combining accent": "kilofis\u0301h@example.com",
    "a leading space": " kilofish@example.com",
    "a trailing space": "kilofish@example.com ",
    "a no-break space": "kilofish@example.com\u00a0",
    "an ideographic space": "kilofish@example.com\u3000",
    "a trailing line feed": "kilofish@example.com\n",
    "a line separator": "kilofish@example.com\u2028",
    "a tab": "kilofish\t@example.com",
    "a NUL": "kilofish\0@example.com",
    "text after a NUL": "kilofish@example.com\0.evil.example",
    "an injected header": "kilofish@example.com\r\nBcc: evil@example.com",
    "two addresses": "kilofish@example.com,evil@example.com",
    "two addresses with a space": "kilofish@example.com evil@example.com",
    "two @": "kilofish@example.com@evil.example",
    "a display name": "Kilo <kilofish@example.com>",
    "a comment": "kilofish(evil)@example.com",
    "quotes": '"kilofish"@example.com',
    "a lone surrogate": "kilofish\ud800@example.com",
    "punycode with a leading hyphen": "kilofish@-xn--example.com",
    "a trailing dot": "kilofish@example.com.",
    "two dots": "kilofish@example..com",
}


@pytest.mark.parametrize("spelled", SAME.values(), ids=SAME)
def test_another_spelling_of_an_address_is_the_same_account(
    anonymous: httpx.Client, newcomer: Newcomer, shop: RunningShop, spelled: Callable[[str], str]
) -> None:
    # Given an account with a verified address
    person = newcomer()
    verify(shop, person)
    other = spelled(person.email)
    assert other != person.email

    # When a client registers the other spelling, then the address is taken
    response = anonymous.post("/auth/register", json=registration(email=other, password="another-horse-battery"))
    is_problem(response, 409, "email-taken")

    # And the spelling logs in with the password of the account, and with no other
    tokens = log_in(anonymous, other).json()
    me = anonymous.get("/auth/me", headers={"Authorization": f"Bearer {tokens['accessToken']}"}).json()
    assert (me["userId"], me["email"]) == (person.user_id, person.email)
    is_problem(log_in(anonymous, other, "another-horse-battery"), 401, "invalid-credentials")


@pytest.mark.parametrize("spelled", SAME.values(), ids=SAME)
def test_first_registration_of_a_confusable_spelling_takes_the_address(
    anonymous: httpx.Client, newcomer: Newcomer, shop: RunningShop, spelled: Callable[[str], str]
) -> None:
    # Given an account that was registered with an unusual spelling
    plain = registration()["email"]
    person = newcomer(email=spelled(plain))
    verify(shop, person)

    assert person.api.get("/auth/me").json()["email"] == plain
    is_problem(anonymous.post("/auth/register", json=registration(email=plain)), 409, "email-taken")


@pytest.mark.parametrize("lookalike", LOOKALIKES.values(), ids=LOOKALIKES)
def test_lookalike_of_an_address_is_rejected_and_creates_no_account(
    anonymous: httpx.Client, newcomer: Newcomer, lookalike: str
) -> None:
    # Given the account of the similar address
    mark = uuid4().hex[:12]
    newcomer(email=f"{mark}kilofish@example.com")
    marked = f"{mark}{lookalike}"

    # Then it can neither register nor log in
    for path, body in (
        ("/auth/register", registration(email=marked)),
        ("/auth/login", {"email": marked, "password": PASSWORD}),
    ):
        # Escaped by hand: the client rejects a lone surrogate.
        response = anonymous.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"})
        problem = is_problem(response, 400, "validation-failed")
        assert {fault["pointer"] for fault in problem["errors"]} <= {"/body", "/body/email"}


def test_different_addresses_are_different_accounts(newcomer: Newcomer) -> None:
    # Given addresses that only some mail services treat as one
    mark = uuid4().hex
    spellings = [f"{mark}ab@example.com", f"{mark}a.b@example.com", f"{mark}ab+x@example.com", f"{mark}ab@example.org"]

    assert len({newcomer(email=email).user_id for email in spellings}) == len(spellings)
