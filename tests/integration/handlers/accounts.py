"""Accounts and sessions, made through the functions themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.domain.emailed_tokens import Purpose, issue_token, issue_undo_token
from handlers.store.account_changes import change_account
from handlers.store.email_changes import confirm_email_change
from handlers.store.emailed_tokens import add_token
from handlers.store.users import find_user
from tests.integration.handlers.calling import call, invoke
from tests.lambda_events import sample_event

ADA = {"email": "ada@example.com", "password": "correct-horse-battery", "firstName": "Ada", "lastName": "Lovelace"}
NEW_PASSWORD, COUNTESS = "staple-battery-horse", "countess@example.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A session: its tokens and the caller that the authorizer derives from them."""

    access_token: str
    refresh_token: str
    caller: Mapping[str, str]

    @property
    def user_id(self) -> str:
        return self.caller["userId"]

    @property
    def session_id(self) -> str:
        return self.caller["sessionId"]


def register(**changed: str) -> str:
    """Register Ada, with any fields changed, and return the new account's id."""
    response = call("registerUser", body={**ADA, **changed})
    assert response.status == 201, response.text
    return str(response.body["userId"])


def log_in(email: str = ADA["email"], password: str = ADA["password"]) -> Login:
    response = call("loginUser", body={"email": email, "password": password})
    assert response.status == 200, response.text
    token = response.body["accessToken"]
    caller = authorize(f"Bearer {token}")["context"]
    return Login(access_token=token, refresh_token=response.body["refreshToken"], caller=caller)


def sign_up(*, as_admin: bool = False, **changed: str) -> Login:
    user_id = register(**changed)
    if as_admin:
        change_account(user_id, lambda user: user.with_role("admin"))
    account = {**ADA, **changed}
    return log_in(account["email"], account["password"])


def emailed_token(user_id: str, purpose: Purpose) -> str:
    """Return the text of a new token, as an e-mail would contain it; one that undoes a change follows that change."""
    user = find_user(user_id)
    token, text = issue_token(user, purpose if purpose != "email-undo" else "email-change", new_email=COUNTESS)
    if purpose == "email-undo":
        add_token(token)
        confirm_email_change(text, network="192.0.2.1")
        token, text = issue_undo_token(user, max(find_user(user_id).email_changes), user.email)
    add_token(token)
    return text


def authorize(authorization: str) -> Any:
    return invoke("authorize_request", sample_event("authorize_request") | {"authorizationToken": authorization})


def authorizer_error(authorization: str) -> str | None:
    """Return the message of the authorizer's exception, which is all that API Gateway reads, or None."""
    try:
        authorize(authorization)
    except Exception as error:  # noqa: BLE001  # whatever it is
        return str(error)
    return None


def is_authorized(login: Login) -> bool:
    message = authorizer_error(f"Bearer {login.access_token}")
    assert message in {None, "Unauthorized"}
    return message is None
