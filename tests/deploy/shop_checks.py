"""Tests of a shop that Terraform has deployed to the embedded AWS."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from local.aws.clients import client
from local.config import REGION, ROOT
from local.gateway.partner_keys import PartnerKeys
from local.sample_shop import ADMIN, CUSTOMER, KEYS
from ops.journal import Journal, Run
from tests.contract.calls import Shop
from tests.contract.matrix import MATRIX, Callers, Cell
from tests.deploy.aws.by_hand import KEY, SLOW_KEY, allow
from tests.deploy.aws.running import DeployableAws, front_door
from tests.deploy.parity.run import complaints
from tests.deploy.parity.target import Target
from tests.deploy.terraform import Terraform
from tests.harness import eventually, new_config, running_shop
from tests.support.requests import PASSWORD, order_request

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

STAGE = "dev"
_CREDENTIALS = (ADMIN.email, ADMIN.password)
_SECONDS = 300
_JWT_SECRET = f"ecommerce/{STAGE}/jwt/secret"
# The bootstrap's bucket; its other name keeps it out of the stage's leftovers.
_STATES = "states-of-terraform"


class ShopTestFailed(Exception):  # caught by the driver
    """A test of the deployed shop failed; the message holds the reason."""


@dataclass(frozen=True, slots=True)
class DeployedShop:
    """A shop deployed by Terraform, as clients see it."""

    aws: DeployableAws
    storefront: str
    partner: str

    @property
    def target(self) -> Target:
        """The shop as a target of the parity requests."""
        return Target(self.storefront, self.partner, KEY, _CREDENTIALS)


@contextmanager
def open_shop(aws: DeployableAws, apis: dict[str, Any]) -> Iterator[DeployedShop]:
    """Serve a deployed shop's APIs, with an admin and a partner key."""
    with ExitStack() as doors:
        urls = [
            f"{doors.enter_context(front_door(aws, apis[name]['id']))}/{apis[name]['stage']}"
            for name in ("storefront", "partner")
        ]
        shop = DeployedShop(aws, *urls)
        _rotate_keys(aws)
        _register(shop, ADMIN.email, ADMIN.password)
        _register(shop, CUSTOMER.email, CUSTOMER.password)
        _run_shop(aws, "admin", "grant", ADMIN.email, f"--stage={STAGE}")
        apigateway = client("apigateway", aws.url)
        PartnerKeys(apigateway, STAGE).create("tests", "premium", value=KEY)
        allow(apigateway, apis["partner"]["id"], SLOW_KEY, rate=0.001, burst=1)
        yield shop


def check_parity(shop: DeployedShop, folder: Path) -> None:
    """Send the parity requests to a local shop and this one."""
    with running_shop(new_config(folder)) as local:
        here = Target(local.storefront, local.partner, KEYS["premium"], _CREDENTIALS)
        found = list(complaints(here, shop.target))
    if found:
        raise ShopTestFailed("\n".join(found))


