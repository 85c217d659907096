"""The reference as static pages, one per operation, so that search finds each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from codegen.examples import examples_of
from codegen.site.problem_pages import problem_slug
from codegen.site.schemas import PAGE, describe_value, property_table, table_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Contract, Node, Operation

_SCHEMAS = f"../{PAGE}"
_FIRST_ERROR = 400
_PROBLEM = "application/problem+json"


def render_overview(contract: Contract) -> str:
    """Return the overview of all operations, by tag."""
    parts = [
        "# Reference\n",
        f"All operations of version {contract.version}. [Try it](try.md) sends requests from your browser.",
        "The contract is [openapi.yaml](openapi.yaml) or [openapi.json](openapi.json). Every server returns it",
        "at `/openapi.json`. The types of bodies are on the page [schemas](schemas.md).\n",
    ]
    for tag in contract.document["tags"]:
        parts += [
            f"## {tag['name']}\n",
            f"{tag['description']}.\n",
            table_row("operation", "request", "summary", "roles"),
        ]
        parts.append("| --- | --- | --- | --- |")
        parts += [
            table_row(
                f"[{each.operation_id}](reference/{each.operation_id}.md)",
                f"`{each.method} {each.path}`",
                operation_node(contract, each)["summary"],
                ", ".join(each.roles),
            )
            for each in contract.operations
            if each.tag == tag["name"]
        ]
        parts.append("")
    return "\n".join(parts)


def operation_node(contract: Contract, operation: Operation) -> Node:
    """Return an operation's node of the contract."""
    node: Node = contract.document["paths"][operation.path][operation.method.lower()]
    return node


def render_operation_page(contract: Contract, operation: Operation) -> str:
    """Return an operation's page."""
    node = operation_node(contract, operation)
    parts = [
        # With the operationId, so that search finds it.
        f"# {node['summary']} ({operation.operation_id})\n",
        f"`{operation.method} {operation.path}`\n{{ .operation }}\n",
        node["description"],
        _facts(operation),
        *_parameters(contract, node),
        *_body(contract, node),
        *_responses(contract, node),
        *_errors(contract, node),
        *_links(contract, node),
    ]
    return "\n".join(parts) + "\n"


def _facts(operation: Operation) -> str:
    token = "no token required" if operation.public else "a [bearer token](../guides/authentication.md)"
    address = f"../try.html#/{operation.tag}/{operation.operation_id}"
    return "\n".join(
        [
            f"- **Roles** (`x-roles`): {', '.join(operation.roles)}; {token}",
            "- **Partner server**: requires an [API key](../guides/api-keys.md) as well",
            f'- <a href="{address}">Try it</a>\n',
        ]
    )


def _parameters(contract: Contract, node: Node) -> Iterator[str]:
    parameters = [contract.resolve(each) for each in node.get("parameters", [])]
    if not parameters:
        return
    yield "## Parameters\n"
    yield table_row("name", "in", "required", "type", "description", "example")
    yield "| --- | --- | --- | --- | --- | --- |"
    for each in parameters:
        example = f"`{next(examples_of(each))}`"
        required = "yes" if each.get("required") else "no"
        value = describe_value(each["schema"], to=_SCHEMAS)
        yield table_row(f"`{each['name']}`", each["in"], required, value, each["description"], example)
    yield ""


def _body(contract: Contract, node: Node) -> Iterator[str]:
    if "requestBody" not in node:
        return
    ((media_type, media),) = contract.resolve(node["requestBody"])["content"].items()
    yield "## Body\n"
    yield f"`{media_type}`, {describe_value(media['schema'], to=_SCHEMAS)}:\n"
    yield property_table(contract.resolve(media["schema"]), to=_SCHEMAS)
    yield from map(_code, examples_of(media))


def _responses(contract: Contract, node: Node) -> Iterator[str]:
    yield "## Responses\n"
    for status, reference in node["responses"].items():
        if int(status) >= _FIRST_ERROR:
            continue
        response = contract.resolve(reference)
        yield f"### {status}\n\n{response['description'].strip()}\n"
        yield from _headers(contract, response)
        for media_type, media in response.get("content", {}).items():
            yield f"Body: `{media_type}`, {describe_value(media['schema'], to=_SCHEMAS)}.\n"
            yield from map(_code, examples_of(media))


def _headers(contract: Contract, response: Node) -> Iterator[str]:
    yield table_row("header", "description", "example")
    yield "| --- | --- | --- |"
    for name, reference in response["headers"].items():
        header = contract.resolve(reference)
        yield table_row(f"`{name}`", header["description"], f"`{next(examples_of(header))}`")
    yield ""


def _errors(contract: Contract, node: Node) -> Iterator[str]:
    yield "## Errors\n"
    yield table_row("status", "cause", "problems")
    yield "| --- | --- | --- |"
    for status, reference in node["responses"].items():
        response = contract.resolve(reference)
        slugs = {problem_slug(each): None for each in examples_of(response.get("content", {}).get(_PROBLEM, {}))}
        if slugs:
            links = ", ".join(f"[`{slug}`](../problems/{slug}.md)" for slug in slugs)
            yield table_row(status, response["description"], links)
    yield "\nOther errors can be returned by any operation: see [errors](../guides/errors.md).\n"


def _links(contract: Contract, node: Node) -> Iterator[str]:
    links = [
        link
        for response in map(contract.resolve, node["responses"].values())
        for link in map(contract.resolve, response.get("links", {}).values())
    ]
    if links:
        yield "## Next steps\n"
        unique = {link["operationId"]: link["description"] for link in links}
        yield from (f"- [{name}]({name}.md): {description}" for name, description in unique.items())


def _code(example: Any) -> str:
    return f"\n```json\n{json.dumps(example, ensure_ascii=False, indent=2)}\n```\n"
