"""The contract gate: ``bin/shop contract-changes``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from codegen.contract import ContractError
from ops import git
from ops.cli import CannotRun, WrongInput
from ops.contract_changes import openapi_diff
from ops.contract_changes.gate import violations
from ops.contract_changes.loading import InvalidContract, from_base, from_file
from ops.contract_changes.openapi_diff import OpenapiDiffFailed
from ops.contract_changes.operations import changes
from ops.contract_changes.report import report_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.contract import Contract
    from ops.contract_changes.change import Change


_FIRST = "no release yet (no tag such as v1.0.0) and no --base: there is nothing to compare with."


@click.command()
@click.option("--base", help="A commit or a file to compare with; default: the newest release.")
@click.option("--new", default="openapi.yaml", help="The contract as it is now.")
@click.option("--changelog", default="CHANGELOG.md", help="Where breaking changes are described.")
def contract_changes(base: str | None, new: str, changelog: str) -> None:
    """List the contract's changes, and fail for those that may not be merged.

    A breaking change needs a new major version and a description in the changelog.
    """
    try:
        base = base or git.newest_release()
        if base is None:
            click.echo(f"contract-changes: {_FIRST}")
            return
        before, after = from_base(base, new), from_file(new)
        found = changes(before, after)
        found = (*found, *_openapi_diff_changes(before, after, found))
    except (InvalidContract, ContractError, git.GitFailed, OpenapiDiffFailed) as error:
        raise WrongInput(str(error)) from error
    _report(before, after, found, changelog, base)


def _openapi_diff_changes(old: Contract, new: Contract, found: Sequence[Change]) -> tuple[Change, ...]:
    if not openapi_diff.is_installed():
        click.echo(
            "contract-changes: openapi-diff isn't installed (it needs Node and `npm ci`): only our rules decide."
        )
        return ()
    return openapi_diff.additional_breaks(old, new, found)


def _report(old: Contract, new: Contract, found: Sequence[Change], changelog: str, base: str) -> None:
    click.echo(f"contract-changes: version {old.version} at {base}, {new.version} here")
    if not found and old.version == new.version:
        click.echo("no changes")
        return
    click.echo("\n".join(report_lines(found)))
    file = Path(changelog)
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    if rejections := list(violations(old, new, found, text, changelog)):
        raise CannotRun("\n".join(rejections))
