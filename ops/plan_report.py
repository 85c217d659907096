"""The report of a plan, for a comment: losses first, then the costs, then the changes by module."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ops.cli import hide_emails
from ops.terraform_plan import HIDDEN, UNKNOWN, Action

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ops.costs import Costs
    from ops.terraform_plan import Change, Plan

# GitHub accepts 65,536 characters; the rest is for the comment's own text.
LIMIT = 65_000
# For the note about omitted changes.
_RESERVED = 600
_LOSSES_SHOWN = 40
_ATTRIBUTES_SHOWN = 12
_LONGEST_VALUE = 120
_CAPITAL = re.compile(r"[A-Z]")
_DIGEST = re.compile(r"(sha256:[0-9a-f]{12})[0-9a-f]{52}")
_ORDER = (Action.REPLACE, Action.DESTROY, Action.UPDATE, Action.CREATE, Action.FORGET)
_TITLES = {
    Action.REPLACE: "Replaced",
    Action.DESTROY: "Destroyed",
    Action.UPDATE: "Changed",
    Action.CREATE: "Created",
    Action.FORGET: "Forgotten by Terraform, and kept",
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """Resources that differ only by their index, with the same change."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class _Block:
    """The changes with one action in a module, folded."""

    action: Action
    module: str
    entries: Sequence[_Entry]

    @property
    def head(self) -> str:
        count = sum(entry.count for entry in self.entries)
        return f"<details><summary>{_plain(self.module)}: {count}</summary>\n\n"


def summary(stage: str, plan: Plan, costs: Costs, *, limit: int = LIMIT) -> str:
    """Return a plan as Markdown.

    Parameters
    ----------
    limit : int, optional
        The maximum number of characters: the least important changes are omitted, with a note.
    """
    head = "\n".join([*_head(stage, plan), *_losses(plan), *_costs(costs)]) + "\n"
    return _fit_blocks(head, list(_blocks(plan)), limit - _RESERVED, stage)


def counts(plan: Plan) -> str:
    """Return the number of changes of each kind, in words."""
    counted = [f"{len(plan.of(action))} {action.value}" for action in _ORDER if plan.of(action)]
    return ", ".join(counted) or "no changes: the stage matches the files"


def _head(stage: str, plan: Plan) -> Iterator[str]:
    # A pipeline finds its earlier comment by the first line.
    yield from (f"<!-- plan of {stage} -->", f"# Plan of {stage}", "", f"**{_sentence(counts(plan))}**", "")


def _losses(plan: Plan) -> Iterator[str]:
    if not plan.losses:
        return
    yield from (
        "> [!CAUTION]",
        "> **This plan destroys data that can't be restored:**",
        ">",
    )
    for change in plan.losses[:_LOSSES_SHOWN]:
        verb = "DESTROYED" if change.action is Action.DESTROY else "REPLACED by a new one"
        yield f"> - {_code(change.address)} in {_plain(change.module)} is **{verb}**: {change.loss}"
    if len(plan.losses) > _LOSSES_SHOWN:
        yield f"> - and {len(plan.losses) - _LOSSES_SHOWN} more"
    yield from (">", "> `bin/shop apply` refuses this plan without `--allow-destroy`.", "")


