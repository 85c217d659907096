"""A shop deployed by hand: real functions behind both imported APIs, without Terraform.

It has only what the tests of the adapter and of parity need; ``python -m tests.deploy`` tests what Terraform deploys.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from local.aws.clients import client
from local.aws.functions import rows
from local.aws.provision import provision
from local.config import ACCOUNT, REGION, ROOT, LocalConfig, function_name, settings
from tests.deploy.aws.running import DeployableAws

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_lambda import LambdaClient

STAGE = "dev"
KEY = "key-of-a-partner-who-asks"
SLOW_KEY = "key-of-a-partner-who-may-not-ask-often"
_IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/ecommerce:test"
_ROLE = f"arn:aws:iam::{ACCOUNT}:role/ecommerce"
_PLACEHOLDER = re.compile(r"\$\{([\w.]+)\}")
_COMMON = ("DOCS_URL", "ENVIRONMENT")
_FAST = {"PASSWORD_SALT_ROUNDS": "4", "LOG_LEVEL": "WARNING"}


@dataclass(frozen=True, slots=True)
class ManualShop:
    """The ids of a deployed shop's two APIs."""

    storefront: str
    partner: str


def deploy_by_hand(aws: DeployableAws, data: Path) -> ManualShop:
    """Deploy a shop with an empty table."""
    provision(aws.bare_url)
    _make_functions(client("lambda", aws.url), _settings(aws, data))
    apigateway = client("apigateway", aws.url)
    shop = ManualShop(*(deployed(apigateway, filled(name)) for name in ("storefront", "partner")))
    for key, throttle in ((KEY, (100, 100)), (SLOW_KEY, (0.001, 1))):
        allow(apigateway, shop.partner, key, *throttle)
    return shop


def filled(name: str, **more: str) -> dict[str, Any]:
    """Return an import document with its placeholders filled, as Terraform fills them."""
    uris = {f"integration_uri.{key}": _uri(row["name"]) for key, row in rows().items()}
    values = {
        "authorizer_uri": _uri(rows()["authorize_request"]["name"]),
        "authorizer_credentials": _ROLE,
        "allow_origin": "*",
        "docs_url": "/docs",
        **uris,
        **more,
    }
    text = (ROOT / "generated" / f"api_gateway.{name}.json").read_text()
    document: dict[str, Any] = json.loads(_PLACEHOLDER.sub(lambda found: values[found[1]], text))
    return document


def deployed(apigateway: APIGatewayClient, document: Mapping[str, Any]) -> str:
    """Import a document as Terraform does, deploy it, and return the API's id."""
    api_id = apigateway.create_rest_api(name="to be named by the document")["id"]
    body = json.dumps(document).encode()
    apigateway.put_rest_api(restApiId=api_id, mode="overwrite", failOnWarnings=True, body=body)
    apigateway.create_deployment(restApiId=api_id, stageName=STAGE)
    return api_id


def _settings(aws: DeployableAws, data: Path) -> dict[str, str]:
    # Functions call each other through Lambda's Invoke, which the embedded AWS has.
    port = urlsplit(aws.bare_url).port
    assert port is not None
    return settings(LocalConfig(port=port, aws_port=port, data=data)) | _FAST


def _make_functions(lambda_: LambdaClient, values: Mapping[str, str]) -> None:
    for row in rows().values():
        names = [*row["settings"], *_COMMON, *_FAST.keys() & {"LOG_LEVEL"}]
        lambda_.create_function(
            FunctionName=function_name(row["name"]),
            Role=_ROLE,
            PackageType="Image",
            Code={"ImageUri": _IMAGE},
            ImageConfig={"Command": [row["handler"]]},
            Timeout=row["timeout"],
            MemorySize=row["memory"],
            Environment={"Variables": {name: values[name] for name in names}},
        )


def _uri(name: str) -> str:
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function_name(name)}"
    return f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{arn}/invocations"


def allow(apigateway: APIGatewayClient, api_id: str, value: str, rate: float, burst: int) -> None:
    """Create an API key with this value, and a usage plan that throttles it."""
    plan = apigateway.create_usage_plan(
        name=value,
        apiStages=[{"apiId": api_id, "stage": STAGE}],
        throttle={"rateLimit": rate, "burstLimit": burst},
    )
    key = apigateway.create_api_key(name=value, value=value, enabled=True)
    apigateway.create_usage_plan_key(usagePlanId=plan["id"], keyId=key["id"], keyType="API_KEY")


def make_admin(aws: DeployableAws, storefront: str, email: str, password: str) -> None:
    body = {"email": email, "password": password, "firstName": "Grace", "lastName": "Hopper"}
    httpx.post(f"{storefront}/auth/register", json=body, timeout=300).raise_for_status()
    command = "import sys; from ops.admin import promote; promote(sys.argv[1])"
    # In a process of its own: the store keeps its clients.
    environment = os.environ | _settings(aws, ROOT)
    subprocess.run([sys.executable, "-c", command, email], cwd=ROOT, env=environment, check=True)
