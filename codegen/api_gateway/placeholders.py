"""Placeholders for Terraform's templatefile(), and escaping of everything else."""

from __future__ import annotations

AUTHORIZER_URI = "${authorizer_uri}"
AUTHORIZER_CREDENTIALS = "${authorizer_credentials}"
ALLOW_ORIGIN = "${allow_origin}"
GATEWAY_ORIGIN = "${gateway_origin}"
SELECT_ORIGIN = "${select_origin}"
DOCS_URL = "${docs_url}"


def integration_uri(operation_id: str) -> str:
    """Return the placeholder for the invoke ARN of an operation's function."""
    return f"${{integration_uri.{operation_id}}}"


def escape[T](node: T) -> T:
    """Return a part of the contract, escaped so that templatefile() leaves it unchanged."""
    if isinstance(node, str):
        return type(node)(node.replace("${", "$${").replace("%{", "%%{"))
    if isinstance(node, list):
        return type(node)(map(escape, node))
    if isinstance(node, dict):
        return type(node)((escape(key), escape(value)) for key, value in node.items())
    return node
