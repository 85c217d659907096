"""How who may call an operation changed: its security, and the roles that it is for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from codegen.contract import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from codegen.contract import Contract, Node
    from ops.contract_changes.change import Change, Place

# What has to be shown together to be let in: a scheme, as it works and not as it is called, and a scope of it.
type Way = frozenset[tuple[str, str]]


def changes(old: Node, new: Node, place: Place) -> Iterator[Change]:
    """Yield how who may call an operation changed.

    Parameters
    ----------
    old, new : Node
        The operation.
    place : Place
        Where it stands.
    """
    was, now = _ways(place.old, old), _ways(place.new, new)
    lost = [said for way, said in was.items() if not _still_lets_in(way, was.keys(), now.keys())]
    if lost:
        yield place.change(
            "security-tightened", f"{' or '.join(lost)} was enough; now it takes {' or '.join(now.values())}"
        )
    elif was.keys() != now.keys():
        yield place.change(
            "security-loosened", f"it took {' or '.join(was.values())}; now {' or '.join(now.values())} is enough"
        )
    yield from _roles(old.get("x-roles"), new.get("x-roles"), place)


def _roles(old: list[str] | None, new: list[str] | None, place: Place) -> Iterator[Change]:
    """No list of roles is no restriction."""
    gone = [] if new is None else ["whoever is not named"] if old is None else [role for role in old if role not in new]
    come = [] if old is None else ["whoever is not named"] if new is None else [role for role in new if role not in old]
    if gone:
        yield place.change("roles-narrowed", f"no longer for: {', '.join(gone)}")
    if come:
        yield place.change("roles-widened", f"now for: {', '.join(come)}")


def _still_lets_in(way: Way, was: AbstractSet[Way], now: AbstractSet[Way]) -> bool:
    """Tell whether an older way is there, or a new one asks for less of the same.

    A way that was there beside it can't stand in for it: it lets in as somebody else, or on another server, such as
    without a key where only some servers ask for one. Nor can nothing at all, unless no other way asks for more than
    it did together with this one.
    """
    lesser = {each for each in now - was if each < way}
    if not all(way | each in was for each in now):
        lesser.discard(frozenset())
    return way in now or bool(lesser)


def _ways(contract: Contract, operation: Node) -> dict[Way, str]:
    """Return each set of what lets a caller in, with its name; without any security, nothing does it, too."""
    return {_way(contract, written): _said(contract, written) for written in _security(contract, operation)}


def _way(contract: Contract, written: dict[str, list[str]]) -> Way:
    return frozenset(pair for name, scopes in written.items() for pair in _needed(contract, name, scopes))


def _needed(contract: Contract, name: str, scopes: list[str]) -> Iterator[tuple[str, str]]:
    scheme = _scheme(contract, name)
    works = json.dumps({key: value for key, value in scheme.items() if key != "description"}, sort_keys=True)
    yield works, ""
    for scope in scopes:
        yield works, scope


def _scheme(contract: Contract, name: str) -> Node:
    described = contract.document.get("components", {}).get("securitySchemes", {})
    if name not in described:
        raise ContractError(f"the security scheme {name} is described nowhere")
    return contract.resolve(described[name])


def _security(contract: Contract, operation: Node) -> list[dict[str, Any]]:
    return operation.get("security", contract.document.get("security", [])) or [{}]


def _said(contract: Contract, way: dict[str, Any]) -> str:
    return " with ".join(_named(contract, name) for name in way) or "nothing"


def _named(contract: Contract, name: str) -> str:
    """Return a scheme's name with what is seen of it on the wire: that may change under the same name."""
    scheme = _scheme(contract, name)
    seen = f"{scheme['in']} {scheme['name']}" if scheme["type"] == "apiKey" else scheme.get("scheme", scheme["type"])
    return f"{name} ({seen})"
