"""Taking away what a run of tests has made on a stage: ``python -m ops.purge [--production]``.

``STAGE`` says where, ``RUN`` which run's; its journals stand in ``reports/``, or in the folder ``--journals``. It can
be done again, whether it was cut off or not. In production, it takes away what the end-to-end check has made, and no
more.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from handlers.domain.errors import ShopError
from local.config import CannotRun
from local.gateway.partner_keys import PartnerKeys
from ops.journal import FOLDER, Journal
from ops.purging import RETRY_WINDOW_SECONDS, NotOfTheRun, Purge, StillAtWork
from ops.runs import KINDS, Run
from ops.stage import enter_stage
from ops.stage_table import StageTable

if TYPE_CHECKING:
    from collections.abc import Sequence

PRODUCTION = "prod"
_LEFT = (
    "What is left ends by itself: counts of attempts within the quarter of an hour that they are for, what the stream "
    "writes of an order only now within 30 days."
)


class PurgeFailed(Exception):
    """Not all is taken away; the message says why, and what to do."""


def main(arguments: Sequence[str]) -> int:
    """Take away what a run has made, and say what that was or why not."""
    parser = argparse.ArgumentParser(prog="python -m ops.purge", description="Take away what a run has made.")
    parser.add_argument("--production", action="store_true", help="of the end-to-end check in production")
    parser.add_argument("--journals", type=Path, default=FOLDER, help="the folder with the run's journals")
    asked = parser.parse_args(arguments)
    try:
        stage = enter_stage("purge RUN=…")
        for journal in journals(stage, os.environ.get("RUN") or "", asked.journals, production=asked.production):
            print(purge(stage, journal), flush=True)
    except (CannotRun, PurgeFailed) as reason:
        print(f"purge: {reason}", file=sys.stderr)
        return 1
    print(_LEFT)
    return 0


def journals(stage: str, name: str, folder: Path, *, production: bool) -> list[Journal]:
    """Return the journals that there are of a run.

    Raises
    ------
    CannotRun
        If there is none, or it may not be purged there.
    """
    if (stage == PRODUCTION) != production:
        raise CannotRun("Production, and nothing else, is purged with PRODUCTION=1, and of end-to-end checks only.")
    if not name:
        raise CannotRun("Say whose things, as in `make purge STAGE=dev RUN=20260101-120000-0a1b2c3d`.")
    of_each = [Journal.of_run(Run(kind, name), folder) for kind in KINDS if not production or kind == "e2e"]
    found = [journal for journal in of_each if journal.path.exists()]
    if not found:
        raise CannotRun(f"There is no journal {' or '.join(str(journal.path) for journal in of_each)}: put it there.")
    return found


def purge(stage: str, journal: Journal, *, patience: float = RETRY_WINDOW_SECONDS) -> str:
    """Take away what stands in a journal, and the run's partner keys, and return what that was, in a line.

    Parameters
    ----------
    stage : str
        The stage, which was entered.
    patience : float
        For how many seconds to wait for the shop to be through with the orders.

    Raises
    ------
    PurgeFailed
        If not all could be taken away.
    CannotRun
        If the journal can't be read, or is another run's.
    """
    again = f"`make purge STAGE={stage} RUN={journal.run.name}{' PRODUCTION=1' if stage == PRODUCTION else ''}`"
    try:
        keys = _revoke(stage, journal.run) if journal.run.kind == "contract-test" else 0
        table = StageTable(boto3.client("dynamodb"), os.environ["TABLE_NAME"])
        gone = Purge(journal, table, patience).do()
    except NotOfTheRun as refused:
        raise PurgeFailed(f"{refused} Nothing was deleted: look at {journal.path}.") from refused
    except StillAtWork as early:
        raise PurgeFailed(f"{early} Wait some minutes, then {again}.") from early
    except (BotoCoreError, ClientError, ShopError) as error:
        raise PurgeFailed(f"The stage {stage} doesn't do it ({error}). Go on with {again}.") from error
    torn = f"; {journal.read().torn} torn lines of the journal were passed over" if journal.read().torn else ""
    made = ", ".join(f"{count} {what}" for what, count in sorted(gone.items()))
    return f"{journal.run.tag}: purged {made}, {keys} partner keys{torn}"


def _revoke(stage: str, run: Run) -> int:
    keys = PartnerKeys(boto3.client("apigateway"), stage)
    own = [key for key in keys.listed() if key.name == run.tag]
    for key in own:
        keys.revoke(key)
    return len(own)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
