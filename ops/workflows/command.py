"""Lint GitHub's workflows and all shell: ``bin/shop workflows lint``."""

from __future__ import annotations

import click

from ops.cli import ROOT, CannotRun
from ops.workflows.parser import parse_all
from ops.workflows.rules import findings, repository_facts
from ops.workflows.tools import run_linters


@click.group()
def workflows() -> None:
    """Check GitHub's workflows."""


@workflows.command()
def lint() -> None:
    """Lint the workflows with this repository's rules, actionlint, zizmor and their schemas, and all shell."""
    parsed = parse_all(ROOT)
    found = findings(parsed, repository_facts(ROOT))
    for finding in found:
        click.echo(f"workflows: {finding}", err=True)
    for line in run_linters():
        click.echo(f"workflows: {line}")
    if found:
        raise CannotRun(f"{len(found)} findings of our own rules")
    click.echo(f"workflows: our own rules: ok, {len(parsed)} files")
