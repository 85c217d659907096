"""Hooks that add what the contract doesn't hold: the caller's identity, and values that only the running shop knows.

A request that is generated as valid gets what a client would know: its password, the current ETag, a page token, a free
e-mail address, existing products, a new idempotency key, an accepted card. Some requests keep the generated values, so
that 401, 402, 403, 409, 412 and 422 occur as well, and values from an earlier response stay. Only the drawn values
decide which, not earlier events: if the same draws end differently the second time, Schemathesis follows no more links.
"""

import atexit
import json
import os
import re
import secrets
import unicodedata
import zlib
from http import HTTPStatus
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, CheckContext, HookContext, Response, cli
from schemathesis.auths import AuthContext
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine.events import EngineEvent, ScenarioFinished
from schemathesis.generation.meta import REQUEST_SHAPE_PROBES, coverage_scenario

from local.config import ROOT
from ops.journal import Journal
from tests.contract.buyer import SHELF, Buyer
from tests.contract.document import CONTRACT, link_body
from tests.contract.principals import (
    ADMIN,
    ANONYMOUS,
    configured_admin,
    free_address,
    new_client,
    new_customer,
    session_of,
)

BASE_URL = os.environ["CONTRACT_TEST_BASE_URL"]
PRINCIPAL = os.environ["CONTRACT_TEST_PRINCIPAL"]
_USER_ID = re.compile(CONTRACT["components"]["schemas"]["UserId"]["pattern"])
_REAL_TOKEN = re.compile(r"\w{26}\.\w{26}\..+")
_SCHEMAS = CONTRACT["components"]["schemas"]
_ADDRESS = re.compile(f"(?!{_SCHEMAS['NewEmail']['not']['pattern']}){_SCHEMAS['NewEmail']['pattern']}")
_EXAMPLE_PRODUCT = CONTRACT["components"]["parameters"]["ProductIdPath"]["example"]
_INVISIBLE = re.compile("[\U00016fe4\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U0010ffff]")
_COMMON_PASSWORDS = frozenset((ROOT / "handlers" / "domain" / "common_passwords.txt").read_text().split())
# Generated values of these lengths, the shortest, stand for what a client gets wrong: they stay wrong.
_GUESS, _TAKEN_ADDRESS, _DECLINED_CARD = 1, len("0@0.AA"), len("tok_0")

_client = new_client(BASE_URL)
_shelf = os.environ[SHELF].split()
_known = configured_admin(BASE_URL) if PRINCIPAL == ADMIN else new_customer(BASE_URL)
_caller = None if PRINCIPAL == ANONYMOUS else _known
_buyer: Buyer | None = None
_registered: dict[str, str] = {}
_refresh_tokens: list[str] = []
_managed: list[str] = []

if _caller is not None:
    # Once: a password change ends every session but the one that makes it.
    _token = _caller.access_token()
    _client.headers["Authorization"] = f"Bearer {_token}"
    _buyer = Buyer(_client, _shelf, known={*_shelf})
    atexit.register(_buyer.clean_up)

    @schemathesis.auth(refresh_interval=None)
    class BearerToken:
        def get(self, _case: Case[Any], _context: AuthContext) -> str:
            return _client.headers["Authorization"]

        def set(self, case: Case[Any], authorization: str, _context: AuthContext) -> None:
            case.headers["Authorization"] = authorization


