"""The gate's conditions: the version fits the changes, and the changelog describes breaking ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ops.changes_file import has_breaking_part
from ops.contract_changes.rules import Severity
from ops.contract_changes.versions import Step, Version, next_version, parse_version, required_step, step_between

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codegen.contract import Contract
    from ops.contract_changes.change import Change

_BREAKING = (
    "this breaks clients of {old}. Change the contract compatibly (keep the old beside the new and deprecate it), or, "
    "if the break is intended, "
)
_RAISE = "raise info.version from {old} to {next} (it is {new}), and run `make generate`."


def violations(
    old: Contract, new: Contract, changes: Sequence[Change], changelog: str, changelog_name: str
) -> Iterator[str]:
    """Yield the conditions that the changes don't meet, each with its remedy."""
    before, after = _version(old), _version(new)
    required, step = required_step(changes), step_between(before, after)
    if step is None:
        minimum = next_version(before, required)
        yield f"info.version goes back from {old.version} to {new.version}: raise it to {minimum} or higher."
        return
    breaking = any(change.severity is Severity.BREAKING for change in changes)
    if step < required:
        reason = _BREAKING.format(old=old.version) if breaking else ""
        yield reason + _RAISE.format(old=old.version, next=next_version(before, required), new=new.version)
    if breaking:
        version = new.version if step >= Step.MAJOR else str(next_version(before, Step.MAJOR))
        if not has_breaking_part(changelog, version):
            yield (
                f"describe in {changelog_name}, under `## [{version}]` and `### Breaking`, "
                "the break and what clients have to change."
            )


def _version(contract: Contract) -> Version:
    version = parse_version(contract.version)
    if version is None:
        raise ValueError(contract.version)  # the loader has checked it
    return version
