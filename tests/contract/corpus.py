"""The contract changes that the gate is tested on: ``changes.yaml``, whose head describes its form."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import yaml

from ops.contract_changes.loading import parse
from tests.contract.lint.json_patch import add, remove

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.contract import Contract

type Side = Literal["old", "new"]

TABLE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("changes.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the table: two contracts, and the judgement that is expected of them."""

    name: str
    row: Mapping[str, Any]

    @property
    def verdict(self) -> str:
        """``breaking`` or ``compatible``."""
        return str(self.row["verdict"])

    @property
    def rules(self) -> set[str]:
        """The rules that the change falls under."""
        return set(self.row["rules"])

    @property
    def openapi_diff(self) -> str | None:
        """The verdict of openapi-diff, where it isn't the table's."""
        return self.row.get("openapi-diff")

    def contract(self, side: Side) -> Contract:
        """Return the contract before or after the change; raise ``InvalidContract`` if it isn't valid OpenAPI."""
        document = deepcopy(TABLE["base"])
        for edit in self.row["edits"]:
            for value in (edit[key] for key in (side, "both") if key in edit):
                if value is None:
                    remove(document, _pointer(edit["at"]))
                else:
                    add(document, _pointer(edit["at"]), value)
        return parse(json.dumps(document), f"{self.name}, {side}")


def _pointer(at: str) -> str:
    """Return a JSON pointer whose first step may be one of the table's shortcuts."""
    first, slash, rest = at.partition("/")
    return f"{TABLE['shortcuts'][first]}{slash}{rest}" if first else at


CASES = {name: Case(name, row) for name, row in TABLE["cases"].items()}
