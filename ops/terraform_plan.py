"""A Terraform plan, read from the output of ``terraform show -json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HIDDEN = "(sensitive)"
UNKNOWN = "(known after the apply)"
# Resources that are empty or have another address after a replacement, and the loss.
KEPT: Mapping[str, str] = {
    "aws_dynamodb_table": "accounts, catalogue, carts and orders are in it",
    "aws_s3_bucket": "pictures or documentation are in it",
    "aws_kms_key": "data encrypted with it can't be decrypted without it",
    "aws_secretsmanager_secret": "it signs tokens, or authenticates to the payment provider",
    "aws_sqs_queue": "failed events wait in it for a retry",
    "aws_api_gateway_rest_api": "clients call it by its address, which contains its id",
    "aws_api_gateway_domain_name": "clients call the API by it",
    "aws_api_gateway_usage_plan": "partners' keys belong to it, and would belong to none",
    "aws_cloudfront_distribution": "pictures and documentation have its address",
    "aws_route53_zone": "the registrar names its name servers; a new zone has others",
    "aws_sesv2_email_identity": "it sends e-mails, and a new one must be verified first",
}


class Action(Enum):
    """The action on a resource; the value describes several."""

    REPLACE = "to replace"
    DESTROY = "to destroy"
    UPDATE = "to change"
    CREATE = "to create"
    FORGET = "to forget"


_ACTIONS = {
    ("create",): Action.CREATE,
    ("update",): Action.UPDATE,
    ("delete",): Action.DESTROY,
    ("delete", "create"): Action.REPLACE,
    ("create", "delete"): Action.REPLACE,
    ("forget",): Action.FORGET,
    ("create", "forget"): Action.REPLACE,
}


@dataclass(frozen=True, slots=True)
class Attribute:
    """A changed attribute.

    Parameters
    ----------
    path : str
        Its path, as ``environment[0].variables.LOG_LEVEL``.
    before, after : object
        Its values, or `HIDDEN` or `UNKNOWN`.
    """

    path: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a resource.

    Parameters
    ----------
    address : str
        Its address, without its module's.
    module : str
        Its module, as ``shop / lambda``.
    type : str
        Its type, as ``aws_lambda_function``.
    attributes : Sequence[Attribute]
        The changed attributes, if it is changed or replaced.
    forced_by : Sequence[str]
        The attributes that force a replacement.
    is_tainted : bool
        Whether it is replaced because its creation was interrupted, or it was marked by hand.
    """

    address: str
    module: str
    type: str
    action: Action
    attributes: Sequence[Attribute] = ()
    forced_by: Sequence[str] = ()
    is_tainted: bool = False

    @property
    def loss(self) -> str:
        """The loss that the change causes; empty if none."""
        lost = KEPT.get(self.type, "") if self.action in {Action.DESTROY, Action.REPLACE} else ""
        return (
            f"{lost}; it may be empty, because an apply was interrupted while creating it"
            if lost and self.is_tainted
            else lost
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan, and the resources before and after it, in Terraform's format."""

    changes: Sequence[Change]
    before: Sequence[Mapping[str, Any]]
    after: Sequence[Mapping[str, Any]]

    def of(self, action: Action) -> list[Change]:
        """Return the changes of a kind."""
        return [change for change in self.changes if change.action is action]

    @property
    def losses(self) -> list[Change]:
        """The changes that destroy what can't be restored."""
        return [change for change in self.changes if change.loss]


def read(shown: Mapping[str, Any]) -> Plan:
    """Return a plan from the output of ``terraform show -json``."""
    return Plan(
        changes=list(_changes(shown.get("resource_changes", []))),
        before=list(_resources(shown.get("prior_state", {}))),
        after=list(_resources({"values": shown["planned_values"]})),
    )


def _changes(changes: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
    for each in changes:
        action = _ACTIONS.get(tuple(each["change"]["actions"]))
        if each["mode"] == "managed" and action is not None:
            module = each.get("module_address", "")
            is_left = " (left behind by an interrupted apply)" if each.get("deposed") else ""
            yield Change(
                address=each["address"].removeprefix(f"{module}.") + is_left,
                module=_module(module),
                type=each["type"],
                action=action,
                attributes=list(differences(each["change"])) if action in {Action.UPDATE, Action.REPLACE} else (),
                forced_by=[_path(path) for path in each["change"].get("replace_paths", [])],
                is_tainted=each.get("action_reason") == "replace_because_tainted",
            )


def _module(address: str) -> str:
    return address.removeprefix("module.").replace(".module.", " / ").replace("[0]", "") or "the root"


def _resources(state: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    waiting = [state.get("values", {}).get("root_module", {})]
    while waiting:
        module = waiting.pop()
        for each in module.get("resources", []):
            if each["mode"] == "managed":
                yield {"values": {}, **each, "module": module.get("address", "")}
        waiting.extend(module.get("child_modules", []))


def differences(change: Mapping[str, Any]) -> Iterator[Attribute]:
    """Yield the changed attributes of a ``change`` in ``resource_changes``; sensitive values are hidden."""
    yield from _differ(
        (),
        change.get("before"),
        change.get("after"),
        change.get("after_unknown", False),
        (change.get("before_sensitive", False), change.get("after_sensitive", False)),
    )


def _differ(
    path: tuple[str | int, ...], before: Any, after: Any, unknown: Any, hidden: tuple[Any, Any]
) -> Iterator[Attribute]:
    if unknown is True:
        yield Attribute(_path(path), HIDDEN if _has_mark(hidden[0]) else before, UNKNOWN)
        return
    if before == after and not _has_mark(unknown):
        return
    if not any(each is True for each in hidden):
        inner = _inner(before, after)
        if inner:
            before, after, keys = inner
            for key in keys:
                yield from _differ(
                    (*path, key),
                    _get(before, key, None),
                    _get(after, key, None),
                    _get(unknown, key),
                    (_get(hidden[0], key), _get(hidden[1], key)),
                )
            return
    if isinstance(before, list) and isinstance(after, list):
        # Their lengths differ: show only the items that are not in both.
        before, after = [each for each in before if each not in after], [each for each in after if each not in before]
    if _has_mark(hidden):
        yield Attribute(_path(path), HIDDEN, HIDDEN)
    else:
        yield Attribute(_path(path), before, UNKNOWN if _has_mark(unknown) else after)


def _inner(before: Any, after: Any) -> tuple[Any, Any, Sequence[Any]] | None:
    """Return two values with members and the members' keys; a string of JSON, such as a policy, counts as its value."""
    if isinstance(before, str) and isinstance(after, str):
        before, after = _parse_json(before), _parse_json(after)
    if isinstance(before, dict) and isinstance(after, dict):
        return before, after, sorted({*before, *after})
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return before, after, range(len(before))
    return None


def _parse_json(text: str) -> Any:
    if not text.startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def _get(of: Any, key: str | int, default: Any = False) -> Any:
    if isinstance(of, dict):
        return of.get(key, default)
    if isinstance(of, list) and isinstance(key, int) and key < len(of):
        return of[key]
    return default


def _has_mark(marks: Any) -> bool:
    """Return whether a tree of marks has a mark."""
    if isinstance(marks, dict):
        return any(map(_has_mark, marks.values()))
    if isinstance(marks, list | tuple):
        return any(map(_has_mark, marks))
    return marks is True


def _path(path: Sequence[str | int]) -> str:
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return text.removeprefix(".")
