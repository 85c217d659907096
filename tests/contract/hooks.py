"""Hooks that add what the contract doesn't hold: the caller's identity, and values that only the running shop knows.

Loaded in each run of one principal, see run.py. A request that is generated as valid gets what a client would know: its
password, the current ETag, a page token from a response, a free e-mail address, existing products, a new idempotency
key, a card that is accepted. Some requests keep the generated values, so that 401, 402, 403, 409, 412 and 422 occur as
well, and values from an earlier response stay unchanged. Only the drawn values decide which, not earlier events: if the
same draws end differently the second time, Schemathesis follows no more links.
"""

from __future__ import annotations

import atexit
import base64
import json
import os
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import schemathesis
import yaml

from local.config import ROOT
from ops.journal import Journal
from tests.contract import checks, formats  # noqa: F401  # the check is registered on import
from tests.contract.buying import SHELF, Buyer, buyer, card_for, fresh_key
from tests.contract.principals import ADMIN, Account, client_of, configured_admin, free_address, new_customer

if TYPE_CHECKING:
    from schemathesis import Case, HookContext, Response
    from schemathesis.auths import AuthContext

BASE_URL = os.environ["CONTRACT_TEST_BASE_URL"]
PRINCIPAL = os.environ["CONTRACT_TEST_PRINCIPAL"]
_WRONG_PASSWORD_LENGTH = _WRONG_TOKEN_LENGTH = 1
_REAL_TOKEN = re.compile(r"\w{26}\.\w{26}\..+")
_TAKEN_ADDRESS_LENGTH = len("0@0.0")
_USED_KEY_LENGTH = 1
_DECLINED_CARD_LENGTH = len("tok_") + 1
_COMPONENTS = yaml.safe_load((ROOT / "openapi.yaml").read_text())["components"]
_ADDRESS = re.compile(_COMPONENTS["schemas"]["Email"]["pattern"])
_EXAMPLE_PRODUCT = _COMPONENTS["parameters"]["ProductIdPath"]["example"]

formats.register()
_shop = client_of(BASE_URL)


def _account() -> Account | None:
    match PRINCIPAL:
        case "admin":
            return configured_admin(BASE_URL)
        case "customer":
            return new_customer(BASE_URL)
    return None


_caller = _account()
_known = _caller or new_customer(BASE_URL)
_registered: dict[str, str] = {}
_refresh_tokens: list[str] = []
_buyer: Buyer | None = None

if _caller is not None:
    # Once: a password change ends every session but the one that makes it.
    _shop.headers["Authorization"] = f"Bearer {_caller.access_token()}"
    _buyer = buyer(BASE_URL, _shop)
    atexit.register(_buyer.undo)

    @schemathesis.auth(refresh_interval=None)
    class BearerToken:
        """Adds the signed-in caller's token to requests."""

        def get(self, _case: Case[Any], _context: AuthContext) -> str:
            return _shop.headers["Authorization"]

        def set(self, case: Case[Any], authorization: str, _context: AuthContext) -> None:
            case.headers["Authorization"] = authorization


@schemathesis.hook
def before_call(_context: HookContext, case: Case[Any], _kwargs: dict[str, Any]) -> None:
    """Fill in what only the running shop knows, in a request that is generated as valid."""
    _keep_current_session(case)
    if case.meta is None or not case.meta.generation.mode.is_positive:
        _use_free_address(case)
        return
    if _buyer is not None:
        _name_existing_resources(case, _buyer)
    if "If-Match" in case.headers:
        _set_current_etag(case)
    if "page" in case.query:
        _set_page_token(case)
    _set_credentials(case)


def _use_free_address(case: Case[Any]) -> None:
    # A request that is invalid in another way but accepted would create an account outside the run. An address that
    # is itself the invalid part stays.
    if _operation_id(case) != "registerUser" or Journal.from_environment() is None or not isinstance(case.body, dict):
        return
    drawn = case.body.get("email")
    if isinstance(drawn, str) and _ADDRESS.fullmatch(drawn):
        case.body["email"] = free_address(drawn)


def _keep_current_session(case: Case[Any]) -> None:
    # A request that is invalid in another way ends a session, too; 300 seconds later, every response would be a 401.
    if _caller is None:
        return
    match _operation_id(case):
        case "logoutUser" if case.headers.get("Authorization") == _shop.headers["Authorization"]:
            case.headers["Authorization"] = f"Bearer {_caller.access_token()}"
        case "deleteSession" if case.path_parameters.get("id") == _current_session():
            case.path_parameters["id"] = _spare_session(_caller)


def _set_credentials(case: Case[Any]) -> None:
    match _operation_id(case):
        case "registerUser":
            _set_email(case)
        case "loginUser":
            _set_password(case)
        case "refreshSession":
            _set_refresh_token(case)
        case "getProduct" if case.path_parameters["id"] == _EXAMPLE_PRODUCT and os.environ[SHELF]:
            # Replaced by an existing one: in a shop with few, Schemathesis finds none.
            case.path_parameters["id"] = os.environ[SHELF].split()[0]
        case "deleteSession" if _caller is not None:
            case.path_parameters["id"] = _spare_session(_caller)
        case "changePassword" if _caller is not None:
            _set_current_password(case, _caller)


