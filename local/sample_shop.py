"""The sample shop: two accounts and some fifty products, created once through the API, and two partner keys."""

from __future__ import annotations

import hashlib
import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from botocore.exceptions import BotoCoreError, ClientError

from handlers.domain.errors import ShopError, Unavailable
from handlers.runtime import json_text
from handlers.runtime.aws.errors import translate_error
from local.aws.clients import client
from local.config import ENVIRONMENT, REGION, TABLE
from local.gateway.partner_keys import PartnerKeys
from local.gateway.usage_plans import plan_name, usage_plans

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_dynamodb import DynamoDBClient

    from local.config import LocalConfig

_PRODUCTS = Path(__file__).with_name("sample_products.json")
# A tag of the table, so that both are lost together.
_CREATED = {"Key": "sampleShop", "Value": "made"}
# A tag of each plan, for the same reason.
_KEY_CREATED = {"sampleKey": "made"}


@dataclass(frozen=True, slots=True)
class Account:
    """An account with a published password."""

    email: str
    password: str
    first_name: str
    last_name: str


ADMIN = Account("admin@example.com", "correct-horse-admin", "Grace", "Hopper")
CUSTOMER = Account("customer@example.com", "correct-horse-customer", "Ada", "Lovelace")
# Published partner keys, by plan.
KEYS = {"free": "local-free-key-000000000000", "premium": "local-premium-key-0000000000"}


# All that `make_sample_shop` may raise; a response with another status than these can't succeed on a repeat.
SAMPLE_ERRORS = (OSError, http.client.HTTPException, BotoCoreError, ClientError, ShopError)
_TRANSIENT_STATUSES = frozenset({429, 502, 503, 504})


def is_transient(error: Exception) -> bool:
    """Return whether a repeat of `make_sample_shop` may succeed, which continues where it failed.

    Parameters
    ----------
    error : Exception
        One of SAMPLE_ERRORS.
    """
    if isinstance(error, urllib.error.HTTPError):
        # A product whose creation is still in progress has the header, too.
        return error.code in _TRANSIENT_STATUSES or "Retry-After" in error.headers
    return isinstance(translate_error(error), OSError | http.client.HTTPException | Unavailable)


def make_sample_shop(config: LocalConfig) -> None:
    """Create the sample shop unless an earlier run has completed it: what was deleted since then isn't created again.

    What exists is skipped, so that it can be repeated after an error.

    Parameters
    ----------
    config : LocalConfig
        The shop's; its gateway must be running.

    Raises
    ------
    Exception
        One of SAMPLE_ERRORS: the gateway rejects a request or doesn't respond, or the table can't be read or changed.
    """
    _make_keys(client("apigateway", config.aws_url))
    dynamodb: DynamoDBClient = client("dynamodb", config.aws_url)
    table = dynamodb.describe_table(TableName=TABLE)["Table"]["TableArn"]
    if _CREATED in dynamodb.list_tags_of_resource(ResourceArn=table)["Tags"]:
        return
    api = _Api(f"{config.url}/v1")
    for account in (ADMIN, CUSTOMER):
        api.register(account)
    _verify_accounts()
    token = api.log_in(ADMIN)
    known = api.product_names()
    for product in _sample_products():
        if product["name"] not in known:
            api.create_product(product, token)
    dynamodb.tag_resource(ResourceArn=table, Tags=[{"Key": _CREATED["Key"], "Value": _CREATED["Value"]}])


def _verify_accounts() -> None:
    """Verify the addresses of both accounts, and give the admin the role."""
    # Reads settings on import, which `local.run` has put into the environment by now.
    from handlers.store.users import find_user_by_email, set_role, vouch_for_email

    for account in (ADMIN, CUSTOMER):
        user = find_user_by_email(account.email)
        if user is not None and account is ADMIN:
            set_role(user.user_id, "admin")
        elif user is not None:
            vouch_for_email(user.user_id)


def _make_keys(apigateway: APIGatewayClient) -> None:
    keys = PartnerKeys(apigateway, ENVIRONMENT)
    plan_ids = {plan["name"]: plan["id"] for plan in usage_plans(apigateway)}
    for plan, value in KEYS.items():
        arn = f"arn:aws:apigateway:{REGION}::/usageplans/{plan_ids[plan_name(plan)]}"
        if _KEY_CREATED.items() <= apigateway.get_tags(resourceArn=arn)["tags"].items():
            continue
        name = f"Sample, {plan} plan"
        if name not in {key.name for key in keys.listed()}:
            keys.create(name, plan, value=value)
        apigateway.tag_resource(resourceArn=arn, tags=_KEY_CREATED)


def _sample_products() -> list[Any]:
    products = json_text.parse(_PRODUCTS.read_bytes())
    return products if isinstance(products, list) else []


@dataclass(frozen=True, slots=True)
class _Api:
    base: str

    def register(self, account: Account) -> None:
        body = {
            "email": account.email,
            "password": account.password,
            "firstName": account.first_name,
            "lastName": account.last_name,
        }
        try:
            self._call("POST", "/auth/register", body)
        except urllib.error.HTTPError as error:
            if error.code != HTTPStatus.CONFLICT:
                raise

    def log_in(self, account: Account) -> str:
        tokens = self._call("POST", "/auth/login", {"email": account.email, "password": account.password})
        return str(tokens["accessToken"])

    def product_names(self) -> set[str]:
        names: set[str] = set()
        query = {"limit": "100"}
        while True:
            page = self._call("GET", f"/products?{urlencode(query)}")
            names.update(product["name"] for product in page["items"])
            if "nextPage" not in page:
                return names
            query["page"] = page["nextPage"]

    def create_product(self, product: object, token: str) -> None:
        key = hashlib.sha256(json_text.dump(product).encode()).hexdigest()
        # The product is created once, even if the response to an earlier attempt was lost.
        self._call("POST", "/products", product, {"Authorization": f"Bearer {token}", "Idempotency-Key": key})

    def _call(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401
        data = None if body is None else json_text.dump(body).encode()
        sent = {"Content-Type": "application/json", **(headers or {})}
        request = urllib.request.Request(self.base + path, data, sent, method=method)  # noqa: S310  # ours, http
        with urllib.request.urlopen(request, timeout=300) as response:  # noqa: S310  # the same
            return json.load(response)
