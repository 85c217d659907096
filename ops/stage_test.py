"""The contract tests against a stage, with credentials of their own: ``python -m ops.stage_test``.

``STAGE`` says where: a deployed stage, or the local shop if it is left out. What is made for the run, and by it, stands
in ``reports/contract-test-<run>.jsonl`` from before it is made, and is purged in the end, however that comes; what a
purge can't take away yet, ``make purge`` takes later. Nobody gets an e-mail: every account has an address of the mail
simulator's. The admin's password and the partner's key are in this process and in its children's environment alone.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import httpx
from botocore.exceptions import BotoCoreError, ClientError

from handlers.domain.errors import ShopError
from local.config import ROOT, CannotRun
from local.gateway.partner_keys import PartnerKeys
from ops.admin import promote
from ops.journal import FOLDER, JOURNAL, RUN, Journal
from ops.purge import PRODUCTION, PurgeFailed, purge
from ops.runs import Run, new_name
from ops.servers import Servers, servers_at, servers_of
from ops.stage import enter_stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_SECONDS = 30
# API Gateway takes some minutes to know a new key everywhere.
_KEY_SECONDS = 600
_LOOK_SECONDS = 2
# API Gateway waits no longer for a function.
_ANSWERED_SECONDS = 30


_ELSEWHERE = "On a shop of your own: `make run`, then `make contract-test BASE_URL=http://127.0.0.1:8080/v1`."


class StageTestFailed(Exception):
    """The stage can't be asked; the message says what it answered."""


def main(arguments: Sequence[str]) -> int:
    """Try a stage, print what was found, take everything away again, and return the exit status."""
    # So that all is taken away, too, when somebody ends this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    asked = _asked(arguments)
    try:
        stage = enter_stage("stage-test")
        if stage == PRODUCTION:
            raise CannotRun("Production is never tried with made-up requests: `make end-to-end` looks at it.")
        servers = servers_at(asked.base_url, asked.partner_url) if asked.base_url else servers_of(stage)
        run = Run("contract-test", os.environ.get("RUN") or new_name())
        return 0 if try_stage(stage, servers, Journal.of_run(run, asked.journals), asked.options) else 1
    except (CannotRun, PurgeFailed, StageTestFailed) as reason:
        print(f"stage-test: {reason}", file=sys.stderr)
    except (BotoCoreError, ClientError, ShopError, httpx.HTTPError) as error:
        print(f"stage-test: the stage doesn't do it ({type(error).__name__}: {error}).", file=sys.stderr)
    return 1


def try_stage(stage: str, servers: Servers, journal: Journal, options: Sequence[str] = ()) -> bool:
    """Try both servers of a stage, as an admin and a partner who are there for it alone; say whether they keep it.

    What was made is taken away by then.

    Parameters
    ----------
    stage : str
        The stage, which was entered.
    options : Sequence[str]
        For ``python -m tests.contract.run``, such as ``--max-examples=200``.

    Raises
    ------
    StageTestFailed
        If the stage can't be asked.
    PurgeFailed
        If not all can be taken away.
    """
    with purged(stage, journal):
        told = {RUN: journal.run.tag, JOURNAL: str(journal.path), **_admin(servers.storefront, journal)}
        keep_it = [_keeps_it(servers.storefront, told, options)]
        if servers.partner is not None:
            key = _partner_key(stage, journal.run)
            _wait_for_key(servers.partner, key)
            keep_it.append(_keeps_it(servers.partner, told | {"CONTRACT_TEST_API_KEY": key}, options))
    return all(keep_it)


@contextmanager
def purged(stage: str, journal: Journal) -> Iterator[None]:
    """Begin a journal, and take away what stands in it in the end, however that comes."""
    journal.begin()
    print(f"The run {journal.run.name} writes down what it makes in {journal.path}.", flush=True)
    with ExitStack() as stack:
        stack.callback(lambda: print(purge(stage, journal), flush=True))
        yield


def _admin(storefront: str, journal: Journal) -> dict[str, str]:
    """Return what tells the tests of an admin who was just made."""
    email, password = journal.run.new_address(), secrets.token_urlsafe(24)
    journal.note(email=email)
    person = {"email": email, "password": password, "firstName": "Con", "lastName": "Tract"}
    answer = httpx.post(f"{storefront}/auth/register", json=person, timeout=_SECONDS)
    if answer.status_code != HTTPStatus.CREATED:
        raise StageTestFailed(f"{storefront}/auth/register answered {answer.status_code}: {answer.text}")
    promote(email)
    return {"CONTRACT_TEST_ADMIN_EMAIL": email, "CONTRACT_TEST_ADMIN_PASSWORD": password}


def _partner_key(stage: str, run: Run) -> str:
    # Found again by its name: it needs no line of the journal.
    return PartnerKeys(boto3.client("apigateway"), stage).create(run.tag, "premium")[1]


def _wait_for_key(partner: str, key: str) -> None:
    until = time.monotonic() + _KEY_SECONDS
    while (answer := httpx.get(f"{partner}/health", headers={"X-Api-Key": key}, timeout=_SECONDS)).is_error:
        if time.monotonic() > until:
            raise StageTestFailed(f"{partner}/health still answers {answer.status_code} to a new key: {answer.text}")
        time.sleep(_LOOK_SECONDS)


def _keeps_it(url: str, told: Mapping[str, str], options: Sequence[str]) -> bool:
    command = [sys.executable, "-m", "tests.contract.run", url, *options]
    # Only what it is told: a key of somebody else's settings would be sent to the stage.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CONTRACT_TEST_"))}
    process = subprocess.Popen(command, cwd=ROOT, env={**kept, **told}, start_new_session=True)
    try:
        status = process.wait()
    except BaseException:
        # It has children of its own. What they have just asked for is still being made.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        time.sleep(_ANSWERED_SECONDS)
        raise
    if status != 0:
        print(f"stage-test: {url} doesn't keep the contract: see above. {_ELSEWHERE}", file=sys.stderr, flush=True)
    return status == 0


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ops.stage_test", description="Try a stage.")
    parser.add_argument("--base-url", default="", help="where the storefront is, of a stage with a domain of its own")
    parser.add_argument("--partner-url", default="", help="where the partner server is, if that doesn't tell")
    parser.add_argument("--journals", type=Path, default=FOLDER, help="where to write down what is made")
    parser.add_argument("--phases", help="examples,coverage,…; all if left out")
    parser.add_argument("--max-examples", type=_count, help="how many requests of an operation a phase makes up")
    asked = parser.parse_args(arguments)
    asked.options = [
        *([f"--phases={asked.phases}"] if asked.phases else []),
        *([f"--max-examples={asked.max_examples}"] if asked.max_examples else []),
    ]
    return asked


def _count(text: str) -> int | None:
    # `make` says nothing of what wasn't typed.
    return int(text) if text else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
