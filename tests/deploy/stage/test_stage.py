"""A stage that Terraform has applied: the tests run in this order, and the last one destroys it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from local.aws.clients import client
from local.config import ROOT
from local.gateway.mailbox import sent_mails
from local.sample_shop import ADMIN, KEYS
from ops.journal import Journal, Run
from tests.contract.calls import Shop, order
from tests.contract.matrix import MATRIX, Callers, Cell
from tests.contract.principals import new_customer
from tests.contract.run import PHASES
from tests.deploy.aws.by_hand import KEY, STAGE
from tests.deploy.parity.comparison import Target, compare
from tests.deploy.stage.conftest import CONFIG, JWT_SECRET, STATES, run_module
from tests.harness import eventually, new_config, running_shop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.deploy.aws.running import DeployableAws
    from tests.deploy.stage.conftest import DeployedShop
    from tests.deploy.terraform import Terraform

SECONDS = 300
PROJECT = "ecommerce"
RUN = Run("contract-test", "of-deploy-test")
# Invalid values, and a part of the error message that each must cause.
REJECTED_VARIABLES: Mapping[str, tuple[object, str]] = {
    "region": ("mars", "region"),
    "account_id": ("12", "12 digits"),
}
REJECTED_CONFIG: Mapping[str, tuple[object, str]] = {
    "alarm_emails": (["nobody"], "e-mail"),
    "log_level": ("LOUD", "log level"),
    "reserved_concurrency": ({"createOrder": -1}, "0 or more"),
    "domain_name": ("api.example.com", "certificate"),
    "thresholds": ({"lambda_errors": -1}, "A threshold must be"),
}
# Both servers share functions, models and validators, so each phase runs on one of them.
STOREFRONT_PHASES = ("examples", "coverage", "stateful")
PARTNER_PHASES = ("examples", *sorted({*PHASES} - {*STOREFRONT_PHASES}))
# Rows that expire: the row of no account leads to them.
TRANSIENT = ("AUDIT#", "EMAIL_REQUEST#", "TOKEN#")
# How to list a service's resources: the call, the member with the list, and the member of an item with its name.
LISTS = (
    ("apigateway", "get_rest_apis", "items", "name"),
    ("apigateway", "get_usage_plans", "items", "name"),
    ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    ("dynamodb", "list_tables", "TableNames", ""),
    ("events", "list_event_buses", "EventBuses", "Name"),
    ("iam", "list_roles", "Roles", "RoleName"),
    ("kms", "list_aliases", "Aliases", "AliasName"),
    ("lambda", "list_functions", "Functions", "FunctionName"),
    ("logs", "describe_log_groups", "logGroups", "logGroupName"),
    ("s3", "list_buckets", "Buckets", "Name"),
    ("secretsmanager", "list_secrets", "SecretList", "Name"),
    ("sns", "list_topics", "Topics", "TopicArn"),
    ("sqs", "list_queues", "QueueUrls", ""),
)


def test_second_plan_has_no_changes(terraform: Terraform) -> None:
    assert terraform.changes() == ""


def test_invalid_variables_are_rejected_with_a_message(terraform: Terraform) -> None:
    config = {**CONFIG, **{name: value for name, (value, _) in REJECTED_CONFIG.items()}}

    # All in one plan, because each plan reads all resources
    error = terraform.plan_error(config=config, **{name: value for name, (value, _) in REJECTED_VARIABLES.items()})

    text = " ".join(error.replace("│", " ").split())
    messages = [message for _, message in (*REJECTED_VARIABLES.values(), *REJECTED_CONFIG.values())]
    assert [message for message in messages if message not in text] == [], text


def test_cloudfront_can_be_added_later(terraform: Terraform) -> None:
    # A plan in the other direction shows the same differences
    without = replace(terraform, variables={**terraform.variables, "config": {**CONFIG, "cdn": {"is_wanted": False}}})

    plan = without.changes()

    gone = [line for line in plan.splitlines() if line.endswith(("will be destroyed", "must be replaced"))]
    assert [line for line in gone if ".module.cdn[0]." not in line] == []
    assert gone


def test_order_is_confirmed_by_an_email_through_the_stream(shop: DeployedShop) -> None:
    buyer = new_customer(shop.storefront)

    with httpx.Client(timeout=SECONDS) as http:
        sender = Shop.at(shop.storefront, shop.partner, http)
        placed = sender.send(order(sender, sender.product_id()).changed(token=buyer.access_token()))

    assert placed.is_success, placed.text
    assert placed.json()["status"] == "processing"
    messages = f"{shop.aws.bare_url}/_ministack/ses/messages"
    eventually(lambda: buyer.email in httpx.get(messages, timeout=SECONDS).text, seconds=SECONDS)


def test_apis_behave_like_those_deployed_by_hand(shop: DeployedShop) -> None:
    file = ROOT / "tests" / "deploy" / "aws" / "test_imported_apis.py"

    servers = {"DEPLOYED_SERVERS": f"{shop.storefront} {shop.partner}"}
    run_module("pytest", "-q", "-p", "no:cacheprovider", str(file), environment=servers)


def test_authorization_matrix_holds(shop: DeployedShop) -> None:
    """R17."""

    def promote(email: str) -> None:
        shop.run_ops("admin", "grant", email, f"--stage={STAGE}")

    with httpx.Client(timeout=SECONDS) as http:
        sender = Shop.at(shop.storefront, shop.partner, http, sent_mails=partial(sent_mails, shop.aws.bare_url))
        callers = Callers.of(sender, KEY, shop.aws.url, JWT_SECRET, promote)
        errors = {str(cell): error for cell in MATRIX if (error := error_of(callers, cell))}

    assert errors == {}


def error_of(callers: Callers, cell: Cell) -> str:
    try:
        callers.check(cell)
    except AssertionError as error:
        return repr(error)
    return ""


def test_responses_equal_the_local_gateways(shop: DeployedShop, folder: Path) -> None:
    with running_shop(new_config(folder / "local")) as local:
        here = Target(local.storefront, local.partner, KEYS["premium"])

        assert compare(here, Target(shop.storefront, shop.partner, KEY)) == []


@pytest.mark.parametrize(
    ("server", "phases", "key"), [("storefront", STOREFRONT_PHASES, ""), ("partner", PARTNER_PHASES, KEY)]
)
def test_server_keeps_the_contract(shop: DeployedShop, server: str, phases: Sequence[str], key: str) -> None:
    settings = {
        "CONTRACT_TEST_ADMIN_EMAIL": ADMIN.email,
        "CONTRACT_TEST_ADMIN_PASSWORD": ADMIN.password,
        "CONTRACT_TEST_API_KEY": key,
    }

    run_module("tests.contract.run", getattr(shop, server), f"--phases={','.join(phases)}", environment=settings)


def test_checks_of_ci_pass_after_an_apply(shop: DeployedShop, folder: Path) -> None:
    run = (f"--run={RUN.name}", f"--journals={folder / 'e2e'}")

    shop.run_ops("smoke", shop.storefront, f"--partner-url={shop.partner}")
    shop.run_ops("end-to-end", shop.storefront, *run)
    shop.run_ops("purge", f"--stage={STAGE}", *run)


def test_stage_test_leaves_nothing(shop: DeployedShop, folder: Path) -> None:
    # When it runs as in CI, with temporary credentials
    servers = (f"--base-url={shop.storefront}", f"--partner-url={shop.partner}")
    run = (f"--stage={STAGE}", f"--run={RUN.name}", f"--journals={folder / 'journals'}")
    shop.run_ops("stage-test", *servers, *run, "--phases=examples", "--examples=1")

    # Then it has created users, orders, products and a key
    made = Journal.of_run(RUN, folder / "journals").read()
    assert all((made.users, made.orders, made.products))
    # And nothing names them any more, except for what expires
    names = {RUN.tag, *made.users, *made.orders, *made.products}
    keys = client("apigateway", shop.aws.url).get_api_keys()["items"]
    assert RUN.tag not in {key["name"] for key in keys}
    pages = client("dynamodb", shop.aws.url).get_paginator("scan").paginate(TableName=f"{PROJECT}-{STAGE}")
    rows = [row for page in pages for row in page["Items"] if not row["PK"]["S"].startswith(TRANSIENT)]
    assert [row for row in rows if any(name in json.dumps(row, default=str) for name in names)] == []


def test_changed_contract_is_served_by_a_release_and_not_after_a_rollback(
    shop: DeployedShop, terraform: Terraform
) -> None:
    """R23."""
    # Given a changed import document
    document = terraform.folder.parents[2] / "generated" / "api_gateway.storefront.json"
    written = json.loads(document.read_text())
    written["info"]["version"] = "999.0.0"
    written["x-amazon-apigateway-gateway-responses"]["UNAUTHORIZED"]["statusCode"] = "418"
    document.write_text(json.dumps(written))
    client("s3", shop.aws.url).create_bucket(Bucket=STATES)

    # When it is applied, then the stage serves what it served
    terraform.apply()
    assert status_without_a_token(shop) == 401
    # When it is released and rolled back, then the stage follows, and Terraform has nothing to change
    for command, status in (("release", 418), ("rollback", 401)):
        shop.run_ops(command, f"--stage={STAGE}")
        assert status_without_a_token(shop) == status
        assert terraform.changes() == ""


def status_without_a_token(shop: DeployedShop) -> int:
    return httpx.get(f"{shop.storefront}/orders", timeout=SECONDS).status_code


def test_destroy_leaves_nothing(terraform: Terraform, aws: DeployableAws) -> None:
    assert list(leftovers(aws)), f"nothing here is called {PROJECT}: leftovers can't be detected"

    terraform.destroy()

    assert [*terraform.resources(), *leftovers(aws)] == []


def leftovers(aws: DeployableAws) -> Iterator[str]:
    """Yield the project's resources, as ``lambda ecommerce-dev-cart-get``, from AWS and not from Terraform's state."""
    for service, call, holder, name in LISTS:
        for item in getattr(client(service, aws.url), call)().get(holder, []):
            found = item[name] if name else item
            if PROJECT in found:
                yield f"{service} {found}"
