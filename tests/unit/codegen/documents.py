"""The contract and the generated documents, for the tests of codegen."""

import json
import re
from typing import Any

from local.config import ROOT
from tests.contract import document
from tests.contract.document import OPERATIONS

CONTRACT = dict(document.CONTRACT)
STOREFRONT: dict[str, Any] = json.loads((ROOT / "generated/api_gateway.storefront.json").read_text(encoding="utf-8"))
PARTNER: dict[str, Any] = json.loads((ROOT / "generated/api_gateway.partner.json").read_text(encoding="utf-8"))

ANY_METHOD = "x-amazon-apigateway-any-method"
INTEGRATION = "x-amazon-apigateway-integration"

BODIES: dict[str, str] = {
    name: operation.written["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    for name, operation in OPERATIONS.items()
    if "requestBody" in operation.written
}


def resolved(node: Any) -> Any:
    """Return a part of the contract with its references resolved."""
    if isinstance(node, list):
        return [resolved(item) for item in node]
    return {key: resolved(value) for key, value in document.resolved(node).items()} if isinstance(node, dict) else node


def filled(text: str, values: dict[str, str]) -> str:
    """Return a text as Terraform's templatefile() renders it."""
    placeholder = re.compile(r"(?<!\$)\$\{([a-z_]+(?:\.[A-Za-z]+)?)\}")
    text = placeholder.sub(lambda found: values[found.group(1)], text)
    return text.replace("$${", "${").replace("%%{", "%{")
