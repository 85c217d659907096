"""One event for each function that it answers well, made of the sample events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handlers.domain.ids import new_id
from tests.integration.handlers import shelf
from tests.integration.handlers.accounts import Login, log_in, sign_up
from tests.integration.handlers.calling import FUNCTIONS, invoke
from tests.lambda_events import proxy_event, sample_event

if TYPE_CHECKING:
    from collections.abc import Mapping

_METHODS = frozenset({"GET", "POST", "PUT", "DELETE"})
OPERATIONS = [name for name, row in FUNCTIONS.items() if row["triggers"][0].split()[0] in _METHODS]
EVENT_FUNCTIONS = [name for name in FUNCTIONS if name not in OPERATIONS]
ASKING = [name for name, row in FUNCTIONS.items() if row["actions"]]


@dataclass(frozen=True, slots=True)
class Made:
    """What the events are about: Ada, signed in twice, and a product."""

    login: Login
    product_id: str
    product_etag: str


def make() -> Made:
    """Make it."""
    login = sign_up()
    log_in()
    product = shelf.create()
    return Made(login, product.body["productId"], product.etag)


def good_event(function: str, made: Made) -> dict[str, Any]:
    """Return the sample event of a function, about what was made."""
    sample = sample_event(function)
    match function:
        case "authorize_request":
            return sample | {"authorizationToken": f"Bearer {made.login.access_token}"}
        case "attach_product_image":
            return picture_event(f"products/{made.product_id}/{new_id()}.png")
        case "registerUser":
            sample["body"] = sample["body"].replace("ada@", "grace@")
    return proxy_event(
        function,
        body=sample["body"],
        path=_about(sample["pathParameters"], made),
        query=sample["queryStringParameters"],
        headers=_conditions(function, made),
        authorizer=_caller(sample, made),
    )


def picture_event(*keys: str) -> dict[str, Any]:
    """Return S3's event of objects that were created."""
    sample = sample_event("attach_product_image")
    (record,) = sample["Records"]
    described = [record["s3"]["object"] | {"key": key} for key in keys]
    return sample | {"Records": [record | {"s3": record["s3"] | {"object": each}} for each in described]}


def answered(function: str, event: Mapping[str, Any]) -> int | None:
    """Return the status of a function's answer, or None if its answer has none."""
    answer = invoke(function, event)
    return answer["statusCode"] if isinstance(answer, dict) and "statusCode" in answer else None


def _conditions(function: str, made: Made) -> Mapping[str, str]:
    return {"If-Match": made.product_etag} if function == "updateProduct" else {}


def _about(parameters: Mapping[str, str] | None, made: Made) -> Mapping[str, str] | None:
    return {**parameters, "id": made.product_id} if parameters and "id" in parameters else parameters


def _caller(sample: Mapping[str, Any], made: Made) -> Mapping[str, str] | None:
    said = sample["requestContext"].get("authorizer")
    return None if said is None else {**made.login.caller, "role": said["role"]}