def _costs(costs: Costs) -> Iterator[str]:
    yield from (
        "## Cost of a month",
        "",
        f"**${costs.month:,.2f} of fixed costs**, {_difference(costs.difference)}, plus usage.",
        "",
        "<details><summary>Fixed costs in detail</summary>",
        "",
        "| fixed costs | before | after | dollars each | dollars a month | difference |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    )
    for line in costs.lines:
        yield (
            f"| {line.item} | {line.before:,} | {line.after:,} | {line.dollars:g} | {line.month:,.2f} "
            f"| {line.difference:+,.2f} |"
        )
    yield from ("", "Usage:", "")
    yield from (f"- {_words(name)}: {_price(price)}" for name, price in costs.by_use.items())
    yield from ("", "</details>", "")
    if costs.unpriced:
        yield f"Not included, because `terraform/prices.json` has no price: {', '.join(map(_code, costs.unpriced))}.\n"
    yield f"Prices are those of us-east-1, without free tiers. Costs of a whole shop: [Cost and capacity]({_page()})."


def _words(name: str) -> str:
    return _CAPITAL.sub(lambda found: f" {found[0].lower()}", name)


def _price(price: Mapping[str, Any]) -> str:
    dollars = f"{price['dollars']:.10f}".rstrip("0").rstrip(".")
    return f"${dollars} each" if price["per"] == 1 else f"${dollars} for {price['per']:,}"


def _difference(dollars: float) -> str:
    if abs(dollars) < 0.005:  # noqa: PLR2004  # half a cent
        return "as before"
    return f"${abs(dollars):,.2f} {'more' if dollars > 0 else 'less'} than before"


def _page() -> str:
    repository, server = os.environ.get("GITHUB_REPOSITORY"), os.environ.get("GITHUB_SERVER_URL")
    if repository and server:
        return f"{server}/{repository}/blob/{os.environ.get('GITHUB_SHA') or 'HEAD'}/docs/capacity.md"
    return "../docs/capacity.md"


def _blocks(plan: Plan) -> Iterator[_Block]:
    for action in _ORDER:
        by_module: dict[str, dict[tuple[str, ...], list[str]]] = {}
        for change in plan.of(action):
            resource, bracket, index = change.address.partition("[")
            indexes = by_module.setdefault(change.module, {}).setdefault((resource, *_attributes(change)), [])
            indexes.append(bracket + index)
        for module, entries in sorted(by_module.items()):
            yield _Block(action, module, [_entry(*key, indexes=found) for key, found in sorted(entries.items())])


def _entry(resource: str, *attributes: str, indexes: Sequence[str]) -> _Entry:
    first = f"- {_code(resource + indexes[0])}"
    if len(indexes) > 1:
        named = ", ".join(_code(index.strip('[]"')) for index in sorted(indexes))
        first = f"- {_code(resource)}, {len(indexes)} of them: {named}"
    return _Entry("\n".join([first, *attributes]), len(indexes))


def _attributes(change: Change) -> Iterator[str]:
    known = [each for each in change.attributes if each.after != UNKNOWN or each.path in change.forced_by]
    # Attributes that force a replacement explain it, so they come first.
    known.sort(key=lambda each: each.path not in change.forced_by)
    for each in known[:_ATTRIBUTES_SHOWN]:
        forces = " **(forces the replacement)**" if each.path in change.forced_by else ""
        yield f"  - {_code(each.path)}: {_value(each.before)} → {_value(each.after)}{forces}"
    if len(known) > _ATTRIBUTES_SHOWN:
        yield f"  - and {len(known) - _ATTRIBUTES_SHOWN} more attributes"
    unknown = [each.path for each in change.attributes if each not in known]
    if unknown and change.action is Action.UPDATE:
        shown = ", ".join(map(_code, unknown[:_ATTRIBUTES_SHOWN]))
        yield f"  - known after the apply: {shown}{' and others' if len(unknown) > _ATTRIBUTES_SHOWN else ''}"


def _fit_blocks(text: str, blocks: Sequence[_Block], limit: int, stage: str) -> str:
    """Return the text with as many blocks as fit, from the first on."""
    left: dict[Action, int] = {}
    title = None
    for block in blocks:
        head = block.head if block.action is title else f"\n## {_TITLES[block.action]}\n\n{block.head}"
        taken = 0 if left else _count_fitting(limit - len(text) - len(head) - len("\n</details>\n"), block.entries)
        if taken:
            text += head + "".join(f"{entry.text}\n" for entry in block.entries[:taken]) + "\n</details>\n"
            title = block.action
        for entry in block.entries[taken:]:
            left[block.action] = left.get(block.action, 0) + entry.count
    if left:
        omitted = ", ".join(f"{count} {action.value}" for action, count in left.items())
        text += f"\n**Left out, as a comment's length is limited: {omitted}.** All changes, where the plan was saved: "
        text += f"`terraform -chdir=terraform/environments/{stage} show ../../../reports/plan.{stage}.tfplan`\n"
    return text


def _count_fitting(room: int, entries: Sequence[_Entry]) -> int:
    """Return how many entries fit."""
    for count, entry in enumerate(entries):
        room -= len(entry.text) + 1
        if room < 0:
            return count
    return len(entries)


def _value(value: Any) -> str:
    if value in (HIDDEN, UNKNOWN):
        return str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return _code(text)


def _code(text: str) -> str:
    """Return a text as code, in one short line without e-mail addresses."""
    line = _DIGEST.sub(r"\1…", hide_emails(" ".join(text.replace("`", "'").split())))
    return f"`{line if len(line) <= _LONGEST_VALUE else line[:_LONGEST_VALUE] + '…'}`" if line else '`""`'


def _plain(text: str) -> str:
    return hide_emails(text).replace("<", "&lt;")


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
