"""Preparation for a function's first event, while it is loaded in Lambda.

Lambda gives a function a whole processor while it is loaded, and later a share that depends on its memory: a seventh
with 256 MB. Outside Lambda nothing is prepared, and nothing here raises: what fails is done by the first event.
"""

from __future__ import annotations

import importlib
import random
from contextlib import suppress
from typing import TYPE_CHECKING

from generated.actions import ACTIONS
from handlers.runtime import observability, settings

if TYPE_CHECKING:
    from collections.abc import Iterable


def warm_up(function: str, *, requests: Iterable[str] = ()) -> None:
    """Make a function's validators, create its AWS clients, and make a first call with each.

    Parameters
    ----------
    function : str
        Its key in ``terraform/functions.json``.
    requests : Iterable[str]
        The modules of its body and parameters in ``generated.requests``.
    """
    if not settings.runs_in_lambda():
        return
    with suppress(Exception):
        for module in requests:
            importlib.import_module("handlers.runtime.http.validation").validator_of(module)
    _renew_randomness_after_restore()
    if not ACTIONS[function]:
        return
    # Without credentials, as in tests, botocore would look for them on the network.
    if settings.has_credentials():
        # Imported here, because a function without actions doesn't need clients.
        with suppress(Exception):
            importlib.import_module("handlers.runtime.aws.first_calls").make_first_calls(function)
    # After the calls: the X-Ray SDK would warn that they belong to no invocation.
    observability.trace_calls()


def _renew_randomness_after_restore() -> None:
    """Let a restore by SnapStart seed `random`, from which botocore takes its waits before retries."""
    with suppress(ImportError):
        # A part of AWS's base image.
        importlib.import_module("snapshot_restore_py").register_after_restore(random.seed)
