"""The checksum of a page token has no secret; but a token contains only a position, never the list."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.harness import is_problem
from tests.support.shop_client import Customer, log_in, new_customer, new_product
from tests.tokens import decoded, encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

    from tests.harness import RunningShop

LAST_ID = "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"
# The lists: path, query parameters, and the list key of their tokens.
LISTS: dict[str, tuple[str, dict[str, str], str]] = {
    "products": ("/products", {}, "PRODUCTS"),
    "a category's products": ("/products", {"category": "page-attacks"}, "CATEGORY#page-attacks"),
    "a category": ("/products/category/page-attacks", {}, "CATEGORY#page-attacks"),
    "orders": ("/orders", {}, "USER#{user}   "),
    "orders in a status": ("/orders", {"status": "processing"}, "USER#{user} processing  "),
    "orders since": ("/orders", {"from": "2020-01-01T00:00:00.000Z"}, "USER#{user}  2020-01-01T00:00:00.000Z "),
    "sessions": ("/auth/sessions", {}, "USER#{user} sessions"),
}
EVERY_LIST = pytest.mark.parametrize("name", LISTS)
CHANGES: dict[str, Callable[[str], str]] = {
    "first character changed": lambda token: ("A" if token[0] != "A" else "B") + token[1:],
    "last character changed": lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
    "no checksum": lambda token: token.partition(".")[0],
    "an empty checksum": lambda token: token.partition(".")[0] + ".",
    "no position": lambda token: "." + token.partition(".")[2],
    "only a dot": lambda _: ".",
    "last character missing": lambda token: token[:-1],
    "extra character": "{}A".format,
    "extra part": "{}.A".format,
    "twice": "{0}.{0}".format,
    "other case": str.swapcase,
    "padding": lambda token: token.replace(".", "==.") + "==",
    "backwards": lambda token: token[::-1],
    "the plain position": lambda token: decoded(token.partition(".")[0]).decode().replace("#", "-"),
    "leading space": " {}".format,
    "trailing line feed": "{}\n".format,
    "trailing NUL": "{}\0".format,
    "invalid UTF-8": lambda token: encoded(b"\xff\xfe") + "." + token.partition(".")[2],
    "huge": lambda token: "A" * 20_000 + token,
    "maximum length": lambda token: ("A" * 500 + token)[-500:],
    "nothing": lambda _: "",
}
# Positions outside the list.
POSITIONS = [
    *("", "~", "\0", " ", "0", "*", "PRODUCTS", "METADATA", "PROFILE", "SESSION#", "ORDER#", "CART#", "STATUS#pending"),
    *("USER#{victim}", "USER#{victim}#ORDER#", "ORDER#{order}", "{order}", "SESSION#{session}", "{session}", "EMAIL#x"),
    *("../{order}", "{order}\nORDER#{order}", "ORDER#\n#{order}", "ORDER#USER#{victim}#{order}", f"ORDER#{LAST_ID}"),
    *(LAST_ID, "0" * 26, "\U0010ffff" * 20, "x" * 300, '{{"PK": {{"S": "USER#{victim}"}}}}', "PRODUCT#" + LAST_ID),
]


@dataclass(frozen=True, slots=True)
class Owner:
    """A customer with three orders and three sessions."""

    person: Customer
    orders: list[str]
    sessions: list[str] = field(default_factory=list)

    def get_page(self, name: str, **more: Any) -> httpx.Response:
        """Request a page of a list."""
        path, parameters, _ = LISTS[name]
        return self.person.api.get(path, params={**parameters, "limit": 2, **more})

    def bound_to(self, name: str) -> str:
        """Return the list key of the tokens of a list."""
        return LISTS[name][2].format(user=self.person.user_id)


def forged(position: str, of: str) -> str:
    """Return a token in the shop's format for any position in any list."""
    checksum = hashlib.sha256(f"{of}\n{position}".encode()).digest()[:12]
    return f"{encoded(position.encode())}.{encoded(checksum)}"


def next_page(response: httpx.Response) -> str:
    assert response.status_code == 200, response.text
    return str(response.json()["nextPage"])


def position_of(token: str) -> str:
    return decoded(token.partition(".")[0]).decode()


def is_rejected(response: httpx.Response) -> bool:
    problem = is_problem(response, 400, "validation-failed")
    return {fault["pointer"] for fault in problem["errors"]} == {"/query/page"}


def an_owner(shop: RunningShop, anonymous: httpx.Client, product_id: str, there: ExitStack) -> Owner:
    person = there.enter_context(new_customer(shop.storefront))
    owner = Owner(person, [person.order(product_id) for _ in range(3)])
    assert [log_in(anonymous, person.email).status_code for _ in range(2)] == [200, 200]
    owner.sessions.extend(item["sessionId"] for item in person.api.get("/auth/sessions").json()["items"])
    return owner


