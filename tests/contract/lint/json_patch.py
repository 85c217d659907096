"""The operations of JSON Patch (RFC 6902) that the tests of the contract need."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any


def patched(document: Any, operations: Sequence[Mapping[str, Any]]) -> Any:
    """Return a copy of the document after `add`, `remove`, `move` and `copy` operations."""
    result = deepcopy(document)
    for operation in operations:
        match operation["op"]:
            case "add":
                add(result, operation["path"], operation["value"])
            case "remove":
                remove(result, operation["path"])
            case "move":
                add(result, operation["path"], remove(result, operation["from"]))
            case "copy":
                add(result, operation["path"], find(result, tokens(operation["from"])))
            case other:
                raise ValueError(other)
    return result


def tokens(pointer: str) -> list[str]:
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def find(document: Any, path: Sequence[str]) -> Any:
    for token in path:
        document = document[int(token) if isinstance(document, list) else token]
    return document


def add(document: Any, pointer: str, value: Any) -> None:
    *path, last = tokens(pointer)
    find(document, path)[last] = deepcopy(value)


def remove(document: Any, pointer: str) -> Any:
    *path, last = tokens(pointer)
    parent = find(document, path)
    return parent.pop(int(last) if isinstance(parent, list) else last)