def new_passwords() -> st.SearchStrategy[str]:
    """Draw a password as NewPassword's description requires: at most 72 bytes, none of the most common."""
    lengths = st.sampled_from([7, 8, 9, 71, 72])
    ascii_text = lengths.flatmap(lambda size: st.text(st.characters(codec="ascii"), min_size=size, max_size=size))
    any_text = st.text(st.characters(codec="utf-8"), min_size=8, max_size=72 // 4)
    return st.one_of(ascii_text, any_text).filter(lambda password: not _is_common(password))


def _is_common(password: str) -> bool:
    folded = unicodedata.normalize("NFKC", password).lower().strip()
    return folded == "" or folded in _COMMON_PASSWORDS


# From few and short tags: drawing values of the pattern takes most of a run.
_TAGS = st.builds('{}"{}"'.format, st.sampled_from(["", "W/"]), st.text("!#$-~", max_size=3))
schemathesis.openapi.format("password", new_passwords())
schemathesis.openapi.format("entity-tags", st.just("*") | st.lists(_TAGS, min_size=1, max_size=3).map(", ".join))


@schemathesis.hook
def before_load_schema(_context: HookContext, raw_schema: dict[str, Any]) -> None:
    """Set the format of entity tags, whose values would be letters and digits, and make objects of links' bodies."""
    raw_schema["components"]["schemas"]["EntityTags"]["format"] = "entity-tags"
    operations = [operation for item in raw_schema["paths"].values() for operation in item.values()]
    responses = [raw_schema["components"]["responses"], *(operation["responses"] for operation in operations)]
    for response in (each for group in responses for each in group.values()):
        for link in response.get("links", {}).values():
            if "requestBody" in link:
                link["requestBody"] = link_body(link["requestBody"])


@schemathesis.check
def roles_conformance(_context: CheckContext, response: Response, case: Case[Any]) -> None:
    """Compare a 401 or 403 with the operation's ``x-roles``: exactly the principals that it excludes get one."""
    is_negative_path = case.meta is not None and case.meta.is_negative_at(ParameterLocation.PATH)
    if is_negative_path or coverage_scenario(case) in REQUEST_SHAPE_PROBES:
        return  # The path or the method that was sent may not be the operation's.
    if PRINCIPAL not in case.operation.definition.raw["x-roles"]:
        assert response.status_code in (401, 403), f"{PRINCIPAL} is not in x-roles, and got {response.status_code}"
    elif response.status_code == HTTPStatus.FORBIDDEN:
        is_for_role = response.json()["type"].endswith("/forbidden")
        assert not is_for_role, f"{PRINCIPAL} is in x-roles, but got a 403 for its role"


@schemathesis.hook
def filter_body(_context: HookContext, body: Any) -> bool:
    """Leave out text of invisible characters that the contract's regular expressions can't exclude: it is a 400."""
    return _INVISIBLE.search(json.dumps(body, ensure_ascii=False, default=str)) is None


@schemathesis.hook
def filter_headers(_context: HookContext, headers: Any) -> bool:
    """Leave out the headers that frame a request: with wrong ones, it reaches no operation."""
    return not {"content-length", "transfer-encoding"} & {name.lower() for name in headers or ()}


@schemathesis.hook
def before_call(_context: HookContext, case: Case[Any], _kwargs: dict[str, Any]) -> None:
    """Fill in what only the running shop knows, in a request that is generated as valid."""
    _keep_current_session(case)
    if case.meta is None or not case.meta.generation.mode.is_positive:
        _use_free_address(case)
        return
    if _buyer is not None:
        _name_existing_resources(case, _buyer)
    # A weak tag matches nothing and stays: 412.
    if not case.headers.get("If-Match", "W/").startswith("W/"):
        current = _client.get(case.formatted_path)
        case.headers["If-Match"] = current.headers.get("ETag", case.headers["If-Match"])
    if case.query.pop("page", None) is not None:
        first = _client.get(case.formatted_path, params={**case.query, "limit": "1"}).json()
        case.query.update({"page": first["nextPage"]} if "nextPage" in first else {})
    _set_credentials(case)


def _keep_current_session(case: Case[Any]) -> None:
    # A request that is invalid in another way ends a session, too; 300 seconds later, every response would be a 401.
    match _operation_id(case):
        case "logoutUser" if _caller and case.headers.get("Authorization") == _client.headers["Authorization"]:
            case.headers["Authorization"] = f"Bearer {_caller.access_token()}"
        case "requestDeletion" if _caller and case.headers.get("Authorization") == _client.headers["Authorization"]:
            # The run needs its own account.
            other = new_customer(BASE_URL)
            case.headers["Authorization"] = f"Bearer {other.access_token()}"
            if len(str(_body(case).get("currentPassword"))) > _GUESS:
                _body(case)["currentPassword"] = other.password
        case "deleteSession" if _caller and case.path_parameters.get("id") == session_of(_token):
            case.path_parameters["id"] = session_of(_caller.access_token())
        case "refreshSession" if _caller and session_of(_token) in str(_body(case).get("refreshToken")):
            # From the response to a password change; refreshed a second time, it ends its session.
            _body(case)["refreshToken"] = _caller.tokens()["refreshToken"]
        case name if PRINCIPAL == ADMIN and name.endswith(("User", "UserRole", "UserSessions")):
            _manage_own_account(case)


def _manage_own_account(case: Case[Any]) -> None:
    # Another account of the shop may be a customer's, and the admin's own is the run's.
    if _USER_ID.fullmatch(str(case.path_parameters.get("id"))):
        if not _managed:
            _managed.append(new_customer(BASE_URL).user_id())
        case.path_parameters["id"] = _managed[0]


def _use_free_address(case: Case[Any]) -> None:
    # A request that is invalid in another way but accepted would create an account outside the run. An address that
    # is itself the invalid part stays.
    if _operation_id(case) != "registerUser" or Journal.from_environment() is None or not isinstance(case.body, dict):
        return
    drawn = case.body.get("email")
    if isinstance(drawn, str) and _ADDRESS.fullmatch(drawn):
        case.body["email"] = free_address(drawn)


def _name_existing_resources(case: Case[Any], buyer: Buyer) -> None:
    path, body = case.path_parameters, _body(case)
    match _operation_id(case):
        case "getCart":
            buyer.item_in_cart("")
        case "addCartItem":
            buyer.empty_cart()
            buyer.use_existing_products([body])
        case "updateCartItem" | "removeCartItem":
            path["itemId"] = buyer.item_in_cart(path["itemId"])
        case "createOrder":
            _pay(case, buyer)
            buyer.use_existing_products(body["items"])
        case "getOrder" | "getOrderStatus":
            path["id"] = buyer.known_order(path["id"])
        case "cancelOrder":
            path["id"] = buyer.own_order(path["id"])
        case "updateOrderStatus" if PRINCIPAL == ADMIN:
            path["id"] = buyer.own_order(path["id"])
        case "updateProduct" | "deleteProduct" | "createImageUpload" | "listStockAdjustments" if PRINCIPAL == ADMIN:
            path["id"] = buyer.own_product(path["id"])
        case "createStockAdjustment" | "getAdminProduct" | "setStockRows" if PRINCIPAL == ADMIN:
            path["id"] = buyer.own_product(path["id"])


def _pay(case: Case[Any], buyer: Buyer) -> None:
    # The shortest key becomes another order's: 422. The shortest card stays: 402.
    key, card = case.headers["Idempotency-Key"], _body(case)["paymentMethod"]
    if len(key) <= _GUESS and not buyer.used_key:
        buyer.place_order()
    case.headers["Idempotency-Key"] = buyer.used_key if len(key) <= _GUESS else _unused(key)
    if len(card["token"]) > _DECLINED_CARD:
        card["token"] = "tok_visa" if zlib.crc32(card["token"].encode()) % 10 else "tok_timeout"


def _unused(key: str) -> str:
    return key[:-32] + secrets.token_hex(16)


def _set_credentials(case: Case[Any]) -> None:
    path, body = case.path_parameters, _body(case)
    match _operation_id(case):
        case "registerUser":
            # The shortest address becomes a registered one: 409.
            is_taken = len(body["email"]) <= _TAKEN_ADDRESS
            body["email"] = _known.email if is_taken else free_address(body["email"])
        case "loginUser" if len(body["password"]) > _GUESS:
            email = body["email"] if body["email"] in _registered else _known.email
            body.update(email=email, password=_registered.get(email, _known.password))
        case "refreshSession" if len(body["refreshToken"]) > _GUESS and not _REAL_TOKEN.fullmatch(body["refreshToken"]):
            body["refreshToken"] = _refresh_tokens.pop() if _refresh_tokens else _known.tokens()["refreshToken"]
        case "createStockAdjustment":
            case.headers["Idempotency-Key"] = _unused(case.headers["Idempotency-Key"])
        case "getProduct" if path["id"] == _EXAMPLE_PRODUCT:
            # Replaced by an existing one: in a shop with few, Schemathesis finds none.
            path["id"] = _shelf[0]
        case "deleteSession" if _caller:
            path["id"] = session_of(_caller.access_token())
        case "changePassword" if _caller:
            # Never a guess: too many of them, and the account's logins would be throttled, too.
            body["currentPassword"] = _caller.password
            if PRINCIPAL == ADMIN:
                # The run doesn't own the admin account, which must keep its password whenever the run ends.
                body["newPassword"] = _caller.password
        case "changeEmail" | "removeMfa" if _caller:
            addresses = {"newEmail": free_address(body["newEmail"])} if "newEmail" in body else {}
            body.update(addresses, currentPassword=_caller.password)


@schemathesis.hook
def after_call(_context: HookContext, case: Case[Any], response: Response) -> None:
    """Remember the current passwords and tokens, and what was created."""
    if _buyer is not None and response.status_code < HTTPStatus.BAD_REQUEST:
        _buyer.remember_ids(response.text)
    match _operation_id(case), response.request.method, response.status_code:
        case "createOrder", "POST", 201 | 202 if _buyer:
            _buyer.remember_order(response.json()["orderId"])
        case "createProduct", "POST", 201 if _buyer:
            _buyer.remember_product(response.json()["productId"])
        case "deleteProduct", "DELETE", 204 if _buyer:
            _buyer.created.discard(case.path_parameters["id"])
        case "changePassword", "PUT", 200 if _caller:
            _caller.password = _body(case)["newPassword"]
        case "registerUser", "POST", 201:
            email, password = _body(case)["email"], _body(case)["password"]
            _registered[email] = password
            if email == _known.email:
                # Its address isn't verified: the new account has replaced it.
                _known.password = password
        case "setUserRole", "PUT", 200:
            # Or the run's admin would no longer be the last one.
            _client.put(case.formatted_path, json={"role": "customer"}).raise_for_status()
        case "refreshSession", "POST", 200:
            _refresh_tokens[:] = [response.json()["refreshToken"]]


@cli.handler()
class StepsAlongLinks(cli.EventHandler[cli.ExecutionContext]):
    """Writes each operation and status to which a link of the contract led, with values of the previous response."""

    def handle_event(self, _context: cli.ExecutionContext, event: EngineEvent) -> None:
        if not isinstance(event, ScenarioFinished):
            return
        for case_id, node in event.recorder.cases.items():
            interaction = event.recorder.interactions.get(case_id)
            link = node.transition if node.is_transition_applied else None
            if link is not None and not link.is_inferred and interaction is not None and interaction.response:
                with Path(os.environ["CONTRACT_TEST_STEPS"]).open("a") as file:
                    file.write(f"{node.value.operation.label} {interaction.response.status_code}\n")


def _body(case: Case[Any]) -> dict[str, Any]:
    return case.body if isinstance(case.body, dict) else {}


def _operation_id(case: Case[Any]) -> str:
    return str(case.operation.definition.raw["operationId"])
