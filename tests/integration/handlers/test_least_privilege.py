from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from handlers.domain.carts import MAX_LINES
from handlers.domain.email_requests import EmailEvent, new_email_request
from handlers.runtime import settings
from handlers.store.users import find_user
from local.config import ROOT
from tests.integration.handlers.accounts import ADA, COUNTESS, register
from tests.integration.handlers.aws_calls import recorded
from tests.integration.handlers.buying import add_gone_products
from tests.integration.handlers.calling import FUNCTIONS, invoke
from tests.integration.handlers.conftest import forget_clients
from tests.integration.handlers.every_function import good_event, make
from tests.integration.handlers.notifications import batch, requested
from tests.integration.handlers.rotating import STEPS
from tests.lambda_events import ADMIN
from tests.support.requests import UNKNOWN_ID

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.integration.handlers.table import Table

# The functions that query an index, with its name; all others query the table.
QUERIES = json.loads((ROOT / "terraform" / "queries.json").read_text())
INDEX_PATHS = {"table": "", "GSI1": "/index/GSI1", "GSI2": "/index/GSI2"}
ALL = [setting for setting in vars(settings).values() if isinstance(setting, settings.Setting)]
SETTINGS = {setting.name for setting in ALL if setting.default is None}


def test_no_other_module_reads_the_environment() -> None:
    modules = [path for path in (ROOT / "handlers").rglob("*.py") if path != Path(settings.__file__)]
    assert modules
    assert not [path for path in modules if re.search(r"environ|getenv", path.read_text())]


def test_functions_require_every_setting_without_a_default_and_no_other() -> None:
    assert {name for row in FUNCTIONS.values() for name in row["settings"]} == SETTINGS


def test_the_settings_table_names_each_row_after_its_variable() -> None:
    assert all(getattr(settings, setting.name) is setting for setting in ALL)


def expected(function: str, event: Mapping[str, Any], table: str) -> set[tuple[str, str]]:
    """Return what Terraform lets a function do, each action with its resource.

    It follows ``terraform/shop``: ``queries.json`` has the indexes of the queries, and the settings of a function
    name its other resources.
    """
    row = FUNCTIONS[function]
    secrets = ("JWT_SECRET_NAME", "ENCRYPTION_SECRET_NAME", "PAYMENT_SECRET_NAME")
    named = [os.environ[name] for name in secrets if name in row["settings"] and "SecretId" not in event]
    queried = [f"table/{table}{INDEX_PATHS[place]}" for place in QUERIES.get(function, ["table"])]
    resources: Mapping[str, Callable[[], list[str]]] = {
        "dynamodb": lambda: [f"table/{table}"],
        "secretsmanager": lambda: [f"secret/{name}" for name in named or [event["SecretId"]]],
        "lambda": lambda: [f"function/{os.environ['PAYMENT_FUNCTION_NAME']}"],
        "s3": lambda: (
            [f"bucket/{os.environ['EXPORT_BUCKET_NAME']}/exports/"]
            if "EXPORT_BUCKET_NAME" in row["settings"]
            else [f"bucket/{os.environ['S3_BUCKET_NAME']}/products/"]
        ),
        "ses": lambda: [f"identity/{os.environ['SES_FROM_EMAIL']}"],
        "events": lambda: [f"event-bus/{os.environ['EVENT_BUS_NAME']}"],
        "sqs": lambda: [f"queue/{os.environ['DEAD_LETTER_QUEUE_URL'].rpartition('/')[2]}"],
    }
    return {
        (action, resource)
        for action in row["actions"]
        for resource in (
            queried
            if action == "dynamodb:Query"
            else [f"bucket/{os.environ['EXPORT_BUCKET_NAME']}"]
            if action == "s3:ListBucket"
            else resources[action.partition(":")[0]]()
        )
    }


def as_granted(seen: tuple[str, str]) -> tuple[str, str]:
    """Return an action with its resource as roles name it: objects by their prefix."""
    action, resource = seen
    return action, re.sub(r"/(products|exports)/.*", r"/\1/", resource) if action.startswith("s3:") else resource


def variants(function: str, event: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return an event twice, or all steps of a rotation, and its variants by role and without a query."""
    is_rotation = function == "rotate_jwt_secret"
    events = [{**event, "Step": step} for step in STEPS] if is_rotation else [{**event}, {**event}]
    if function == "process_order_changes":
        # More than an unverified address gets in a day: the last ones wait, until it is verified.
        notices: list[EmailEvent] = ["PasswordChanged"] * 6
        about: list[EmailEvent] = ["VerificationRequested", *notices, "AddressVerified"]
        events.extend(batch(requested(new_email_request(each, ADA["email"]))) for each in about)
        admin = find_user(ADMIN["userId"])
        exporting = (admin, replace(admin, user_id=UNKNOWN_ID))
        exports = [new_email_request("DataExportRequested", user.email, changing=user) for user in exporting]
        events.extend(batch(requested(each)) for each in exports)
    if event.get("queryStringParameters"):
        events.append({**event, "queryStringParameters": None, "multiValueQueryStringParameters": None})
    if function == "listUsers":
        events.append({**event, "multiValueQueryStringParameters": {"email": [ADA["email"]]}})
    if function == "listAuditEntries":
        filters = {"actor": ["operator"]}, {"target": [f"user:{ADMIN['userId']}"]}
        events.extend({**event, "multiValueQueryStringParameters": each} for each in filters)
    if function == "setStockRows":
        events.append({**event, "body": json.dumps({"rows": 1})})
    context = event.get("requestContext", {})
    if "authorizer" in context:
        callers = [context["authorizer"] | {"role": "customer"}, context["authorizer"] | ADMIN]
        events += [{**event, "requestContext": context | {"authorizer": caller}} for caller in callers]
    return events


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_with_only_its_own_settings_uses_exactly_its_roles_permissions(
    new_process: Table, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    # Given a new process with only the function's settings
    # Few enough that a login ends an older session
    monkeypatch.setenv("SESSIONS_PER_ACCOUNT", "2")
    made = make()
    event = good_event(function, made)
    if function == "confirmEmailChange":
        # An unverified account, which is replaced.
        register(email=COUNTESS)
    if function == "addCartItem":
        # The oldest one leaves the full cart.
        add_gone_products(made.login.user_id, MAX_LINES)
    events = variants(function, event)
    for name in SETTINGS - set(FUNCTIONS[function]["settings"]):
        monkeypatch.delenv(name, raising=False)
    forget_clients()

    # When it gets a sequence of events, of which the second often fails and may need other actions
    with recorded() as aws:
        results = [invoke(function, each) for each in events]

    # Then it has called exactly its declared actions on its role's resources, and missed no setting
    assert aws.actions == set(FUNCTIONS[function]["actions"])
    used, granted = {as_granted(each) for each in aws.resources}, expected(function, event, new_process.name)
    rows = "actions in terraform/functions.json, the indexes it may query in terraform/queries.json"
    assert used == granted, f"{function} lacks {used - granted} and doesn't use {granted - used}: {rows}"
    assert not [each for each in results if isinstance(each, dict) and each.get("statusCode") == 500]
