"""A valid event for each function, built from the sample events."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import pyotp

from generated.operations import OPERATIONS
from handlers.adapters.data_exports import export_store
from handlers.domain.emailed_tokens import Purpose
from handlers.domain.ids import new_id
from handlers.domain.users import User
from handlers.store.account_changes import change_account
from handlers.store.deletions import deletion_actions
from tests.integration.handlers import buying, catalog, notifications
from tests.integration.handlers.accounts import Login, emailed_token, log_in, overdue, sign_up
from tests.integration.handlers.calling import FUNCTIONS, call
from tests.integration.handlers.paying import api_key
from tests.integration.handlers.rotating import RotatingSecret
from tests.lambda_events import ADMIN, proxy_event, sample_event, sample_path
from tests.operations import row
from tests.support.requests import UNKNOWN_ID

# They return the failed records of an event, and don't raise.
BATCH_FUNCTIONS = frozenset({"process_order_changes"})
EVENT_FUNCTIONS = [name for name in FUNCTIONS if name not in OPERATIONS]
# The purposes of the tokens that operations spend.
TOKENS: Mapping[str, Purpose] = {
    "confirmVerification": "verification",
    "confirmPasswordReset": "password-reset",
    "confirmEmailChange": "email-change",
    "undoEmailChange": "email-undo",
    "undoDeletion": "deletion-undo",
}
# The operations that spend a code of a second factor.
WITH_CODE = ("confirmLogin", "confirmMfaEnrolment", "removeMfa")
AWS_FUNCTIONS = [name for name, row in FUNCTIONS.items() if row["actions"]]


@dataclass(frozen=True, slots=True)
class Made:
    """The data behind the events: Ada with two sessions, her cart with one of two products, and two orders of it."""

    login: Login
    product_id: str
    product_etag: str
    other_product_id: str
    order_id: str
    event_fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def make() -> Made:
    login = sign_up()
    log_in()
    product_id, other_product_id = (catalog.create_id(stock=20) for _ in range(2))
    order_id = buying.order_id(login.caller, product_id)
    buying.add_to_cart(login.caller, product_id)
    buying.order(login.caller, product_id, token="tok_timeout")
    secret = RotatingSecret()
    event_fields = {
        "process_payment": {"apiKey": api_key()},
        "rotate_jwt_secret": secret.event(secret.begin()),
        "list_stock": json.loads(json.dumps(sample_event("list_stock")).replace(UNKNOWN_ID, product_id)),
    }
    return Made(login, product_id, catalog.get(product_id).etag, other_product_id, order_id, event_fields)


def good_event(function: str, made: Made) -> dict[str, Any]:  # noqa: C901  # a case per kind of function
    sample = sample_event(function)
    headers = {}
    match function:
        case "authorize_request":
            return sample | {"authorizationToken": f"Bearer {made.login.access_token}"}
        case "process_order_changes":
            order = notifications.order_of(made.login.user_id, order_id=made.order_id)
            return notifications.batch(notifications.placed(order), notifications.malformed())
        case "erase_accounts":
            due = sign_up(email="due@example.com")
            buying.cancel(due.caller, buying.order_id(due.caller, made.product_id))
            change_account(due.user_id, overdue, others=deletion_actions)
        case "attach_product_image":
            return picture_event(f"products/{made.product_id}/{new_id()}.png")
        case "createOrder" | "createProduct" | "createStockAdjustment":
            headers = {"Idempotency-Key": new_id()}
        case "updateProduct":
            headers = {"If-Match": made.product_etag}
        case "changeEmail" | "createMfaEnrolment" | "requestDataExport" if made.login.access_token:
            change_account(made.login.user_id, User.vouched_for)
        case "getDataExport" if made.login.access_token:
            export_store.put(made.login.user_id, "{}")
        case "enableUser" if made.login.access_token:
            change_account(made.login.user_id, User.disabled)
    if function not in OPERATIONS:
        return {**sample, **made.event_fields.get(function, {})}
    authorizer = sample["requestContext"].get("authorizer")
    return proxy_event(
        function,
        body=_body(function, sample["body"], made),
        path=_path(function, made),
        query=sample["queryStringParameters"],
        headers=headers,
        authorizer=authorizer and (ADMIN if authorizer["role"] == "admin" else made.login.caller),
    )


def _body(function: str, sample: str, made: Made) -> str:
    match function:
        case "registerUser":
            return sample.replace("ada@", "grace@")
        case "refreshSession":
            return json.dumps({"refreshToken": made.login.refresh_token})
        case "createOrder" | "createProduct" | "createStockAdjustment":
            return sample.replace(UNKNOWN_ID, made.product_id)
        case "addCartItem":
            return sample.replace(UNKNOWN_ID, made.other_product_id)
        case _ if function in {*TOKENS, *WITH_CODE} and made.login.access_token:
            return json.dumps(json.loads(sample) | _secrets(function, made.login))
    return sample


def _secrets(function: str, login: Login) -> dict[str, str]:
    """Return the token of an e-mail, or the code of a second factor, which the account gets."""
    if function in TOKENS:
        return {"token": emailed_token(login.user_id, TOKENS[function])}
    change_account(login.user_id, User.vouched_for)
    enrolment = call("createMfaEnrolment", caller=login.caller)
    if enrolment.status == HTTPStatus.CONFLICT:
        return {}  # An event that was made for this account before has confirmed a factor.
    secret = enrolment.body["secret"]
    code, later = (pyotp.TOTP(secret).at(time.time() + seconds) for seconds in (0, 30))
    if function == "confirmMfaEnrolment":
        return {"code": code}
    assert call("confirmMfaEnrolment", body={"code": code}, caller=login.caller).status == 200
    if function == "removeMfa":
        return {"code": later}
    return {"challenge": emailed_token(login.user_id, "login"), "code": later}


def picture_event(*keys: str) -> dict[str, Any]:
    sample = sample_event("attach_product_image")
    (record,) = sample["Records"]
    described = [record["s3"]["object"] | {"key": key} for key in keys]
    return sample | {"Records": [record | {"s3": record["s3"] | {"object": each}} for each in described]}


def _path(operation_id: str, made: Made) -> Mapping[str, str] | None:
    path, known = sample_path(operation_id), row(operation_id).object
    ids = {
        "product": made.product_id,
        "cart item": made.product_id,
        "order": made.order_id,
        "session": made.login.session_id,
        "user": made.login.user_id,
    }
    return path if path is None or known is None else dict.fromkeys(path, ids[known])
