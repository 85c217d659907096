"""What Schemathesis can't read in the contract: who asks, and which values only the running shop can tell.

Loaded in each run of one principal, see run.py. A request that is meant to be valid gets what a client
would know: its password, the ETag of what it changes, a page token that it was given, an address that is free.
Some keep what was made up, so that 403, 412 and 409 are seen as well.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Any

import httpx
import schemathesis

from tests.contract import checks, formats  # noqa: F401  # the check is registered on import
from tests.contract.principals import ADMIN, Account, given_admin, new_customer

if TYPE_CHECKING:
    from schemathesis import Case, HookContext, Response
    from schemathesis.auths import AuthContext

BASE_URL = os.environ["CONTRACT_TEST_BASE_URL"]
PRINCIPAL = os.environ["CONTRACT_TEST_PRINCIPAL"]
_WRONG_PASSWORD_LENGTH = 1

formats.register()
_shop = httpx.Client(timeout=30)
_taken: set[str] = set()


def _account() -> Account | None:
    match PRINCIPAL:
        case "admin":
            return given_admin(BASE_URL)
        case "customer":
            return new_customer(BASE_URL)
    return None


_caller = _account()

if _caller is not None:
    # Once: a password change ends every session but the one that asks for it.
    _shop.headers["Authorization"] = f"Bearer {_caller.access_token()}"

    @schemathesis.auth(refresh_interval=None)
    class BearerToken:
        """Signs the requests of whoever is signed in."""

        def get(self, _case: Case[Any], _context: AuthContext) -> str:
            return _shop.headers["Authorization"]

        def set(self, case: Case[Any], authorization: str, _context: AuthContext) -> None:
            case.headers["Authorization"] = authorization


@schemathesis.hook
def before_call(_context: HookContext, case: Case[Any], _kwargs: dict[str, Any]) -> None:
    """Put what only the running shop can tell into a request that is meant to be valid."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if "If-Match" in case.headers:
        _start_from_what_is_there(case)
    if "page" in case.query:
        _ask_for_a_page_that_is_there(case)
    match _operation_id(case):
        case "registerUser":
            _choose_a_free_address(case)
        case "changePassword" if _caller is not None:
            _tell_the_current_password(case, _caller)


def _start_from_what_is_there(case: Case[Any]) -> None:
    # A weak tag matches nothing, and stays what it is: 412.
    if case.headers["If-Match"].startswith("W/"):
        return
    answer = _shop.get(BASE_URL + case.formatted_path)
    if "ETag" in answer.headers:
        case.headers["If-Match"] = answer.headers["ETag"]


def _ask_for_a_page_that_is_there(case: Case[Any]) -> None:
    first = {"limit": "1"} | {name: value for name, value in case.query.items() if name == "category"}
    token = _shop.get(BASE_URL + case.formatted_path, params=first).json().get("nextPage")
    if token is not None:
        case.query["page"] = token
    else:
        del case.query["page"]


def _choose_a_free_address(case: Case[Any]) -> None:
    if _body(case)["email"] in _taken:
        _body(case)["email"] = f"{secrets.token_hex(8)}@example.com"


def _tell_the_current_password(case: Case[Any], caller: Account) -> None:
    # A guess of one character stays what it is: 403.
    if len(_body(case)["currentPassword"]) == _WRONG_PASSWORD_LENGTH:
        return
    _body(case)["currentPassword"] = caller.password
    if PRINCIPAL == ADMIN:
        # The admin is somebody else's account: it keeps its password, whenever the run ends.
        _body(case)["newPassword"] = caller.password


@schemathesis.hook
def after_call(_context: HookContext, case: Case[Any], response: Response) -> None:
    """Remember which password the caller has now, and which addresses were refused."""
    match _operation_id(case), response.request.method, response.status_code:
        case "changePassword", "PUT", 204 if _caller is not None:
            _caller.password = _body(case)["newPassword"]
        case "registerUser", "POST", 409:
            _taken.add(_body(case)["email"])


def _body(case: Case[Any]) -> dict[str, Any]:
    assert isinstance(case.body, dict)
    return case.body


def _operation_id(case: Case[Any]) -> str:
    return str(case.operation.definition.raw["operationId"])
