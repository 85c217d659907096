"""How who may call an operation changed: its security, and the roles that it is for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from codegen.contract import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Contract, Node
    from pipeline.contract_changes.change import Change, Place

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
    if any(not any(way <= each for way in now) for each in was):
        yield place.change(
            "security-tightened", f"{_said(place.old, old)} was enough; now it takes {_said(place.new, new)}"
        )
    elif any(not any(way <= each for way in was) for each in now):
        yield place.change(
            "security-loosened", f"it took {_said(place.old, old)}; now {_said(place.new, new)} is enough"
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


def _ways(contract: Contract, operation: Node) -> list[Way]:
    """Return each set of what lets a caller in; without any security, nothing does it, too."""
    return [
        frozenset(pair for name, scopes in way.items() for pair in _needed(contract, name, scopes))
        for way in _security(contract, operation)
    ]


def _needed(contract: Contract, name: str, scopes: list[str]) -> Iterator[tuple[str, str]]:
    described = contract.document.get("components", {}).get("securitySchemes", {})
    if name not in described:
        raise ContractError(f"the security scheme {name} is described nowhere")
    scheme = contract.resolve(described[name])
    works = json.dumps({key: value for key, value in scheme.items() if key != "description"}, sort_keys=True)
    yield works, ""
    for scope in scopes:
        yield works, scope


def _security(contract: Contract, operation: Node) -> list[dict[str, Any]]:
    return operation.get("security", contract.document.get("security", [])) or [{}]


def _said(contract: Contract, operation: Node) -> str:
    ways = (" with ".join(way) or "nothing" for way in _security(contract, operation))
    return " or ".join(ways)