def _name_existing_resources(case: Case[Any], buyer: Buyer) -> None:
    match _operation_id(case):
        case "getCart":
            buyer.item_in_cart("")
        case "addCartItem":
            buyer.make_room()
            buyer.fill_in([_body(case)])
        case "updateCartItem" | "removeCartItem":
            case.path_parameters["itemId"] = buyer.item_in_cart(case.path_parameters["itemId"])
        case "createOrder":
            _pay(case, buyer)
            buyer.fill_in(_body(case)["items"])
        case "getOrder" | "getOrderStatus":
            case.path_parameters["id"] = buyer.known_order(case.path_parameters["id"])
        case "cancelOrder":
            case.path_parameters["id"] = buyer.own_order(case.path_parameters["id"])
        case "updateOrderStatus" if PRINCIPAL == ADMIN:
            case.path_parameters["id"] = buyer.own_order(case.path_parameters["id"])
        case "updateProduct" | "deleteProduct" | "createImageUpload" if PRINCIPAL == ADMIN:
            case.path_parameters["id"] = buyer.own_product(case.path_parameters["id"])


def _pay(case: Case[Any], buyer: Buyer) -> None:
    # A one-character key becomes another order's: 422. A one-character card stays: 402.
    drawn = case.headers["Idempotency-Key"]
    case.headers["Idempotency-Key"] = buyer.used_key() if len(drawn) <= _USED_KEY_LENGTH else fresh_key(drawn)
    if len(_body(case)["paymentMethod"]["token"]) > _DECLINED_CARD_LENGTH:
        _body(case)["paymentMethod"]["token"] = card_for(_body(case)["paymentMethod"]["token"])


def _set_current_etag(case: Case[Any]) -> None:
    # A weak tag matches nothing and stays: 412.
    if case.headers["If-Match"].startswith("W/"):
        return
    answer = _shop.get(BASE_URL + case.formatted_path)
    if "ETag" in answer.headers:
        case.headers["If-Match"] = answer.headers["ETag"]


def _set_page_token(case: Case[Any]) -> None:
    first = {name: value for name, value in case.query.items() if name != "page"} | {"limit": "1"}
    token = _shop.get(BASE_URL + case.formatted_path, params=first).json().get("nextPage")
    if token is not None:
        case.query["page"] = token
    else:
        del case.query["page"]


def _set_email(case: Case[Any]) -> None:
    # The shortest possible address becomes a registered one: 409.
    drawn = _body(case)["email"]
    _body(case)["email"] = _known.email if len(drawn) <= _TAKEN_ADDRESS_LENGTH else free_address(drawn)


def _set_password(case: Case[Any]) -> None:
    # A guess of one character stays: 401.
    if len(_body(case)["password"]) == _WRONG_PASSWORD_LENGTH:
        return
    if _body(case)["email"] not in _registered:
        _body(case)["email"] = _known.email
    _body(case)["password"] = _registered.get(_body(case)["email"], _known.password)


def _set_refresh_token(case: Case[Any]) -> None:
    # A guess of one character stays (401), and so does a token from another response.
    drawn = _body(case)["refreshToken"]
    if len(drawn) > _WRONG_TOKEN_LENGTH and _REAL_TOKEN.fullmatch(drawn) is None:
        _body(case)["refreshToken"] = _refresh_tokens.pop() if _refresh_tokens else _known.tokens()["refreshToken"]


def _current_session() -> str:
    payload = _shop.headers["Authorization"].split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(payload + "=="))["sid"])


def _spare_session(caller: Account) -> str:
    caller.access_token()
    newest = _shop.get(f"{BASE_URL}/auth/sessions", params={"limit": "1"}).raise_for_status().json()
    return str(newest["items"][0]["sessionId"])


def _set_current_password(case: Case[Any], caller: Account) -> None:
    # A guess of one character stays: 403.
    if len(_body(case)["currentPassword"]) == _WRONG_PASSWORD_LENGTH:
        return
    _body(case)["currentPassword"] = caller.password
    if PRINCIPAL == ADMIN:
        # The run doesn't own the admin account, which must keep its password whenever the run ends.
        _body(case)["newPassword"] = caller.password


@schemathesis.hook
def after_call(_context: HookContext, case: Case[Any], response: Response) -> None:
    """Remember the current passwords and the products in stock."""
    if _buyer is not None:
        _update_buyer(_buyer, case, response)
    match _operation_id(case), response.request.method, response.status_code:
        case "changePassword", "PUT", 204 if _caller is not None:
            _caller.password = _body(case)["newPassword"]
        case "registerUser", "POST", 201:
            _registered[_body(case)["email"]] = _body(case)["password"]
        case "refreshSession", "POST", 200:
            _refresh_tokens[:] = [response.json()["refreshToken"]]


def _update_buyer(buyer: Buyer, case: Case[Any], response: Response) -> None:
    if response.status_code < HTTPStatus.BAD_REQUEST:
        buyer.listen(response.text)
    match _operation_id(case), response.request.method, response.status_code:
        case "createOrder", "POST", 201 | 202:
            buyer.remember_order(response.json()["orderId"])
        case "createProduct", "POST", 201:
            buyer.remember_product(response.json()["productId"])
        case "createOrder", "POST", 409:
            buyer.forget_products([line["productId"] for line in response.json().get("shortages", [])])


def _body(case: Case[Any]) -> dict[str, Any]:
    assert isinstance(case.body, dict)
    return case.body


def _operation_id(case: Case[Any]) -> str:
    return str(case.operation.definition.raw["operationId"])
