"""The contract changes that the gate is tested on: ``changes.yaml``, whose head describes its form; JSON Patch."""

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from codegen.contract import Contract
from ops.contract_changes.loading import parse

type Side = Literal["old", "new"]

TABLE: dict[str, Any] = yaml.load(Path(__file__).with_name("changes.yaml").read_text("utf-8"), yaml.CSafeLoader)


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the table: two contracts, and the judgement that is expected of them."""

    name: str
    row: Mapping[str, Any]

    @property
    def verdict(self) -> str:
        return str(self.row["verdict"])

    def contract(self, side: Side) -> Contract:
        """Return the contract before or after the change; raise ``InvalidContract`` if it isn't valid OpenAPI."""
        return parse(json.dumps(patched(TABLE["base"], [*self._patch(side)])), f"{self.name}, {side}")

    def _patch(self, side: Side) -> Iterator[dict[str, Any]]:
        for edit in self.row["edits"]:
            # The first step may be one of the table's shortcuts.
            first, slash, rest = edit["at"].partition("/")
            path = f"{TABLE['shortcuts'][first]}{slash}{rest}" if first else edit["at"]
            for value in (edit[key] for key in (side, "both") if key in edit):
                yield {"op": "remove" if value is None else "add", "path": path, "value": value}


CASES = {name: Case(name, row) for name, row in TABLE["cases"].items()}


def patched(document: Any, operations: Sequence[Mapping[str, Any]]) -> Any:
    """Return a copy of the document after add, remove, move and copy operations of JSON Patch (RFC 6902)."""
    result = deepcopy(document)
    for operation in operations:
        parent, key = _find(result, operation["path"])
        value = operation.get("value")
        if "from" in operation:
            source, source_key = _find(result, operation["from"])
            value = source.pop(source_key) if operation["op"] == "move" else source[source_key]
        if operation["op"] == "remove":
            del parent[key]
        else:
            parent[key] = deepcopy(value)
    return result


def _find(document: Any, pointer: str) -> tuple[Any, Any]:
    """Return the object or array with the member that a pointer names, and the member's name or index."""
    *path, last = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    for token in path:
        document = document[int(token) if isinstance(document, list) else token]
    return document, int(last) if isinstance(document, list) else last
