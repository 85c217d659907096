from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from generated.operations import OPERATIONS
from tests.integration.handlers import shelf
from tests.integration.handlers.accounts import ADA, NEW_PASSWORD, is_let_in, log_in, sign_up
from tests.integration.handlers.calling import FUNCTIONS, call, invoke, send
from tests.integration.handlers.every_function import good_event, make

if TYPE_CHECKING:
    from tests.integration.handlers.conftest import LogLines
    from tests.integration.handlers.table import Table

EVENTS = {
    "registerUser": "USER_REGISTERED",
    "loginUser": "SESSION_OPENED",
    "createProduct": "PRODUCT_CREATED",
    "updateProduct": "PRODUCT_UPDATED",
    "deleteProduct": "PRODUCT_DELETED",
    "createImageUpload": "IMAGE_UPLOAD_ALLOWED",
    "updateProfile": "PROFILE_UPDATED",
    "changePassword": "PASSWORD_CHANGED",
}


def test_nothing_that_is_secret_or_personal_is_logged(table: Table, log_lines: LogLines) -> None:
    # When somebody does all that there is to do with an account, well and badly
    login = sign_up()
    call("registerUser", body={**ADA, "lastName": ""})
    call("registerUser", body=ADA)
    call("loginUser", body={"email": ADA["email"], "password": "wrong-password"})
    call("updateProfile", body={"firstName": "Augusta", "lastName": "King"}, caller=login.caller)
    call("changePassword", body={"currentPassword": "wrong", "newPassword": NEW_PASSWORD}, caller=login.caller)
    call("changePassword", body={"currentPassword": ADA["password"], "newPassword": NEW_PASSWORD}, caller=login.caller)
    is_let_in(login)
    is_let_in(log_in(password=NEW_PASSWORD))

    # Then the log holds nothing of it
    logged = json.dumps(log_lines(), ensure_ascii=False)
    said = [*ADA.values(), NEW_PASSWORD, "wrong-password", "Augusta", "King", login.access_token, login.refresh_token]
    said += ["203.0.113.7", str(table.row(f"USER#{login.user_id}", "PROFILE")["passwordHash"])]  # type: ignore[index]
    assert log_lines()
    assert not [value for value in said if value in logged]


@pytest.mark.parametrize("operation_id", sorted(OPERATIONS))
def test_every_line_of_a_request_carries_its_id_and_operation(
    table: Table, log_lines: LogLines, operation_id: str
) -> None:
    event = good_event(operation_id, make())
    event["requestContext"]["requestId"] = f"request-of-{operation_id}"

    send(operation_id, event)

    lines = lines_of(log_lines(), operation_id)
    assert {line["requestId"] for line in lines} == {f"request-of-{operation_id}"}
    assert {line["functionName"] for line in lines} == {f"ecommerce-test-{FUNCTIONS[operation_id]['name']}"}
    assert [line["event"] for line in lines if line["event"] != "REQUEST_ANSWERED"] == [
        *([EVENTS[operation_id]] if operation_id in EVENTS else [])
    ]
    assert lines[-1]["duration"] >= 0


def lines_of(lines: list[dict[str, Any]], operation_id: str) -> list[dict[str, Any]]:
    """Return the lines of the last call of an operation."""
    return [line for line in lines if line["operation"] == operation_id and line["requestId"] != "request-1"]


def test_event_functions_name_themselves(table: Table, log_lines: LogLines) -> None:
    made = make()

    invoke("attach_product_image", good_event("attach_product_image", made))
    shelf.delete(made.product_id)
    invoke("attach_product_image", good_event("attach_product_image", made))

    lines = [line for line in log_lines() if line["operation"] == "attach_product_image"]
    assert [line["event"] for line in lines] == ["IMAGE_ATTACHED", "IMAGE_IGNORED"]
