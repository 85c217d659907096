"""Checks a document against ``api_gateway_limits.yaml``, and its references once that schema holds."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker

from codegen.contract import Node

SCHEMA: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text())
_COMPOSED = {"allOf", "anyOf", "oneOf"}
_VARIABLE = re.compile(r"\{([^+}]+)\+?\}")
_PLACEHOLDER = re.compile(r"\$\{[a-z_]+\}")
_CONTEXT = re.compile(r"\$context(?:\.[A-Za-z]+)+")
_DIRECTIVE = re.compile(r"#\{?(?:set|if|else|elseif|end|foreach|macro|parse|include|stop)\b")
_formats = FormatChecker()


@_formats.checks("template", raises=ValueError)
def _is_template(text: object) -> bool:
    if not isinstance(text, str):
        return True
    plain = _CONTEXT.sub("0", _PLACEHOLDER.sub("", text))
    json.loads(plain or "null")  # of a preflight, which has no body
    return "$" not in plain and not _DIRECTIVE.search(plain)


_VALIDATOR = Draft202012Validator(SCHEMA, format_checker=_formats)


def document_faults(document: Node) -> list[str]:
    """Return every fault of an import document: its location and a message."""
    errors = _VALIDATOR.iter_errors(document)
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in errors] or [
        *_composed_references(document.get("components", {}).get("schemas", {}), "components/schemas"),
        *_sibling_faults(document["paths"]),
        *_reference_faults(document),
    ]


def _composed_references(node: Any, where: str, *, composed: bool = False) -> Iterator[str]:
    if isinstance(node, dict) and composed and "$ref" in node:
        yield f"{where}: $ref inside allOf, anyOf or oneOf"
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from _composed_references(child, f"{where}/{key}", composed=composed or key in _COMPOSED)


def _sibling_faults(paths: Node) -> Iterator[str]:
    """Yield a fault for each parent that has two variables below it: API Gateway takes one."""
    variables = {(path[: match.start()], match[0]) for path in paths for match in re.finditer(r"\{[^+}]+\}", path)}
    for parent, count in Counter(parent for parent, _ in variables).items():
        if count > 1:
            yield f"{parent}: {count} variables below it"


def _reference_faults(document: Node) -> Iterator[str]:
    """Yield a fault for each name that the document doesn't define, and for each operationId that it defines twice."""
    methods = {f"{method} {path}": each for path, item in document["paths"].items() for method, each in item.items()}
    for where, node in {"document": document, **methods}.items():
        validator = node.get("x-amazon-apigateway-request-validator")
        if validator is not None and validator not in document.get("x-amazon-apigateway-request-validators", {}):
            yield f"{where}: no request validator {validator}"
    for where, method in methods.items():
        yield from _method_faults(where, method, document.get("components", {}))
        yield from _integration_faults(where, method)
    for name, count in Counter(method.get("operationId") for method in methods.values()).items():
        if name and count > 1:
            yield f"operationId {name} appears {count} times"


def _method_faults(where: str, method: Node, components: Node) -> Iterator[str]:
    for scheme in (scheme for requirement in method.get("security", []) for scheme in requirement):
        if scheme not in components.get("securitySchemes", {}):
            yield f"{where}: no security scheme {scheme}"
    for content in method.get("requestBody", {}).get("content", {}).values():
        model = content["schema"]["$ref"].rpartition("/")[2]
        if model not in components.get("schemas", {}):
            yield f"{where}: no model {model}"
    declared = {each["name"] for each in method.get("parameters", []) if each["in"] == "path"}
    for name in sorted(declared ^ set(_VARIABLE.findall(where))):
        yield f"{where}: {name} is not both in the path and a parameter"


def _integration_faults(where: str, method: Node) -> Iterator[str]:
    integration = method["x-amazon-apigateway-integration"]
    parameters = {f"{each['in']}.{each['name']}" for each in method.get("parameters", [])}
    for key in integration.get("cacheKeyParameters", []):
        if key.removeprefix("method.request.").replace("querystring.", "query.", 1) not in parameters:
            yield f"{where}: no parameter {key}"
    for mock in integration.get("responses", {}).values():
        response = method["responses"].get(mock["statusCode"])
        if response is None:
            yield f"{where}: no response {mock['statusCode']}"
            continue
        for parameter in mock.get("responseParameters", {}):
            if parameter.removeprefix("method.response.header.") not in response.get("headers", {}):
                yield f"{where}: no header for {parameter}"
