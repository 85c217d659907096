"""Scan code, secrets and npm packages: ``bin/shop scan``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ops.scan import code, npm, secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ops.scan.result import ScanResult

SCANS: Mapping[str, Callable[[], ScanResult]] = {"code": code.scan, "secrets": secrets.scan, "npm": npm.scan}


@click.command()
@click.argument("scans", nargs=-1, type=click.Choice(list(SCANS)), metavar=f"[{'|'.join(SCANS)}]...")
@click.option("--required", is_flag=True, help="Fail if a scan can't be run.")
def scan(scans: tuple[str, ...], *, required: bool) -> None:
    """Find vulnerabilities in our code, secrets in committed files, and vulnerable npm packages."""
    results = [SCANS[name]() for name in scans or SCANS]
    for result in results:
        for finding in result.findings:
            click.echo(f"scan: {finding}", err=True)
        if result.skipped:
            click.echo(f"scan: skipped {result.skipped}")
        elif not result.findings:
            click.echo(f"scan: {result.scope}: nothing found")
    if any(result.findings or (required and result.skipped) for result in results):
        raise SystemExit(1)
