"""A shop deployed by hand: real functions behind both imported APIs, without Terraform.

It has only what the tests of the adapter and of parity need; ``python -m tests.deploy`` tests what Terraform deploys.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from mypy_boto3_apigateway import APIGatewayClient

from local.aws.clients import client
from local.aws.functions import rows
from local.aws.provision import provision
from local.config import ACCOUNT, REGION, ROOT, LocalConfig, function_name, settings
from local.sample_shop import Account
from tests.deploy.aws.running import DeployableAws
from tests.support.requests import registration

STAGE = "dev"
KEY = "key-of-a-partner-of-the-shop"
SLOW_KEY = "key-of-a-partner-with-a-low-limit"
_ROLE = f"arn:aws:iam::{ACCOUNT}:role/ecommerce"
_FAST = {"PASSWORD_SALT_ROUNDS": "4", "LOG_LEVEL": "WARNING"}


def deploy_by_hand(aws: DeployableAws, data: Path) -> dict[str, str]:
    """Deploy a shop with an empty table, and return the ids of its APIs by name."""
    provision(aws.bare_url)
    values, lambda_ = settings_of(aws, data), client("lambda", aws.url)
    for row in rows().values():
        names = [*row["settings"], "ADMIN_MFA", "DOCS_URL", "ENVIRONMENT", "LOG_LEVEL"]
        lambda_.create_function(
            FunctionName=function_name(row["name"]),
            Role=_ROLE,
            PackageType="Image",
            Code={"ImageUri": f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/ecommerce:test"},
            ImageConfig={"Command": [row["handler"]]},
            Timeout=row["timeout"],
            MemorySize=row["memory"],
            Environment={"Variables": {name: values[name] for name in names}},
        )
    apigateway = client("apigateway", aws.url)
    apis = {name: deploy_api(apigateway, import_document(name)) for name in ("storefront", "partner")}
    allow(apigateway, apis["partner"], KEY, 100, 100)
    allow(apigateway, apis["partner"], SLOW_KEY, 0.001, 1)
    return apis


def import_document(name: str, **more: str) -> dict[str, Any]:
    """Return an import document with its placeholders filled, as Terraform fills them."""
    values = {
        "authorizer_uri": _uri(rows()["authorize_request"]["name"]),
        "authorizer_credentials": _ROLE,
        "allow_origin": "*",
        "gateway_origin": "'*'",
        "select_origin": "",
        "docs_url": "/docs",
        **{f"integration_uri.{key}": _uri(row["name"]) for key, row in rows().items()},
        **more,
    }
    text = (ROOT / "generated" / f"api_gateway.{name}.json").read_text()
    document: dict[str, Any] = json.loads(re.sub(r"\$\{([\w.]+)\}", lambda found: values[found[1]], text))
    return document


def deploy_api(apigateway: APIGatewayClient, document: Mapping[str, Any]) -> str:
    """Import a document as Terraform does, deploy it, and return the API's id."""
    api_id = apigateway.create_rest_api(name="to be named by the document")["id"]
    body = json.dumps(document).encode()
    apigateway.put_rest_api(restApiId=api_id, mode="overwrite", failOnWarnings=True, body=body)
    apigateway.create_deployment(restApiId=api_id, stageName=STAGE)
    return api_id


def settings_of(aws: DeployableAws, data: Path) -> dict[str, str]:
    # Functions call each other through Lambda's Invoke, which the embedded AWS has.
    port = urlsplit(aws.bare_url).port or 0
    return settings(LocalConfig(port=port, aws_port=port, data=data)) | _FAST


def _uri(name: str) -> str:
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function_name(name)}"
    return f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{arn}/invocations"


def allow(apigateway: APIGatewayClient, api_id: str, value: str, rate: float, burst: int) -> None:
    """Create an API key with this value, and a usage plan that throttles it."""
    stages: Any = [{"apiId": api_id, "stage": STAGE}]
    throttle: Any = {"rateLimit": rate, "burstLimit": burst}
    plan = apigateway.create_usage_plan(name=value, apiStages=stages, throttle=throttle)
    key = apigateway.create_api_key(name=value, value=value, enabled=True)
    apigateway.create_usage_plan_key(usagePlanId=plan["id"], keyId=key["id"], keyType="API_KEY")


def register(storefront: str, account: Account) -> None:
    names = {"firstName": account.first_name, "lastName": account.last_name}
    body = registration(email=account.email, password=account.password, **names)
    httpx.post(f"{storefront}/auth/register", json=body, timeout=300).raise_for_status()