def check_contract(url: str, phases: Sequence[str], *, key: str = "") -> str:
    """Test one of its APIs against the contract, as ``make contract-test`` does, and return a summary."""
    email, password = _CREDENTIALS
    variables = {
        "CONTRACT_TEST_ADMIN_EMAIL": email,
        "CONTRACT_TEST_ADMIN_PASSWORD": password,
        "CONTRACT_TEST_API_KEY": key,
    }
    command = [sys.executable, "-m", "tests.contract.run", url, f"--phases={','.join(phases)}"]
    ended = subprocess.run(command, cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise ShopTestFailed(f"{url}:\n{ended.stdout}{ended.stderr}")
    cases = re.findall(r"(\d+) cases", ended.stdout)
    return f"{sum(map(int, cases))} cases"


def check_stage_test(shop: DeployedShop, folder: Path) -> str:
    """Run ``stage-test`` as CI does, with temporary credentials, check that it leaves nothing, and return a summary."""
    run = Run("contract-test", "of-deploy-test")
    where = [f"--base-url={shop.storefront}", f"--partner-url={shop.partner}", f"--journals={folder}"]
    options = [f"--stage={STAGE}", f"--run={run.name}", "--phases=examples", "--examples=1"]
    command = [sys.executable, "-m", "ops", "stage-test", *where, *options]
    environment = os.environ | _account(shop.aws)
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise ShopTestFailed(ended.stdout + ended.stderr)
    left = [*_left_of(Journal.of_run(run, folder), client("dynamodb", shop.aws.url))]
    left += [
        key["name"] for key in client("apigateway", shop.aws.url).get_api_keys()["items"] if key["name"] == run.tag
    ]
    if left:
        raise ShopTestFailed(f"not purged: {', '.join(left)}")
    return ended.stdout.splitlines()[-1]


def _left_of(journal: Journal, dynamodb: DynamoDBClient) -> Iterator[str]:
    """Yield the keys of rows that name a run's data."""
    made = journal.read()
    if not (made.users and made.orders and made.products):
        raise ShopTestFailed(f"{journal.run.tag} has made too little: see {journal.path}")
    names = {journal.run.tag, *made.users, *made.orders, *made.products}
    for page in dynamodb.get_paginator("scan").paginate(TableName=f"ecommerce-{STAGE}"):
        for row in page["Items"]:
            if any(name in json.dumps(row, default=str) for name in names):
                yield f"{row['PK']['S']} {row['SK']['S']}"


def check_pipeline(shop: DeployedShop, folder: Path) -> str:
    """Run CI's checks after an apply (smoke, end-to-end, purge), and return a summary."""
    environment = os.environ | _account(shop.aws)
    summary = ""
    run = ("--run=of-deploy-test", f"--journals={folder}")
    for name, *arguments in (
        ("smoke", shop.storefront, f"--partner-url={shop.partner}"),
        ("end-to-end", shop.storefront, *run),
        ("purge", f"--stage={STAGE}", *run),
    ):
        command = [sys.executable, "-m", "ops", name, *arguments]
        ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if ended.returncode != 0:
            raise ShopTestFailed(f"{name}:\n{ended.stdout}{ended.stderr}")
        summary = ended.stdout.splitlines()[0]
    return summary


def check_imported_apis(shop: DeployedShop) -> None:
    """Run the tests of a shop deployed by hand: validation, authorizer, preflights, keys, problems."""
    file = Path(__file__).parent / "aws" / "test_imported_apis.py"
    variables = {"DEPLOYED_SERVERS": f"{shop.storefront} {shop.partner}"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(file)]
    ended = subprocess.run(command, cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise ShopTestFailed(ended.stdout + ended.stderr)


def check_authorization(shop: DeployedShop) -> str:
    """Call every operation with every identity on both servers: R17."""

    def promote(email: str) -> None:
        _run_shop(shop.aws, "admin", "grant", email, f"--stage={STAGE}")

    with httpx.Client(timeout=_SECONDS) as http:
        open_shop = Shop.at(shop.storefront, shop.partner, http)
        callers = Callers.of(open_shop, KEY, shop.aws.url, _JWT_SECRET, promote)
        wrong = [f"{cell}: {complaint}" for cell in MATRIX if (complaint := _complaint(callers, cell))]
    if wrong:
        raise ShopTestFailed("\n".join(wrong))
    return f"{len(MATRIX)} cells"


def _complaint(callers: Callers, cell: Cell) -> str:
    try:
        callers.check(cell)
    except AssertionError as wrong:
        return str(wrong)
    return ""


def check_order_notification(shop: DeployedShop) -> None:
    """Place an order, and wait until the stream's function has sent its e-mail and published its event."""
    buyer = f"buyer-{os.urandom(4).hex()}@example.com"
    with httpx.Client(base_url=shop.storefront, timeout=_SECONDS) as http:
        product = {"name": "Walnut desk", "price": 99.5, "category": "desks", "stock": 3}
        made = _good(http.post("/products", json=product, headers=_log_in(http, *_CREDENTIALS)))
        _register(shop, buyer, PASSWORD)
        own = _log_in(http, buyer, PASSWORD)
        placed = _good(
            http.post("/orders", json=order_request((made["productId"], 1)), headers=own | {"Idempotency-Key": buyer})
        )
    if placed["status"] != "processing":
        raise ShopTestFailed(f"an order that was paid for is {placed['status']}")
    eventually(lambda: _mail_to(shop.aws, buyer), seconds=_SECONDS)


def check_release(shop: DeployedShop, terraform: Terraform) -> None:
    """Change the storefront's import document as a contract change would (R23), release it, and roll back."""
    document = terraform.folder.parents[2] / "generated" / "api_gateway.storefront.json"
    written = json.loads(document.read_text())
    written["info"]["version"] = "999.0.0"
    written["x-amazon-apigateway-gateway-responses"]["UNAUTHORIZED"]["statusCode"] = "418"
    document.write_text(json.dumps(written))
    client("s3", shop.aws.url).create_bucket(Bucket=_STATES)
    terraform.apply()
    _answers_without_a_token(shop, 401, "an apply has changed what the stage serves")
    _run_shop(shop.aws, "release", f"--stage={STAGE}")
    _answers_without_a_token(shop, 418, "a release has left the stage on the old contract")
    if terraform.changes():
        raise ShopTestFailed(f"a release has changed resources that Terraform manages:\n{terraform.changes()}")
    _run_shop(shop.aws, "rollback", f"--stage={STAGE}")
    _answers_without_a_token(shop, 401, "a rollback has left the stage on the released contract")
    if terraform.changes():
        raise ShopTestFailed(f"a rollback has changed resources that Terraform manages:\n{terraform.changes()}")


def _answers_without_a_token(shop: DeployedShop, status: int, failure: str) -> None:
    actual = httpx.get(f"{shop.storefront}/orders", timeout=_SECONDS).status_code
    if actual != status:
        raise ShopTestFailed(f"{failure}: {actual} instead of {status}")


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
        if "FunctionError" in response:
            raise ShopTestFailed(f"{step} of the keys' rotation: {response['Payload'].read().decode()}")


def _mail_to(aws: DeployableAws, email: str) -> bool:
    """Return whether an e-mail to an address was sent, from the embedded SES's message list."""
    messages = httpx.get(f"{aws.bare_url}/_ministack/ses/messages", timeout=_SECONDS).text
    return re.search(re.escape(email), messages) is not None


def _run_shop(aws: DeployableAws, *words: str) -> None:
    subprocess.run([sys.executable, "-m", "ops", *words], cwd=ROOT, env=os.environ | _account(aws), check=True)


def _account(aws: DeployableAws) -> dict[str, str]:
    """Return the AWS settings of the stage's account."""
    return {
        "STATE_BUCKET": _STATES,
        "AWS_ENDPOINT_URL": aws.url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }


def _register(shop: DeployedShop, email: str, password: str) -> None:
    body = {"email": email, "password": password, "firstName": "Grace", "lastName": "Hopper"}
    _good(httpx.post(f"{shop.storefront}/auth/register", json=body, timeout=_SECONDS))


def _log_in(http: httpx.Client, email: str, password: str) -> dict[str, str]:
    tokens = _good(http.post("/auth/login", json={"email": email, "password": password}))
    return {"Authorization": f"Bearer {tokens['accessToken']}"}


def _good(answer: httpx.Response) -> dict[str, Any]:
    if not answer.is_success:
        raise ShopTestFailed(
            f"{answer.request.method} {answer.request.url.path} answered {answer.status_code}: {answer.text}"
        )
    body: dict[str, Any] = answer.json()
    return body
