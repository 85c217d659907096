"""How the parameters of an operation changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ops.contract_changes import schemas
from ops.contract_changes.rest import marked, unjudged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.contract import Contract, Node
    from ops.contract_changes.change import Change, Place

type Key = tuple[str, str]

_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_KNOWN = frozenset(
    {"name", "in", "description", "required", "deprecated", "schema", "content", "example", "examples"}
    | {"style", "explode", "allowReserved", "allowEmptyValue"}
)
# OpenAPI: these headers are described elsewhere, and ignored as parameters.
_IGNORED = frozenset({("header", "accept"), ("header", "content-type"), ("header", "authorization")})


def names_in(path: str) -> list[str]:
    """Return the names of a path's parameters, in order."""
    return re.findall(r"\{([^}]+)\}", path)


def of(contract: Contract, item: Node, operation: Node) -> dict[Key, Node]:
    """Return an operation's parameters, whether they are written in it or beside it, by where and what they are.

    Parameters
    ----------
    contract : Contract
        Where its references lead.
    item : Node
        The path's object.
    operation : Node
        The operation's.
    """
    written = [contract.resolve(node) for node in [*item.get("parameters", []), *operation.get("parameters", [])]]
    keyed = {(node["in"], node["name"].lower() if node["in"] == "header" else node["name"]): node for node in written}
    return {key: node for key, node in keyed.items() if key not in _IGNORED}


def changes(
    old: Mapping[Key, Node], new: Mapping[Key, Node], renamed: Mapping[str, str], place: Place
) -> Iterator[Change]:
    """Yield how an operation's parameters changed.

    Parameters
    ----------
    old, new : Mapping[Key, Node]
        The parameters, as ``of`` returns them.
    renamed : Mapping[str, str]
        The older names of the path's parameters, with the newer ones.
    place : Place
        The operation.
    """
    left = dict(new)
    for (kind, name), before in old.items():
        newer = renamed.get(name, name) if kind == "path" else name
        here = place.at(f"{kind} parameter {name}")
        if (kind, newer) not in left:
            yield here.change("parameter-removed", f"the {kind} parameter {name} is gone")
            continue
        if newer != name:
            yield here.change("parameter-renamed", f"its name is {newer} now")
        yield from _parameter(before, left.pop((kind, newer)), here)
    for (kind, name), added in left.items():
        needed = added.get("required", False)
        yield place.at(f"{kind} parameter {name}").change(
            "parameter-added-required" if needed else "parameter-added",
            f"the {kind} parameter {name} is new{', and has to be sent' if needed else ''}",
        )


def _parameter(before: Node, after: Node, place: Place) -> Iterator[Change]:
    was, required = before.get("required", False), after.get("required", False)
    if required and not was:
        yield place.change("parameter-made-required", "it was optional, and is required")
    if was and not required:
        yield place.change("parameter-made-optional", "it was required, and is optional")
    if _style(before) != _style(after):
        yield place.change("parameter-style-changed", f"it was written {_style(before)}, and is {_style(after)}")
    else:
        yield from schemas.changes(_schema(before), _schema(after), place)
    yield from marked(before, after, place)
    yield from unjudged(before, after, _KNOWN, place, "request-meaning-changed")


def _style(parameter: Node) -> str:
    if "content" in parameter:
        return str(next(iter(parameter["content"])))
    style = parameter.get("style", _STYLES[parameter["in"]])
    flags = [name for name in ("allowReserved", "allowEmptyValue") if parameter.get(name)]
    return " ".join([style, *(["exploded"] if parameter.get("explode", style == "form") else []), *flags])


def _schema(parameter: Node) -> Node:
    if "content" in parameter:
        parameter = next(iter(parameter["content"].values()))
    schema: Node = parameter.get("schema", {})
    return schema
