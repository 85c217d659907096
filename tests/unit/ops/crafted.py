"""Plans in the format of ``terraform show -json``: real ones, without unused parts, and crafted ones."""

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "plans"


def real(name: str) -> dict[str, Any]:
    """Return a plan that Terraform made against the embedded AWS."""
    plan: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text())
    return plan


def changed(address: str, *actions: str, **change: Any) -> dict[str, Any]:
    """Return the change of one resource in a plan."""
    module, _, resource = address.rpartition("aws_")
    return {
        "address": address,
        "module_address": module.rstrip("."),
        "mode": "managed",
        "type": f"aws_{resource}".split(".", 1)[0],
        "change": {"actions": list(actions), **change},
    }


def plan(*changes: dict[str, Any], before: Any = (), after: Any = ()) -> dict[str, Any]:
    """Return a plan with these changes, and these resources before and after."""
    return {
        "resource_changes": list(changes),
        "prior_state": {"values": {"root_module": {"resources": list(before)}}},
        "planned_values": {"root_module": {"resources": list(after)}},
    }


def resource(type_: str, name: str = "this", **values: Any) -> dict[str, Any]:
    return {"mode": "managed", "type": type_, "name": name, "values": values}
