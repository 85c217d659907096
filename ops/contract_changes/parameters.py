"""Changes of an operation's parameters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ops.contract_changes import schemas
from ops.contract_changes.generic import deprecation_changes, unknown_changes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.contract import Contract, Node
    from ops.contract_changes.change import Change, Location

type Key = tuple[str, str]

_DEFAULT_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_KNOWN = frozenset(
    {"name", "in", "description", "required", "deprecated", "schema", "content", "example", "examples"}
    | {"style", "explode", "allowReserved", "allowEmptyValue"}
)
# OpenAPI ignores these as parameters: it describes them elsewhere.
_IGNORED = frozenset({("header", "accept"), ("header", "content-type"), ("header", "authorization")})


def names_in(path: str) -> list[str]:
    """Return the names of a path's parameters, in order."""
    return re.findall(r"\{([^}]+)\}", path)


def parameters_of(contract: Contract, path_item: Node, operation: Node) -> dict[Key, Node]:
    """Return an operation's parameters and those of its path, by location and name."""
    nodes = [contract.resolve(node) for node in [*path_item.get("parameters", []), *operation.get("parameters", [])]]
    keyed = {(node["in"], node["name"].lower() if node["in"] == "header" else node["name"]): node for node in nodes}
    return {key: node for key, node in keyed.items() if key not in _IGNORED}


def changes(
    old: Mapping[Key, Node], new: Mapping[Key, Node], renamed: Mapping[str, str], location: Location
) -> Iterator[Change]:
    """Yield the changes of an operation's parameters.

    Parameters
    ----------
    old, new : Mapping[Key, Node]
        The parameters, as ``parameters_of`` returns them.
    renamed : Mapping[str, str]
        The new names of the path's parameters, by the old ones.
    location : Location
        The operation.
    """
    remaining = dict(new)
    for (kind, name), before in old.items():
        new_name = renamed.get(name, name) if kind == "path" else name
        parameter_location = location.at(f"{kind} parameter {name}")
        if (kind, new_name) not in remaining:
            yield parameter_location.change("parameter-removed", f"the {kind} parameter {name} was removed")
            continue
        if new_name != name:
            yield parameter_location.change("parameter-renamed", f"its name is now {new_name}")
        yield from _parameter(before, remaining.pop((kind, new_name)), parameter_location)
    for (kind, name), added in remaining.items():
        required = added.get("required", False)
        yield location.at(f"{kind} parameter {name}").change(
            "parameter-added-required" if required else "parameter-added",
            f"the {kind} parameter {name} is new{' and required' if required else ''}",
        )


def _parameter(before: Node, after: Node, location: Location) -> Iterator[Change]:
    was_required, required = before.get("required", False), after.get("required", False)
    if required and not was_required:
        yield location.change("parameter-made-required", "it was optional and is now required")
    if was_required and not required:
        yield location.change("parameter-made-optional", "it was required and is now optional")
    if _style(before) != _style(after):
        yield location.change("parameter-style-changed", f"style: {_style(before)} before, {_style(after)} now")
    else:
        yield from schemas.changes(_schema(before), _schema(after), location)
    yield from deprecation_changes(before, after, location)
    yield from unknown_changes(before, after, _KNOWN, location, "request-meaning-changed")


def _style(parameter: Node) -> str:
    if "content" in parameter:
        return str(next(iter(parameter["content"])))
    style = parameter.get("style", _DEFAULT_STYLES[parameter["in"]])
    flags = [name for name in ("allowReserved", "allowEmptyValue") if parameter.get(name)]
    return " ".join([style, *(["exploded"] if parameter.get("explode", style == "form") else []), *flags])


def _schema(parameter: Node) -> Node:
    if "content" in parameter:
        parameter = next(iter(parameter["content"].values()))
    schema: Node = parameter.get("schema", {})
    return schema
