"""How a contract changed as a whole: its servers, its paths and their operations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codegen.contract import METHODS
from ops.contract_changes import access, bodies, parameters
from ops.contract_changes.change import Change, Place
from ops.contract_changes.rest import marked, unjudged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Contract, Node

_CONTRACT = frozenset({"openapi", "info", "servers", "tags", "paths", "components", "security", "externalDocs"})
_SERVER = frozenset({"url", "description"})
_ITEM = frozenset({*METHODS, "parameters", "servers", "summary", "description"})
_OPERATION = frozenset(
    {"operationId", "tags", "summary", "description", "externalDocs", "parameters", "requestBody", "responses"}
    | {"deprecated", "security", "servers"}
)


def changes(old: Contract, new: Contract) -> tuple[Change, ...]:
    """Return every change between two contracts; those that differ in their version only have none.

    Parameters
    ----------
    old, new : Contract
        The contracts; references in them are followed.

    Raises
    ------
    ContractError
        If a reference leads nowhere.
    """
    found = tuple(dict.fromkeys(_all(old, new)))
    if not found and _without_version(old) != _without_version(new):
        return (
            Change("words-changed", "the contract", "only words differ, or how it is put down: nothing that is sent"),
        )
    return found


def _without_version(contract: Contract) -> Node:
    return {**contract.document, "info": {**contract.document["info"], "version": ""}}


def _all(old: Contract, new: Contract) -> Iterator[Change]:
    whole = Place(old=old, new=new, where="the contract")
    yield from _servers(old.document, new.document, whole)
    yield from unjudged(old.document, new.document, _CONTRACT, whole, "contract-meaning-changed")
    after = {_nameless(path): path for path in _paths(new)}
    for path in _paths(old):
        if _nameless(path) in after:
            yield from _path(old, new, path, after.pop(_nameless(path)))
        else:
            yield Change("path-removed", path, "the path is gone, with all its operations")
    for path in after.values():
        for method in _methods(new.resolve(new.document["paths"][path])):
            yield Change("operation-added", f"{method.upper()} {path}", "the operation is new")


def _paths(contract: Contract) -> list[str]:
    return [path for path in contract.document["paths"] if path.startswith("/")]


def _nameless(path: str) -> str:
    """Return a path without the names of its parameters: on the wire they are not seen."""
    return re.sub(r"\{[^}]+\}", "{}", path)


def _methods(item: Node) -> list[str]:
    return [method for method in METHODS if method in item]


def _path(old: Contract, new: Contract, older: str, newer: str) -> Iterator[Change]:
    before, after = old.resolve(old.document["paths"][older]), new.resolve(new.document["paths"][newer])
    renamed = dict(zip(parameters.names_in(older), parameters.names_in(newer), strict=True))
    for method in dict.fromkeys([*_methods(before), *_methods(after)]):
        place = Place(old=old, new=new, where=f"{method.upper()} {older}")
        if method not in after:
            yield place.change("operation-removed", "the operation is gone")
        elif method not in before:
            yield place.change("operation-added", "the operation is new")
        else:
            yield from _operation((before, before[method]), (after, after[method]), renamed, place)
    yield from unjudged(before, after, _ITEM, Place(old=old, new=new, where=older), "contract-meaning-changed")


def _operation(
    old: tuple[Node, Node], new: tuple[Node, Node], renamed: dict[str, str], place: Place
) -> Iterator[Change]:
    """Compare one operation; each side is its path's object, and its own."""
    (old_item, before), (new_item, after) = old, new
    yield from _names(before, after, place)
    yield from marked(before, after, place)
    yield from access.changes(before, after, place)
    yield from _own_servers(old, new, place)
    were = parameters.of(place.old, old_item, before)
    yield from parameters.changes(were, parameters.of(place.new, new_item, after), renamed, place)
    yield from bodies.request_changes(before.get("requestBody"), after.get("requestBody"), place)
    yield from bodies.answer_changes(before["responses"], after["responses"], place)
    yield from unjudged(before, after, _OPERATION, place, "contract-meaning-changed")


def _names(before: Node, after: Node, place: Place) -> Iterator[Change]:
    for key, rule in (("operationId", "operation-id-changed"), ("tags", "operation-tag-changed")):
        old, new = (
            side.get(key) if key == "operationId" else [*side.get(key, []), None][0] for side in (before, after)
        )
        if old is not None and old != new:
            yield place.change(rule, f"it was {old}, and is {new or 'not said'}")


def _own_servers(old: tuple[Node, Node], new: tuple[Node, Node], place: Place) -> Iterator[Change]:
    """Compare an operation's servers if it has others than all have; those are compared once."""
    if any("servers" in written for written in (*old, *new)):
        yield from _servers(_served(place.old, *old), _served(place.new, *new), place)


def _served(contract: Contract, item: Node, operation: Node) -> Node:
    return next(each for each in (operation, item, contract.document) if "servers" in each or each is contract.document)


def _servers(before: Node, after: Node, place: Place) -> Iterator[Change]:
    old, new = ({each["url"]: each for each in side.get("servers", [{"url": "/"}])} for side in (before, after))
    for url in dict.fromkeys([*old, *new]):
        if url not in new:
            yield place.change("server-removed", f"the server {url} is gone")
        elif url not in old:
            yield place.change("server-added", f"the server {url} is new")
        else:
            yield from unjudged(old[url], new[url], _SERVER, place, "contract-meaning-changed")
