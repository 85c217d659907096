"""listUsers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.account import Account
from generated.responses.account_page import AccountPage
from handlers.domain.emails import normalize_email
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok, or_default, represent
from handlers.store.user_lists import list_users, list_users_by_email
from handlers.workflows.current_account import check_admin

if TYPE_CHECKING:
    from generated.requests.list_users_parameters import ListUsersParameters
    from handlers.runtime.http.request import Request


@operation("listUsers")
def handler(request: Request[ListUsersParameters, None]) -> Response:
    """Return a page of all accounts, newest first, or the account with an e-mail address."""
    check_admin(request.principal)
    parameters = request.parameters
    email, token = or_default(parameters.email, None), or_default(parameters.page, None)
    if email is None:
        page = list_users(status=or_default(parameters.status, None), limit=parameters.limit, page=token)
    else:
        address = normalize_email(email)
        page = list_users_by_email(address, status=or_default(parameters.status, None), page=token)
    return ok(AccountPage(items=[represent(Account, user) for user in page.items], next_page=page.next_page))
