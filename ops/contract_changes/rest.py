"""What no rule judges: it counts as breaking until somebody writes a rule for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Node
    from ops.contract_changes.change import Change, Place


def unjudged(old: Node, new: Node, known: frozenset[str], place: Place, rule: str) -> Iterator[Change]:
    """Yield what differs under keys that nothing else looks at; extensions (``x-…``) promise nothing.

    Parameters
    ----------
    old, new : Node
        The same object in both contracts.
    known : frozenset[str]
        The keys that something else looks at, or that are words only.
    place : Place
        Where it stands.
    rule : str
        The rule that such a change falls under.
    """
    for key in dict.fromkeys([*old, *new]):
        if key not in known and not str(key).startswith("x-") and old.get(key) != new.get(key):
            yield place.change(rule, f"{key} differs, and no rule says what that does")


def marked(old: Node, new: Node, place: Place) -> Iterator[Change]:
    """Yield whether an operation, a parameter or a field was marked as deprecated, or no longer is."""
    was, now = bool(old.get("deprecated")), bool(new.get("deprecated"))
    if now and not was:
        yield place.change("deprecated", "it is deprecated")
    if was and not now:
        yield place.change("deprecation-withdrawn", "it is no longer deprecated")
