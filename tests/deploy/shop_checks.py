"""Checks of a shop that Terraform has deployed to the embedded AWS."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from local.aws.clients import client
from local.config import REGION, ROOT
from local.gateway.partner_keys import PartnerKeys
from local.sample_shop import ADMIN, CUSTOMER, KEYS
from ops.journal import Journal, Run
from tests.contract.callers import Servers, Stage, changer
from tests.contract.matrix import GOOD, Cell, cells
from tests.contract.principals import Account, new_customer
from tests.contract.run import PHASES
from tests.contract.ways import Shop, order
from tests.deploy.aws.by_hand import KEY, SLOW_KEY, allow, register
from tests.deploy.aws.running import DeployableAws, front_door
from tests.deploy.parity.comparison import compare
from tests.deploy.parity.requests import Target
from tests.deploy.terraform import Terraform
from tests.harness import eventually, new_config, running_shop

STAGE = "dev"
_SECONDS = 300
_RUN = "of-deploy-test"
_JWT_SECRET = f"ecommerce/{STAGE}/jwt/secret"
# The bootstrap's bucket; its other name keeps it out of the stage's leftovers.
_STATES = "states-of-terraform"
# Both servers share functions, models and validators, so each phase runs on one of them.
_STOREFRONT_PHASES = ("examples", "coverage", "stateful")
_PARTNER_PHASES = ("examples", *sorted({*PHASES} - {*_STOREFRONT_PHASES}))


@dataclass(frozen=True, slots=True)
class DeployedShop:
    """A shop deployed by Terraform, the URLs of its servers, and a folder for the checks."""

    aws: DeployableAws
    terraform: Terraform
    folder: Path
    storefront: str
    partner: str


@contextmanager
def open_shop(aws: DeployableAws, terraform: Terraform, folder: Path) -> Iterator[DeployedShop]:
    """Serve a deployed shop's APIs, with the sample accounts and a partner key."""
    apis = terraform.outputs()["apis"]
    with ExitStack() as doors:
        storefront, partner = (
            f"{doors.enter_context(front_door(aws, apis[name]['id']))}/{apis[name]['stage']}"
            for name in ("storefront", "partner")
        )
        _rotate_keys(aws)
        for account in (ADMIN, CUSTOMER):
            register(storefront, account)
        _ops(aws, "admin", "grant", ADMIN.email, f"--stage={STAGE}")
        apigateway = client("apigateway", aws.url)
        PartnerKeys(apigateway, STAGE).create("tests", "premium", value=KEY)
        allow(apigateway, apis["partner"]["id"], SLOW_KEY, rate=0.001, burst=1)
        yield DeployedShop(aws, terraform, folder, storefront, partner)


def _check_parity(shop: DeployedShop) -> None:
    """Send the parity requests to a local shop and this one."""
    with running_shop(new_config(shop.folder / "local")) as local:
        here = Target(local.storefront, local.partner, KEYS["premium"])
        found = compare(here, Target(shop.storefront, shop.partner, KEY))
    assert not found, "\n".join(found)


def _check_storefront_contract(shop: DeployedShop) -> str:
    return _check_contract(shop.storefront, _STOREFRONT_PHASES)


def _check_partner_contract(shop: DeployedShop) -> str:
    return _check_contract(shop.partner, _PARTNER_PHASES, key=KEY)


def _check_contract(url: str, phases: Sequence[str], *, key: str = "") -> str:
    """Test an API against the contract, as ``make contract-test`` does, and return a summary."""
    environment = {
        "CONTRACT_TEST_ADMIN_EMAIL": ADMIN.email,
        "CONTRACT_TEST_ADMIN_PASSWORD": ADMIN.password,
        "CONTRACT_TEST_API_KEY": key,
    }
    output = _run(environment, "tests.contract.run", url, f"--phases={','.join(phases)}")
    cases = re.findall(r"(\d+) cases", output)
    return f"{sum(map(int, cases))} cases"


def _check_stage_test(shop: DeployedShop) -> str:
    """Run ``stage-test`` as CI does, with temporary credentials, check that it leaves nothing, and return a summary."""
    run, folder = Run("contract-test", _RUN), shop.folder / "journals"
    servers = (f"--base-url={shop.storefront}", f"--partner-url={shop.partner}")
    options = (f"--stage={STAGE}", f"--run={run.name}", f"--journals={folder}", "--phases=examples", "--examples=1")
    output = _ops(shop.aws, "stage-test", *servers, *options)
    made = Journal.of_run(run, folder).read()
    assert all((made.users, made.orders, made.products)), f"{run.tag} has made too little"
    names = {run.tag, *made.users, *made.orders, *made.products}
    keys = client("apigateway", shop.aws.url).get_api_keys()["items"]
    left = [key["name"] for key in keys if key["name"] == run.tag]
    for page in client("dynamodb", shop.aws.url).get_paginator("scan").paginate(TableName=f"ecommerce-{STAGE}"):
        rows = ((row, json.dumps(row, default=str)) for row in page["Items"])
        left += [f"{row['PK']['S']} {row['SK']['S']}" for row, text in rows if any(name in text for name in names)]
    assert not left, f"not purged: {', '.join(left)}"
    return output.splitlines()[-1]


def _check_pipeline(shop: DeployedShop) -> str:
    """Run CI's checks after an apply, and return a summary."""
    run = (f"--run={_RUN}", f"--journals={shop.folder / 'e2e'}")
    _ops(shop.aws, "smoke", shop.storefront, f"--partner-url={shop.partner}")
    _ops(shop.aws, "end-to-end", shop.storefront, *run)
    return _ops(shop.aws, "purge", f"--stage={STAGE}", *run).splitlines()[0]


