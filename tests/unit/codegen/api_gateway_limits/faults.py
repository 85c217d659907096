"""Helpers of the checks: a fault consists of its location and a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

type Faults = Iterator[str]


def key_faults(node: Any, allowed: Collection[str], where: str, required: Collection[str] = ()) -> Faults:
    """Yield a fault for every key that isn't allowed, and every required one that is missing.

    Parameters
    ----------
    node : object
        The value in the document; anything but an object is a fault.
    allowed : Collection[str]
        Every key that API Gateway takes there.
    where : str
        Prefix of each fault: its location in the document.
    required : Collection[str]
        The keys that must be there.
    """
    if not isinstance(node, dict):
        yield f"{where}: must be an object"
        return
    for key in node:
        if key not in allowed:
            yield f"{where}: {key} is not taken"
    for key in required:
        if key not in node:
            yield f"{where}: {key} is missing"


def entries(node: Any, key: str) -> dict[str, Any]:
    """Return the object under a key, or an empty one.

    Parameters
    ----------
    node : object
        A value in the document, possibly not an object.
    key : str
        The key to look under.
    """
    found = node.get(key) if isinstance(node, dict) else None
    return found if isinstance(found, dict) else {}
