"""The reference without a script: a page for each operation, so that search finds it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from codegen.examples import examples_of
from codegen.site.problem_pages import kind_of
from codegen.site.shapes import PAGE, property_table, row, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Contract, Node, Operation

_SHAPES = f"../{PAGE}"
_FIRST_ERROR = 400
_PROBLEM = "application/problem+json"


def overview(contract: Contract) -> str:
    """Return the reference's first page: every operation, by tag."""
    parts = [
        "# Reference\n",
        f"Every operation of version {contract.version}, each with a page of its own. [Try it](try.md) sends them from",
        "your browser. The contract itself is [openapi.yaml](openapi.yaml) and [openapi.json](openapi.json), and every",
        "server answers it at `/openapi.json`. What bodies are made of: [shapes](shapes.md).\n",
    ]
    for tag in contract.document["tags"]:
        parts += [f"## {tag['name']}\n", f"{tag['description']}.\n", row("operation", "request", "what", "who")]
        parts.append("| --- | --- | --- | --- |")
        parts += [
            row(
                f"[{each.operation_id}](reference/{each.operation_id}.md)",
                f"`{each.method} {each.path}`",
                described(contract, each)["summary"],
                ", ".join(each.roles),
            )
            for each in contract.operations
            if each.tag == tag["name"]
        ]
        parts.append("")
    return "\n".join(parts)


def described(contract: Contract, operation: Operation) -> Node:
    """Return an operation as the contract has it."""
    found: Node = contract.document["paths"][operation.path][operation.method.lower()]
    return found


def operation_page(contract: Contract, operation: Operation) -> str:
    """Return an operation's page."""
    written = described(contract, operation)
    parts = [
        # Its name as well, which is what search is asked for.
        f"# {written['summary']} ({operation.operation_id})\n",
        f"`{operation.method} {operation.path}`\n{{ .operation }}\n",
        written["description"],
        _facts(operation),
        *_parameters(contract, written),
        *_body(contract, written),
        *_answers(contract, written),
        *_errors(contract, written),
        *_links(contract, written),
    ]
    return "\n".join(parts) + "\n"


def _facts(operation: Operation) -> str:
    token = "no token needed" if operation.public else "a [bearer token](../guides/authentication.md)"
    address = f"../try.html#/{operation.tag}/{operation.operation_id}"
    return "\n".join(
        [
            f"- **Who may call it** (`x-roles`): {', '.join(operation.roles)}; {token}",
            "- **Partner server**: an [API key](../guides/api-keys.md) as well",
            f'- <a href="{address}">Try it</a>\n',
        ]
    )


def _parameters(contract: Contract, written: Node) -> Iterator[str]:
    parameters = [contract.resolve(each) for each in written.get("parameters", [])]
    if not parameters:
        return
    yield "## Parameters\n"
    yield row("name", "in", "required", "value", "what", "example")
    yield "| --- | --- | --- | --- | --- | --- |"
    for each in parameters:
        example = f"`{next(examples_of(each))}`"
        required = "yes" if each.get("required") else "no"
        value = sentence(each["schema"], to=_SHAPES)
        yield row(f"`{each['name']}`", each["in"], required, value, each["description"], example)
    yield ""


def _body(contract: Contract, written: Node) -> Iterator[str]:
    if "requestBody" not in written:
        return
    ((media_type, media),) = contract.resolve(written["requestBody"])["content"].items()
    yield "## Body\n"
    yield f"`{media_type}`, {sentence(media['schema'], to=_SHAPES)}:\n"
    yield property_table(contract.resolve(media["schema"]), to=_SHAPES)
    yield from map(_code, examples_of(media))


def _answers(contract: Contract, written: Node) -> Iterator[str]:
    yield "## Answers\n"
    for status, node in written["responses"].items():
        if int(status) >= _FIRST_ERROR:
            continue
        answer = contract.resolve(node)
        yield f"### {status}\n\n{answer['description'].strip()}\n"
        yield from _headers(contract, answer)
        for media_type, media in answer.get("content", {}).items():
            yield f"Body: `{media_type}`, {sentence(media['schema'], to=_SHAPES)}.\n"
            yield from map(_code, examples_of(media))


def _headers(contract: Contract, answer: Node) -> Iterator[str]:
    yield row("header", "what", "example")
    yield "| --- | --- | --- |"
    for name, node in answer["headers"].items():
        header = contract.resolve(node)
        yield row(f"`{name}`", header["description"], f"`{next(examples_of(header))}`")
    yield ""


def _errors(contract: Contract, written: Node) -> Iterator[str]:
    yield "## Errors\n"
    yield row("status", "when", "problems")
    yield "| --- | --- | --- |"
    for status, node in written["responses"].items():
        answer = contract.resolve(node)
        kinds = {kind_of(each): None for each in examples_of(answer.get("content", {}).get(_PROBLEM, {}))}
        if kinds:
            links = ", ".join(f"[`{kind}`](../problems/{kind}.md)" for kind in kinds)
            yield row(status, answer["description"], links)
    yield "\nThese may answer any request: see [errors](../guides/errors.md).\n"


def _links(contract: Contract, written: Node) -> Iterator[str]:
    links = [
        link
        for answer in map(contract.resolve, written["responses"].values())
        for link in map(contract.resolve, answer.get("links", {}).values())
    ]
    if links:
        yield "## What comes next\n"
        unique = {link["operationId"]: link["description"] for link in links}
        yield from (f"- [{name}]({name}.md): {description}" for name, description in unique.items())


def _code(example: Any) -> str:
    return f"\n```json\n{json.dumps(example, ensure_ascii=False, indent=2)}\n```\n"
