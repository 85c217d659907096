"""Scheduled functions, invoked as EventBridge would."""

from __future__ import annotations

import logging
import math
import re
import uuid
from typing import TYPE_CHECKING, Any

import anyio

from handlers.domain.clock import now
from local.aws.function_runtime import FunctionFailed, FunctionTimedOut
from local.config import ACCOUNT, REGION, CannotRun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.aws.function_runtime import Invoke

_RATE = re.compile(r"schedule rate\((?P<minutes>[0-9]+) minutes?\)")
_log = logging.getLogger(__name__)


def periods(rows: Mapping[str, Mapping[str, Any]], *, seconds: float | None = None) -> dict[str, float]:
    """Return the period in seconds of every scheduled function.

    Parameters
    ----------
    rows : Mapping
        The rows of ``terraform/functions.json``.
    seconds : float, optional
        The period of all of them, instead of their own.
    """
    rates = {key: _RATE.fullmatch(trigger) for key, row in rows.items() for trigger in row["triggers"]}
    return {key: seconds or 60.0 * int(rate["minutes"]) for key, rate in rates.items() if rate}


def period(text: str) -> float | None:
    """Return the period in a setting, or None if it is empty.

    Raises
    ------
    CannotRun
        If it isn't a number of seconds.
    """
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not (math.isfinite(seconds) and seconds > 0):
        raise CannotRun("SCHEDULE_SECONDS must be a number of seconds, as in `SCHEDULE_SECONDS=5 make run`.")
    return seconds


async def run_on_schedule(periods: Mapping[str, float], invoke: Invoke) -> None:
    """Invoke functions periodically until cancelled, whether they fail or not.

    Parameters
    ----------
    periods : Mapping[str, float]
        The seconds between the end of a run and the next one, by function.
    invoke : Invoke
        Invokes a function.
    """
    async with anyio.create_task_group() as beside:
        for key, seconds in periods.items():
            beside.start_soon(_repeat, key, seconds, invoke)


async def _repeat(key: str, seconds: float, invoke: Invoke) -> None:
    while True:
        await anyio.sleep(seconds)
        try:
            await invoke(key, _event(key))
        except (FunctionFailed, FunctionTimedOut) as failure:
            _log.warning("%s failed on schedule (%s)", key, failure.error_type)


def _event(key: str) -> dict[str, Any]:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{key}"],
        "detail": {},
    }
