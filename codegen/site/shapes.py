"""The contract's schemas in words: as the rows of a table, and each on the page of shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Contract, Node

PAGE = "shapes.md"
_INTRODUCTION = """# Shapes

Every body and every value that has a name. Objects in requests are closed: a property that isn't listed is refused.
An answer may have more properties than are listed here: ignore those that you don't know.
"""


def shapes_page(contract: Contract) -> str:
    """Return the page of all named schemas."""
    sections = (_section(name, schema) for name, schema in sorted(contract.schemas.items()))
    return "\n".join([_INTRODUCTION, *sections])


def _section(name: str, schema: Node) -> str:
    parts = [f"## {name}\n", schema.get("description", "").strip(), ""]
    if "properties" in schema:
        parts.append(property_table(schema, to=""))
    else:
        parts.append(f"{sentence(schema, to='')}.")
        if "pattern" in schema:
            parts += ["", f'```text title="Pattern"\n{schema["pattern"]}\n```']
    return "\n".join([*parts, ""])


def property_table(schema: Node, *, to: str) -> str:
    """Return an object's properties as a table.

    Parameters
    ----------
    schema : Node
        An object's schema, no reference.
    to : str
        How the page of shapes is called from where the table will stand.
    """
    required = schema.get("required", [])
    rows = [
        row(f"`{name}`", "yes" if name in required else "no", sentence(each, to=to), each.get("description", ""))
        for name, each in schema["properties"].items()
    ]
    return "\n".join([row("property", "required", "value", "what"), "| --- | --- | --- | --- |", *rows])


def row(*cells: str) -> str:
    """Return a table's row; a cell's own bars and line breaks don't end it."""
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def sentence(schema: Node, *, to: str) -> str:
    """Return what a value may be, in words; a named schema is a link to its place on the page of shapes."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}]({to}#{name.lower()})"
    if schema.get("type") == "array":
        most = f", up to {schema['maxItems']}" if "maxItems" in schema else ""
        least = f", at least {schema['minItems']}" if schema.get("minItems") else ""
        return f"list of {sentence(schema['items'], to=to)}{least}{most}"
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
        yield f"`{schema['default']}` if left out"
