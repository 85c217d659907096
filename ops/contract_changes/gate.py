"""Whether a change of the contract may go in: its version says what it does, and a break is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ops.changes_file import has_breaking_part
from ops.contract_changes.reading import version_of
from ops.contract_changes.rules import Severity
from ops.contract_changes.versions import Step, after, asked_for, taken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codegen.contract import Contract
    from ops.contract_changes.change import Change

_BREAKS = (
    "clients of {old} break. Change it compatibly (keep the old beside the new, and mark it as deprecated), or, if the "
    "break is meant, "
)
_RAISE = "raise info.version from {old} to {next} (it is {new}), and run `make generate`."


def faults(old: Contract, new: Contract, changes: Sequence[Change], changelog: str, name: str) -> Iterator[str]:
    """Yield what keeps a change of the contract out, each with what to do about it.

    Parameters
    ----------
    old, new : Contract
        The contracts.
    changes : Sequence[Change]
        What is between them.
    changelog : str
        The text of the changelog.
    name : str
        Its file's name.
    """
    was, now = version_of(old), version_of(new)
    asked, step = asked_for(changes), taken(was, now)
    if step is None:
        yield f"info.version goes back from {old.version} to {new.version}: raise it to {after(was, asked)} or more."
        return
    breaks = any(change.severity is Severity.BREAKING for change in changes)
    if step < asked:
        meant = _BREAKS.format(old=old.version) if breaks else ""
        yield meant + _RAISE.format(old=old.version, next=after(was, asked), new=new.version)
    if breaks:
        version = new.version if step >= Step.MAJOR else after(was, Step.MAJOR)
        if not has_breaking_part(changelog, version):
            yield f"say in {name}, under `## [{version}]` and `### Breaking`, what breaks and what clients have to do."