def _check_imported_apis(shop: DeployedShop) -> None:
    """Run the tests of a shop deployed by hand: validation, authorizer, preflights, keys, problems."""
    environment = {"DEPLOYED_SERVERS": f"{shop.storefront} {shop.partner}"}
    file = Path(__file__).parent / "aws" / "test_imported_apis.py"
    _run(environment, "pytest", "-q", "-p", "no:cacheprovider", str(file))


def _check_authorization(shop: DeployedShop) -> str:
    """Call every operation with every identity on both servers: R17."""
    servers = Servers(shop.storefront, shop.partner, shop.aws.url, KEY, _JWT_SECRET)
    accounts = {
        "admin": Account(shop.storefront, ADMIN.email, ADMIN.password),
        "customer": Account(shop.storefront, CUSTOMER.email, CUSTOMER.password),
        "other customer": new_customer(shop.storefront),
        **{changer(identity): new_customer(shop.storefront) for identity in GOOD},
    }
    _ops(shop.aws, "admin", "grant", accounts[changer("admin")].email, f"--stage={STAGE}")
    with httpx.Client(timeout=_SECONDS) as http:
        stage = Stage(servers, Shop.at(shop.storefront, http), accounts)
        tried = {cell: _error_of(stage, cell) for cell in cells()}
    wrong = [f"{cell}: {error}" for cell, error in tried.items() if error]
    assert not wrong, "\n".join(wrong)
    return f"{len(tried)} cells"


def _error_of(stage: Stage, cell: Cell) -> str:
    try:
        stage.answered(cell)
    except AssertionError as error:
        return str(error) or repr(error)
    return ""


def _check_order_notification(shop: DeployedShop) -> None:
    """Place an order, and wait until the stream's function has sent its e-mail and published its event."""
    buyer = new_customer(shop.storefront)
    with httpx.Client(timeout=_SECONDS) as http:
        sender = Shop.at(shop.storefront, http)
        placed = sender.send(order(sender, sender.product_id(), caller=buyer.access_token())).raise_for_status()
    assert placed.json()["status"] == "processing", placed.text
    messages = f"{shop.aws.bare_url}/_ministack/ses/messages"
    eventually(lambda: buyer.email in httpx.get(messages, timeout=_SECONDS).text, seconds=_SECONDS)


def _check_release(shop: DeployedShop) -> None:
    """Change the storefront's import document as a contract change would (R23), release it, and roll back."""
    document = shop.terraform.folder.parents[2] / "generated" / "api_gateway.storefront.json"
    written = json.loads(document.read_text())
    written["info"]["version"] = "999.0.0"
    written["x-amazon-apigateway-gateway-responses"]["UNAUTHORIZED"]["statusCode"] = "418"
    document.write_text(json.dumps(written))
    client("s3", shop.aws.url).create_bucket(Bucket=_STATES)
    shop.terraform.apply()
    assert _status_without_a_token(shop) == 401, "an apply has changed what the stage serves"
    for command, status in (("release", 418), ("rollback", 401)):
        _ops(shop.aws, command, f"--stage={STAGE}")
        assert _status_without_a_token(shop) == status, f"a {command} has left the stage on the other contract"
        changes = shop.terraform.changes()
        assert not changes, f"a {command} has changed resources that Terraform manages:\n{changes}"


def _status_without_a_token(shop: DeployedShop) -> int:
    return httpx.get(f"{shop.storefront}/orders", timeout=_SECONDS).status_code


CHECKS: Mapping[str, Callable[[DeployedShop], object]] = {
    "order, stream, e-mail": _check_order_notification,
    "validation, authorizer, preflights, keys": _check_imported_apis,
    "authorization matrix": _check_authorization,
    "parity": _check_parity,
    "contract of the storefront": _check_storefront_contract,
    "contract of the partner server": _check_partner_contract,
    "smoke, end to end": _check_pipeline,
    "stage-test, purge": _check_stage_test,
    "changed contract, released and back": _check_release,
}


def _rotate_keys(aws: DeployableAws) -> None:
    """Run the steps of the first rotation: the embedded Secrets Manager records it, but invokes no function."""
    secrets, lambda_ = client("secretsmanager", aws.url), client("lambda", aws.url)
    secret = secrets.describe_secret(SecretId=_JWT_SECRET)
    # It has staged an empty version as AWSCURRENT, which is a rotation's last step.
    for version, stages in secret["VersionIdsToStages"].items():
        for stage in stages:
            secrets.update_secret_version_stage(SecretId=_JWT_SECRET, VersionStage=stage, RemoveFromVersionId=version)
    token = str(uuid.uuid4())
    secrets.put_secret_value(SecretId=_JWT_SECRET, ClientRequestToken=token, VersionStages=["AWSPENDING"])
    for step in ("createSecret", "setSecret", "testSecret", "finishSecret"):
        event = {"Step": step, "SecretId": secret["ARN"], "ClientRequestToken": token}
        response = lambda_.invoke(FunctionName=secret["RotationLambdaARN"], Payload=json.dumps(event).encode())
        assert "FunctionError" not in response, f"{step} of the keys' rotation: {response['Payload'].read().decode()}"


def _ops(aws: DeployableAws, *command: str) -> str:
    """Run a command of ``bin/shop`` in the stage's account, and return its output."""
    account = {
        "STATE_BUCKET": _STATES,
        "AWS_ENDPOINT_URL": aws.url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }
    return _run(account, "ops", *command)


def _run(environment: Mapping[str, Any], module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    ended = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, f"{module} {' '.join(arguments)}:\n{ended.stdout}{ended.stderr}"
    return ended.stdout
