"""The sample shop: two accounts and some fifty products, made through the API itself, once."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from handlers.runtime import json_text
from local.admin import promote
from local.place import TABLE
from local.provision import client

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from local.place import Place

_PRODUCTS = Path(__file__).with_name("sample_products.json")
# Kept with the table, so that what was made and that it was made are lost together.
_MADE = {"Key": "sampleShop", "Value": "made"}


@dataclass(frozen=True, slots=True)
class Account:
    """One of the accounts that everybody may know."""

    email: str
    password: str
    first_name: str
    last_name: str


ADMIN = Account("admin@example.com", "correct-horse-admin", "Grace", "Hopper")
CUSTOMER = Account("customer@example.com", "correct-horse-customer", "Ada", "Lovelace")


def make_sample_shop(place: Place) -> None:
    """Make what is missing of the sample shop, unless it was all there once: what was deleted since stays deleted.

    Parameters
    ----------
    place : Place
        Where the gateway answers already.

    Raises
    ------
    urllib.error.URLError
        If the gateway doesn't answer, or refuses what the shop needs.
    CannotRun
        If the admin's account is gone right after it was made.
    ShopError
        If the functions' table can't be read or changed.
    """
    dynamodb: DynamoDBClient = client("dynamodb", place.aws_url)
    table = dynamodb.describe_table(TableName=TABLE)["Table"]["TableArn"]
    if _MADE in dynamodb.list_tags_of_resource(ResourceArn=table)["Tags"]:
        return
    api = _Api(f"{place.url}/v1")
    for account in (ADMIN, CUSTOMER):
        api.register(account)
    promote(ADMIN.email)
    token = api.log_in(ADMIN)
    known = api.product_names()
    for product in _sample_products():
        if product["name"] not in known:
            api.create_product(product, token)
    dynamodb.tag_resource(ResourceArn=table, Tags=[{"Key": _MADE["Key"], "Value": _MADE["Value"]}])


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
        asked = {"limit": "100"}
        while True:
            page = self._call("GET", f"/products?{urlencode(asked)}")
            names.update(product["name"] for product in page["items"])
            if "nextPage" not in page:
                return names
            asked["page"] = page["nextPage"]

    def create_product(self, product: object, token: str) -> None:
        self._call("POST", "/products", product, token)

    def _call(self, method: str, path: str, body: object = None, token: str | None = None) -> Any:  # noqa: ANN401
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        data = None if body is None else json_text.dump(body).encode()
        request = urllib.request.Request(self.base + path, data, headers, method=method)  # noqa: S310  # ours, http
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  # the same
            return json.load(answer)
