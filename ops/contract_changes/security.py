"""Changes of the security requirements and roles of an operation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from codegen.contract import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from codegen.contract import Contract, Node
    from ops.contract_changes.change import Change, Location

# The credentials of one security requirement, all of them needed: pairs of a scheme's definition and a scope of it.
type Requirement = frozenset[tuple[str, str]]


def changes(old: Node, new: Node, location: Location) -> Iterator[Change]:
    """Yield the changes of an operation's security requirements and roles."""
    before, after = _requirements(location.old, old), _requirements(location.new, new)
    lost = [
        text for requirement, text in before.items() if not _still_granted(requirement, before.keys(), after.keys())
    ]
    if lost:
        yield location.change(
            "security-tightened", f"{' or '.join(lost)} was enough; it now takes {' or '.join(after.values())}"
        )
    elif before.keys() != after.keys():
        yield location.change(
            "security-loosened", f"it took {' or '.join(before.values())}; {' or '.join(after.values())} is now enough"
        )
    yield from _roles(old.get("x-roles"), new.get("x-roles"), location)


def _roles(old: list[str] | None, new: list[str] | None, location: Location) -> Iterator[Change]:
    """Yield the changes of the roles; no list means that every role may call the operation."""
    removed = [] if new is None else ["all other roles"] if old is None else [role for role in old if role not in new]
    added = [] if old is None else ["all other roles"] if new is None else [role for role in new if role not in old]
    if removed:
        yield location.change("roles-narrowed", f"no longer allowed: {', '.join(removed)}")
    if added:
        yield location.change("roles-widened", f"now allowed: {', '.join(added)}")


def _still_granted(requirement: Requirement, before: AbstractSet[Requirement], after: AbstractSet[Requirement]) -> bool:
    """Return whether a requirement is kept, or a new one needs a subset of its credentials.

    An older requirement can't replace it: it authenticates another principal, or applies to another server, such as
    one that needs no API key. An empty new requirement (anonymous calls) replaces it only if adding the credentials
    of any other requirement to it gives one that existed before.
    """
    weaker = {each for each in after - before if each < requirement}
    if not all(requirement | each in before for each in after):
        weaker.discard(frozenset())
    return requirement in after or bool(weaker)


def _requirements(contract: Contract, operation: Node) -> dict[Requirement, str]:
    """Return the alternative requirements with their descriptions; no security is one empty requirement."""
    return {_requirement(contract, entry): _describe(contract, entry) for entry in _security(contract, operation)}


def _requirement(contract: Contract, entry: dict[str, list[str]]) -> Requirement:
    return frozenset(pair for name, scopes in entry.items() for pair in _credentials(contract, name, scopes))


def _credentials(contract: Contract, name: str, scopes: list[str]) -> Iterator[tuple[str, str]]:
    scheme = _scheme(contract, name)
    # The definition identifies a scheme: its name is never sent.
    definition = json.dumps({key: value for key, value in scheme.items() if key != "description"}, sort_keys=True)
    yield definition, ""
    for scope in scopes:
        yield definition, scope


def _scheme(contract: Contract, name: str) -> Node:
    schemes = contract.document.get("components", {}).get("securitySchemes", {})
    if name not in schemes:
        raise ContractError(f"the security scheme {name} isn't defined in components/securitySchemes")
    return contract.resolve(schemes[name])


def _security(contract: Contract, operation: Node) -> list[dict[str, Any]]:
    return operation.get("security", contract.document.get("security", [])) or [{}]


def _describe(contract: Contract, entry: dict[str, Any]) -> str:
    return " with ".join(_label(contract, name) for name in entry) or "no credential"


def _label(contract: Contract, name: str) -> str:
    """Return a scheme's name and its form on the wire, which may change under the same name."""
    scheme = _scheme(contract, name)
    form = f"{scheme['in']} {scheme['name']}" if scheme["type"] == "apiKey" else scheme.get("scheme", scheme["type"])
    return f"{name} ({form})"
