"""Changes that any object can have: deprecation, and keys that no rule covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Node
    from ops.contract_changes.change import Change, Location


def unknown_changes(old: Node, new: Node, known: frozenset[str], location: Location, rule: str) -> Iterator[Change]:
    """Yield the differences under keys that no rule covers; extensions (``x-…``) are not part of the contract.

    Parameters
    ----------
    old, new : Node
        The same object in both contracts.
    known : frozenset[str]
        The keys that other rules cover, or that hold words only.
    location : Location
        The object's location.
    rule : str
        The rule to report.
    """
    for key in dict.fromkeys([*old, *new]):
        if key not in known and not str(key).startswith("x-") and old.get(key) != new.get(key):
            yield location.change(rule, f"{key} differs, and no rule covers it")


def deprecation_changes(old: Node, new: Node, location: Location) -> Iterator[Change]:
    """Yield the deprecation of an operation, a parameter or a field, or its withdrawal."""
    before, after = bool(old.get("deprecated")), bool(new.get("deprecated"))
    if after and not before:
        yield location.change("deprecated", "it is now deprecated")
    if before and not after:
        yield location.change("deprecation-withdrawn", "it is no longer deprecated")
