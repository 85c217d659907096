"""The contract's schemas in words: as table rows, and on the page of all schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Contract, Node

PAGE = "schemas.md"
_INTRODUCTION = """# Schemas

All named types of the contract. Objects in requests are closed: unlisted properties are rejected.
Responses may have more properties than listed here: ignore unknown ones.
"""


def render_schemas_page(contract: Contract) -> str:
    """Return the page of all schemas."""
    sections = (_section(name, schema) for name, schema in sorted(contract.schemas.items()))
    return "\n".join([_INTRODUCTION, *sections])


def _section(name: str, schema: Node) -> str:
    parts = [f"## {name}\n", schema.get("description", "").strip(), ""]
    if "properties" in schema:
        parts.append(property_table(schema, to=""))
    else:
        parts.append(f"{describe_value(schema, to='')}.")
        if "pattern" in schema:
            parts += ["", f'```text title="Pattern"\n{schema["pattern"]}\n```']
    return "\n".join([*parts, ""])


def property_table(schema: Node, *, to: str) -> str:
    """Return an object's properties as a table.

    Parameters
    ----------
    schema : Node
        An object's schema, not a reference.
    to : str
        The relative path of the page of schemas.
    """
    required = schema.get("required", [])
    rows = [
        table_row(
            f"`{name}`", "yes" if name in required else "no", describe_value(each, to=to), each.get("description", "")
        )
        for name, each in schema["properties"].items()
    ]
    return "\n".join([table_row("property", "required", "type", "description"), "| --- | --- | --- | --- |", *rows])


def table_row(*cells: str) -> str:
    """Return a table row; bars and line breaks in the cells are escaped."""
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def describe_value(schema: Node, *, to: str) -> str:
    """Return a value's type and bounds in words; a named schema becomes a link to the page of schemas."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}]({to}#{name.lower()})"
    if schema.get("type") == "array":
        most = f", up to {schema['maxItems']}" if "maxItems" in schema else ""
        least = f", at least {schema['minItems']}" if schema.get("minItems") else ""
        return f"list of {describe_value(schema['items'], to=to)}{least}{most}"
    if "enum" in schema:
        return "one of " + ", ".join(f"`{value}`" for value in schema["enum"])
    return ", ".join([_type(schema), *_bounds(schema)])


def _type(schema: Node) -> str:
    kind = str(schema.get("type", "any value"))
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def _bounds(schema: Node) -> Iterator[str]:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None:
        yield f"{least} to {most}"
    if "multipleOf" in schema:
        yield f"in steps of {schema['multipleOf']}"
    if "maxLength" in schema:
        yield (
            f"{schema['minLength']} to {schema['maxLength']} characters"
            if schema.get("minLength")
            else (f"up to {schema['maxLength']} characters")
        )
    if "default" in schema:
        yield f"`{schema['default']}` by default"
