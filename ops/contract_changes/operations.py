"""Changes of the contract as a whole: its servers, paths and operations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codegen.contract import METHODS
from ops.contract_changes import bodies, parameters, security
from ops.contract_changes.change import Change, Location
from ops.contract_changes.generic import deprecation_changes, unknown_changes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Contract, Node

_CONTRACT = frozenset({"openapi", "info", "servers", "tags", "paths", "components", "security", "externalDocs"})
_SERVER = frozenset({"url", "description"})
_PATH_ITEM = frozenset({*METHODS, "parameters", "servers", "summary", "description"})
_OPERATION = frozenset(
    {"operationId", "tags", "summary", "description", "externalDocs", "parameters", "requestBody", "responses"}
    | {"deprecated", "security", "servers"}
)


def changes(old: Contract, new: Contract) -> tuple[Change, ...]:
    """Return every change between two contracts; a different version alone is no change.

    Raises
    ------
    ContractError
        If a reference has no target.
    """
    found = tuple(dict.fromkeys(_all(old, new)))
    if not found and _without_version(old) != _without_version(new):
        return (
            Change(
                "words-changed", "the contract", "only wording or structure differs: no request or response changes"
            ),
        )
    return found


def _without_version(contract: Contract) -> Node:
    return {**contract.document, "info": {**contract.document["info"], "version": ""}}


def _all(old: Contract, new: Contract) -> Iterator[Change]:
    whole = Location(old=old, new=new, where="the contract")
    yield from _servers(old.document, new.document, whole)
    yield from unknown_changes(old.document, new.document, _CONTRACT, whole, "contract-meaning-changed")
    added = {_without_names(path): path for path in _paths(new)}
    for path in _paths(old):
        if _without_names(path) in added:
            yield from _path(old, new, path, added.pop(_without_names(path)))
        else:
            yield Change("path-removed", path, "the path was removed, with all its operations")
    for path in added.values():
        for method in _methods(new.resolve(new.document["paths"][path])):
            yield Change("operation-added", f"{method.upper()} {path}", "the operation is new")


def _paths(contract: Contract) -> list[str]:
    return [path for path in contract.document["paths"] if path.startswith("/")]


def _without_names(path: str) -> str:
    """Return a path without the names of its parameters, which are never sent."""
    return re.sub(r"\{[^}]+\}", "{}", path)


def _methods(path_item: Node) -> list[str]:
    return [method for method in METHODS if method in path_item]


def _path(old: Contract, new: Contract, old_path: str, new_path: str) -> Iterator[Change]:
    before, after = old.resolve(old.document["paths"][old_path]), new.resolve(new.document["paths"][new_path])
    renamed = dict(zip(parameters.names_in(old_path), parameters.names_in(new_path), strict=True))
    for method in dict.fromkeys([*_methods(before), *_methods(after)]):
        location = Location(old=old, new=new, where=f"{method.upper()} {old_path}")
        if method not in after:
            yield location.change("operation-removed", "the operation was removed")
        elif method not in before:
            yield location.change("operation-added", "the operation is new")
        else:
            yield from _operation((before, before[method]), (after, after[method]), renamed, location)
    yield from unknown_changes(
        before, after, _PATH_ITEM, Location(old=old, new=new, where=old_path), "contract-meaning-changed"
    )


def _operation(
    old: tuple[Node, Node], new: tuple[Node, Node], renamed: dict[str, str], location: Location
) -> Iterator[Change]:
    """Yield the changes of one operation; each side is its path item and the operation itself."""
    (old_item, before), (new_item, after) = old, new
    yield from _names(before, after, location)
    yield from deprecation_changes(before, after, location)
    yield from security.changes(before, after, location)
    yield from _own_servers(old, new, location)
    old_parameters = parameters.parameters_of(location.old, old_item, before)
    new_parameters = parameters.parameters_of(location.new, new_item, after)
    yield from parameters.changes(old_parameters, new_parameters, renamed, location)
    yield from bodies.request_changes(before.get("requestBody"), after.get("requestBody"), location)
    yield from bodies.response_changes(before["responses"], after["responses"], location)
    yield from unknown_changes(before, after, _OPERATION, location, "contract-meaning-changed")


def _names(before: Node, after: Node, location: Location) -> Iterator[Change]:
    for key, rule in (("operationId", "operation-id-changed"), ("tags", "operation-tag-changed")):
        old, new = (
            side.get(key) if key == "operationId" else [*side.get(key, []), None][0] for side in (before, after)
        )
        if old is not None and old != new:
            yield location.change(rule, f"{key}: {old} before, {new or 'none'} now")


def _own_servers(old: tuple[Node, Node], new: tuple[Node, Node], location: Location) -> Iterator[Change]:
    """Compare an operation's own servers, if it has any; the contract's are compared once."""
    if any("servers" in node for node in (*old, *new)):
        yield from _servers(_server_holder(location.old, *old), _server_holder(location.new, *new), location)


def _server_holder(contract: Contract, path_item: Node, operation: Node) -> Node:
    holders = (operation, path_item, contract.document)
    return next(each for each in holders if "servers" in each or each is contract.document)


def _servers(before: Node, after: Node, location: Location) -> Iterator[Change]:
    old, new = ({each["url"]: each for each in side.get("servers", [{"url": "/"}])} for side in (before, after))
    for url in dict.fromkeys([*old, *new]):
        if url not in new:
            yield location.change("server-removed", f"the server {url} was removed")
        elif url not in old:
            yield location.change("server-added", f"the server {url} is new")
        else:
            yield from unknown_changes(old[url], new[url], _SERVER, location, "contract-meaning-changed")
