"""A plan's JSON reduced to the parts that its summary reads, small enough to be kept for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_NAMES = ("address", "module_address", "mode", "type", "name", "index", "deposed")
_STAYING = ("before", "after", "after_unknown", "before_sensitive", "after_sensitive", "replace_paths")
# The attributes that a resource's monthly price depends on.
_PRICED = {
    "aws_api_gateway_stage": ("cache_cluster_enabled", "cache_cluster_size"),
    "aws_cloudwatch_metric_alarm": ("metric_query",),
    "aws_vpc_endpoint": ("vpc_endpoint_type", "subnet_ids"),
    "aws_wafv2_web_acl": ("rule",),
}


def keep(shown: Mapping[str, Any], file: Path) -> None:
    """Write a plan with one resource per line."""
    parts = {
        "resource_changes": [
            _change(each) for each in shown["resource_changes"] if each["change"]["actions"] != ["no-op"]
        ],
        "planned_values": {"root_module": _module(shown["planned_values"]["root_module"])},
    }
    if "values" in shown.get("prior_state", {}):
        parts["prior_state"] = {"values": {"root_module": _module(shown["prior_state"]["values"]["root_module"])}}
    file.write_text(json.dumps(parts, ensure_ascii=False).replace('{"address"', '\n{"address"') + "\n")


def _change(resource_change: Mapping[str, Any]) -> dict[str, Any]:
    change = resource_change["change"]
    # Created and destroyed resources are shown by name only.
    stays = _STAYING if change["actions"] not in (["create"], ["delete"]) else ()
    return {name: resource_change[name] for name in _NAMES if name in resource_change} | {
        "change": {"actions": change["actions"]} | {name: change[name] for name in stays if name in change}
    }


def _module(module: Mapping[str, Any]) -> dict[str, Any]:
    resources = [_resource(each) for each in module.get("resources", []) if each["mode"] == "managed"]
    inner = [_module(each) for each in module.get("child_modules", [])]
    return {"address": module.get("address", ""), "resources": resources, "child_modules": inner}


def _resource(resource: Mapping[str, Any]) -> dict[str, Any]:
    values = {
        name: resource["values"][name] for name in _PRICED.get(resource["type"], ()) if name in resource["values"]
    }
    if "metric_query" in values:
        values["metric_query"] = [{"metric": [{}] * len(query.get("metric", []))} for query in values["metric_query"]]
    if "rule" in values:
        values["rule"] = [{"statement": _named(rule["statement"])} for rule in values["rule"]]
    return {name: resource[name] for name in _NAMES if name in resource} | {"values": values}


def _named(statement: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the name of the statement's managed rule group, if it has one."""
    groups = [group for each in statement for group in each.get("managed_rule_group_statement", [])]
    return [{"managed_rule_group_statement": [{"name": group["name"]}]} for group in groups]
