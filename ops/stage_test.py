"""Test a stage against the contract, with credentials of its own: ``bin/shop stage-test``.

The journal ``reports/contract-test-<run>.jsonl`` lists what the run creates, before it is created. It is purged at the
end, also after a failure; what can't be purged yet, ``bin/shop purge`` deletes later. Nobody gets an e-mail: every
account has an address of SES's mailbox simulator. Only this process and its children know the admin's password and the
partner key.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

import boto3
import click
import httpx

from local.gateway.partner_keys import PartnerKeys
from ops.admin import change_role
from ops.cli import ROOT, CannotRun, WrongInput, exit_on_sigterm, stage_or_local_shop
from ops.journal import JOURNAL, RUN, Journal, Run, journals_option, run_option
from ops.mail import stage_mail_obstacle
from ops.purge import PRODUCTION, purge_run
from ops.servers import Servers, servers_at, servers_of
from ops.stage import enter_stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_SECONDS = 30
# API Gateway takes some minutes to accept a new key everywhere.
_KEY_SECONDS = 600
_POLL_SECONDS = 2
# API Gateway waits no longer for a function.
_RESPONSE_SECONDS = 30


@click.command()
@stage_or_local_shop
@run_option
@click.option("--base-url", default="", help="The storefront, for a stage with a domain.")
@click.option("--partner-url", default="", help="The partner server, if it can't be derived from --base-url.")
@click.option("--examples", type=click.IntRange(1), help="The most requests that a phase makes up per operation.")
@click.option("--phases", help="Schemathesis's phases, such as examples,coverage; default: all.")
@journals_option
def stage_test(
    *,
    stage: str,
    run: str,
    base_url: str,
    partner_url: str,
    examples: int | None,
    phases: str | None,
    journals: Path,
) -> None:
    """Test a stage against the contract, with an admin and a partner key of its own, then purge."""
    # So that the purge runs, too, if this is ended.
    exit_on_sigterm()
    if stage == PRODUCTION:
        raise WrongInput("Production gets no made-up requests: check it with bin/shop end-to-end.")
    journal = Journal.of_run(Run("contract-test", run), journals)
    enter_stage(stage)
    servers = servers_at(base_url, partner_url) if base_url else servers_of(stage)
    options = [f"--phases={phases}"] if phases else []
    options += [f"--max-examples={examples}"] if examples else []
    failed = check_servers(stage, servers, journal, options)
    if failed:
        raise CannotRun(
            f"{', '.join(failed)} breaks the contract: see above. To test a shop of your own: `make run`, then "
            "`make contract-test BASE_URL=http://127.0.0.1:8080/v1`."
        )


def check_servers(stage: str, servers: Servers, journal: Journal, options: Sequence[str] = ()) -> list[str]:
    """Test both servers of a stage, purge the run, and return the URLs of the servers that break the contract.

    Parameters
    ----------
    stage : str
        The stage, which was entered.
    options : Sequence[str]
        Options of ``python -m tests.contract.run``.

    Raises
    ------
    CannotRun
        If the stage can't be tested, or something can't be purged.
    """
    if obstacle := stage_mail_obstacle(stage):
        click.echo(obstacle)
    with purge_at_end(stage, journal):
        run = {RUN: journal.run.tag, JOURNAL: str(journal.path), **_create_admin(servers.storefront, journal)}
        settings = {servers.storefront: run}
        if servers.partner is not None:
            key = _create_partner_key(stage, journal.run)
            _wait_for_key(servers.partner, key)
            settings[servers.partner] = run | {"CONTRACT_TEST_API_KEY": key}
        return [url for url, environment in settings.items() if not _meets_contract(url, environment, options)]


@contextmanager
def purge_at_end(stage: str, journal: Journal) -> Iterator[None]:
    """Begin a journal, and purge the run at the end, also after a failure.

    Parameters
    ----------
    stage : str
        The stage, which was entered.
    """
    journal.begin()
    click.echo(f"{journal.path} lists what the run {journal.run.name} creates.")
    with ExitStack() as stack:
        stack.callback(lambda: click.echo(purge_run(stage, journal)))
        yield


def _create_admin(storefront: str, journal: Journal) -> dict[str, str]:
    """Create an admin, and return the environment variables with its credentials."""
    email, password = register(storefront, journal)
    change_role(email, "admin")
    return {"CONTRACT_TEST_ADMIN_EMAIL": email, "CONTRACT_TEST_ADMIN_PASSWORD": password}


def register(storefront: str, journal: Journal) -> tuple[str, str]:
    """Register an account of a run, and return its address and its password.

    Raises
    ------
    CannotRun
        If the shop rejects it.
    """
    email, password = journal.run.new_address(), secrets.token_urlsafe(24)
    journal.note(email=email)
    account = {"email": email, "password": password, "firstName": "Con", "lastName": "Tract"}
    response = httpx.post(f"{storefront}/auth/register", json=account, timeout=_SECONDS)
    if response.status_code != HTTPStatus.CREATED:
        raise CannotRun(f"{storefront}/auth/register returned {response.status_code}: {response.text}")
    return email, password


def _create_partner_key(stage: str, run: Run) -> str:
    # The purge finds it by its name: it needs no line of the journal.
    return PartnerKeys(boto3.client("apigateway"), stage).create(run.tag, "premium")[1]


def _wait_for_key(partner: str, key: str) -> None:
    until = time.monotonic() + _KEY_SECONDS
    while (response := httpx.get(f"{partner}/health", headers={"X-Api-Key": key}, timeout=_SECONDS)).is_error:
        if time.monotonic() > until:
            raise CannotRun(f"{partner}/health still returns {response.status_code} with a new key: {response.text}")
        time.sleep(_POLL_SECONDS)


def _meets_contract(url: str, environment: Mapping[str, str], options: Sequence[str]) -> bool:
    command = [sys.executable, "-m", "tests.contract.run", url, *options]
    # The caller's own credentials and settings stay here: a key among them would be sent to the stage.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CONTRACT_TEST_"))}
    process = subprocess.Popen(command, cwd=ROOT, env={**kept, **environment}, start_new_session=True)
    try:
        return process.wait() == 0
    except BaseException:
        # It has children of its own, and their last requests are still being processed.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        time.sleep(_RESPONSE_SECONDS)
        raise
