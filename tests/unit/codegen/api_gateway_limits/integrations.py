"""Integrations: a Lambda behind a method, or a mock response of API Gateway."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.unit.codegen.api_gateway_limits.faults import entries, key_faults
from tests.unit.codegen.api_gateway_limits.gateway_responses import template_faults

if TYPE_CHECKING:
    from codegen.contract import Node
    from tests.unit.codegen.api_gateway_limits.faults import Faults

_PROXY = {"type", "httpMethod", "uri", "timeoutInMillis", "passthroughBehavior", "cacheKeyParameters", "cacheNamespace"}
_MOCK = {"type", "passthroughBehavior", "requestTemplates", "responses"}
_PASSTHROUGH = {"when_no_templates", "when_no_match", "never"}
_TIMEOUT_MS = range(50, 29_001)
_LOCATIONS = {"query": "querystring", "path": "path", "header": "header"}
_MOCK_REQUEST = re.compile(r'\{"statusCode": ([1-5][0-9]{2})\}')
_METHOD_HEADER = "method.response.header."
_SOURCE = re.compile(r"'[^']*'|context\.[A-Za-z.]+")


def integration_faults(where: str, operation: Node) -> Faults:
    """Yield every fault of a method's integration.

    Parameters
    ----------
    where : str
        Prefix of each fault: its location in the document.
    operation : Node
        The method, which has an ``x-amazon-apigateway-integration``.
    """
    integration = operation["x-amazon-apigateway-integration"]
    kind = integration.get("type") if isinstance(integration, dict) else None
    if kind == "aws_proxy":
        yield from _proxy_faults(where, integration, operation)
    elif kind == "mock":
        yield from _mock_faults(where, integration, operation)
    else:
        yield f"{where}: type is aws_proxy or mock"
        return
    if integration.get("passthroughBehavior", "never") not in _PASSTHROUGH:
        yield f"{where}: passthroughBehavior is one of {sorted(_PASSTHROUGH)}"


def _proxy_faults(where: str, integration: Node, operation: Node) -> Faults:
    yield from key_faults(integration, _PROXY, where, required=("httpMethod", "uri"))
    if integration.get("httpMethod") != "POST":
        yield f"{where}: httpMethod must be POST, as Lambda is invoked by it"
    if integration.get("timeoutInMillis", 29_000) not in _TIMEOUT_MS:
        yield f"{where}: timeoutInMillis is 50 to 29000"
    declared = {
        f"method.request.{_LOCATIONS.get(parameter.get('in'))}.{parameter.get('name')}"
        for parameter in operation.get("parameters", [])
    }
    for key in integration.get("cacheKeyParameters", []):
        if key not in declared:
            yield f"{where}: cacheKeyParameters has {key}, which the method doesn't declare"


def _mock_faults(where: str, integration: Node, operation: Node) -> Faults:
    yield from key_faults(integration, _MOCK, where, required=("requestTemplates", "responses"))
    for media_type, template in entries(integration, "requestTemplates").items():
        if not _MOCK_REQUEST.fullmatch(str(template)):
            yield f"{where} {media_type}: a mock's request template gives its statusCode"
    for pattern, answer in entries(integration, "responses").items():
        yield from _answer_faults(f"{where} {pattern}", answer, entries(operation, "responses"))


def _answer_faults(where: str, answer: Any, documented: dict[str, Any]) -> Faults:
    keys = {"statusCode", "responseParameters", "responseTemplates"}
    yield from key_faults(answer, keys, where, required=("statusCode",))
    status = entries({"answer": answer}, "answer").get("statusCode")
    if status not in documented:
        yield f"{where}: its status {status} is not among the method's responses"
    headers = entries(documented.get(str(status)), "headers")
    for name, source in entries(answer, "responseParameters").items():
        if not name.startswith(_METHOD_HEADER) or name.removeprefix(_METHOD_HEADER) not in headers:
            yield f"{where}: {name} is no header that the method's response declares"
        if not _SOURCE.fullmatch(str(source)):
            yield f"{where}: {name} must be a 'text' or a context variable"
    for media_type, template in entries(answer, "responseTemplates").items():
        yield from template_faults(f"{where} {media_type}", template)
