"""What Schemathesis can't read in the contract: who asks, and which values only the running shop can tell.

Loaded by ``schemathesis.toml`` in each run of one principal.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import schemathesis

from tests.contract import checks, formats  # noqa: F401  # registers its check on import
from tests.contract.principals import ADMIN, ANONYMOUS, Account, given_admin, new_customer

if TYPE_CHECKING:
    from schemathesis import Case, HookContext, Response
    from schemathesis.auths import AuthContext

PRINCIPAL = os.environ.get("CONTRACT_TEST_PRINCIPAL", ANONYMOUS)
_BASE_PATH = urlsplit(os.environ["CONTRACT_TEST_BASE_URL"]).path

formats.register()
_page_tokens: dict[str | None, str] = {}
_etags: dict[str, str] = {}


def _account() -> Account:
    base_url = os.environ["CONTRACT_TEST_BASE_URL"]
    return given_admin(base_url) if PRINCIPAL == ADMIN else new_customer(base_url)


if PRINCIPAL != ANONYMOUS:
    _caller = _account()

    @schemathesis.auth(refresh_interval=None)
    class BearerToken:
        """Logs in once: a password change ends every session but the one that asks."""

        def __init__(self) -> None:
            self.token = _caller.access_token()

        def get(self, _case: Case, _context: AuthContext) -> str:
            return self.token

        def set(self, case: Case, token: str, _context: AuthContext) -> None:
            case.headers["Authorization"] = f"Bearer {token}"


@schemathesis.hook
def before_call(_context: HookContext, case: Case, _kwargs: dict[str, Any]) -> None:
    """Put what only the running shop can tell into requests that are meant to be valid."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if "If-Match" in case.headers:
        _start_from_what_is_there(case)
    if "page" in case.query:
        _ask_for_a_page_that_is_there(case)
    if _operation_id(case) == "changePassword" and PRINCIPAL != ANONYMOUS:
        _tell_the_current_password(case)


def _start_from_what_is_there(case: Case) -> None:
    # A weak tag stays as it is, so that the operation is also seen to refuse what matches nothing (412).
    known = _etags.get(case.formatted_path)
    if known is not None and not case.headers["If-Match"].startswith("W/"):
        case.headers["If-Match"] = known


def _ask_for_a_page_that_is_there(case: Case) -> None:
    # A token can't be made up: the contract refuses one that is not the list's own (400).
    token = _page_tokens.get(_category(case))
    if token is not None:
        case.query["page"] = token
    elif case.query["page"] not in _page_tokens.values():
        del case.query["page"]


def _category(case: Case) -> str | None:
    return case.path_parameters.get("category") or case.query.get("category")


def _tell_the_current_password(case: Case) -> None:
    # A guess of one character stays what it is, so that the operation is also seen to refuse a wrong password.
    if len(case.body["currentPassword"]) == 1:
        return
    case.body["currentPassword"] = _caller.password
    if PRINCIPAL == ADMIN:
        # The admin is somebody else's account: it keeps its password, whenever the run ends.
        case.body["newPassword"] = _caller.password


@schemathesis.hook
def after_call(_context: HookContext, case: Case, response: Response) -> None:
    """Remember what the shop has told."""
    if "etag" in response.headers:
        path = response.headers["location"][0] if "location" in response.headers else case.formatted_path
        _etags[path.removeprefix(_BASE_PATH)] = response.headers["etag"][0]
    if _operation_id(case) == "changePassword" and response.status_code == 204:
        _caller.password = case.body["newPassword"]
    elif _operation_id(case).startswith("listProducts") and response.status_code == 200:
        token = response.json().get("nextPage")
        if token is not None:
            _page_tokens[_category(case)] = token


def _operation_id(case: Case) -> str:
    return str(case.operation.definition.raw["operationId"])
