"""Event filters of a Lambda mapping, as far as ``terraform/functions.json`` uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def matches(pattern: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Tell whether an event has what a pattern asks for.

    Parameters
    ----------
    pattern : Mapping[str, Any]
        Names, and for each another pattern or a list of what the value may be: a text, or ``{"prefix": text}``.
    event : Mapping[str, Any]
        The event.

    Raises
    ------
    ValueError
        If the pattern has rules that only Lambda knows.
    """
    return all(_is_wanted(wanted, event.get(name)) for name, wanted in pattern.items())


def _is_wanted(wanted: Any, value: object) -> bool:  # noqa: ANN401  # JSON
    if isinstance(wanted, dict):
        return isinstance(value, dict) and matches(wanted, value)
    return any(_is_allowed(rule, value) for rule in wanted)


def _is_allowed(rule: object, value: object) -> bool:
    match rule:
        case str():
            return value == rule
        case {"prefix": str(prefix), **others} if not others:
            return isinstance(value, str) and value.startswith(prefix)
    raise ValueError(f"this rule of an event filter is not known here: {rule}")
