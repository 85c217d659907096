"""The contract as an attacker reads it: the operations and their parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from local.config import ROOT

CONTRACT: Mapping[str, Any] = yaml.safe_load((ROOT / "openapi.yaml").read_text())
METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation."""

    name: str
    method: str
    path: str
    roles: frozenset[str]
    has_body: bool


OPERATIONS = [
    Operation(
        written["operationId"], method.upper(), path, frozenset(written["x-roles"]), has_body="requestBody" in written
    )
    for path, item in CONTRACT["paths"].items()
    for method, written in item.items()
]
PATHS = sorted(CONTRACT["paths"])
ALLOWED = {path: [each.method for each in OPERATIONS if each.path == path] for path in PATHS}