@pytest.fixture(scope="module")
def owners(shop: RunningShop, anonymous: httpx.Client, admin: httpx.Client) -> Iterator[tuple[Owner, Owner]]:
    """An attacker and a victim, each with lists of more than one page."""
    product_ids = [new_product(admin, category="page-attacks") for _ in range(3)]
    with ExitStack() as there:
        attacker, victim = (an_owner(shop, anonymous, product_ids[0], there) for _ in range(2))
        yield attacker, victim


@EVERY_LIST
def test_attacker_can_create_valid_page_tokens(owners: tuple[Owner, Owner], name: str) -> None:
    attacker, _ = owners
    token = next_page(attacker.get_page(name))

    assert forged(position_of(token), attacker.bound_to(name)) == token
    assert attacker.get_page(name, page=token).json()["items"]


@EVERY_LIST
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_changed_token_is_rejected(owners: tuple[Owner, Owner], name: str, change: Callable[[str], str]) -> None:
    attacker, _ = owners
    token = next_page(attacker.get_page(name))

    assert is_rejected(attacker.get_page(name, page=change(token)))


@EVERY_LIST
def test_bits_that_belong_to_no_byte_are_zero(owners: tuple[Owner, Owner], name: str) -> None:
    # Given a token whose last character has unused bits
    attacker, _ = owners
    position, _, checksum = next_page(attacker.get_page(name)).partition(".")
    for other in "ABCDEFGHIJKLMNOP":
        changed = f"{position[:-1]}{other}"
        if changed != position and len(position) % 4 and decoded(changed) == decoded(position):
            assert is_rejected(attacker.get_page(name, page=f"{changed}.{checksum}"))


@EVERY_LIST
@pytest.mark.parametrize("other", LISTS)
def test_token_of_another_list_is_rejected(owners: tuple[Owner, Owner], name: str, other: str) -> None:
    # Given a token of one list, which two paths share
    attacker, _ = owners
    token = next_page(attacker.get_page(other))

    # When it is used for another list, then it is rejected
    response = attacker.get_page(name, page=token)
    assert response.status_code == 200 if LISTS[name][2] == LISTS[other][2] else is_rejected(response)


@pytest.mark.parametrize("name", ["orders", "orders in a status", "orders since", "sessions"])
def test_token_of_another_users_list_is_rejected(owners: tuple[Owner, Owner], admin: httpx.Client, name: str) -> None:
    attacker, victim = owners
    theirs = next_page(victim.get_page(name))

    assert is_rejected(attacker.get_page(name, page=theirs))
    assert is_rejected(attacker.get_page(name, page=forged(position_of(theirs), victim.bound_to(name))))
    path, parameters, _ = LISTS[name]
    assert is_rejected(admin.get(path, params={**parameters, "page": theirs}))


@EVERY_LIST
@pytest.mark.parametrize("position", POSITIONS, ids=range(len(POSITIONS)))
def test_forged_position_leads_to_no_other_list(owners: tuple[Owner, Owner], name: str, position: str) -> None:
    # Given a position that points elsewhere, with the right checksum
    attacker, victim = owners
    theirs = {"victim": victim.person.user_id, "order": victim.orders[0], "session": victim.sessions[0]}
    token = forged(position.format(**theirs), attacker.bound_to(name))

    # When it is used, then it is rejected, or returns items of the attacker's own list
    response = attacker.get_page(name, page=token)
    if response.status_code == 200:
        own = {*attacker.orders, *attacker.sessions}
        shown = {item.get("orderId") or item.get("sessionId") for item in response.json()["items"]}
        assert shown <= (own if "products" not in LISTS[name][0] else {None})
        assert not [
            secret for secret in (*victim.orders, *victim.sessions, victim.person.user_id) if secret in response.text
        ]
    else:
        assert is_rejected(response)


@pytest.mark.parametrize("of", ["USER#{victim} sessions", "USER#{victim}   ", "STATUS#processing", "orders   ", ""])
@EVERY_LIST
def test_checksum_of_another_list_is_rejected(owners: tuple[Owner, Owner], name: str, of: str) -> None:
    attacker, victim = owners
    bound = of.format(victim=victim.person.user_id)

    for position in (f"ORDER#{victim.orders[0]}", victim.sessions[0], position_of(next_page(attacker.get_page(name)))):
        assert is_rejected(attacker.get_page(name, page=forged(position, bound)))


@EVERY_LIST
def test_repeated_page_token_is_rejected(owners: tuple[Owner, Owner], name: str) -> None:
    attacker, _ = owners
    token = next_page(attacker.get_page(name))

    assert is_rejected(attacker.get_page(name, page=[token, token]))
