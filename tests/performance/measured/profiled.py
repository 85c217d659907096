"""Profile a warm event: ``python profiled.py MODULE.HANDLER EVENT.json RESULT.json``.

Only the first event calls AWS, as in ``warm.py``. The result has the profile's seconds by package, where functions in C
count towards the package that calls them, and the seconds of the log line with everything that it calls.
"""

import cProfile
import json
import os
import pstats
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.performance.measured.start import Context, imported
from tests.performance.measured.warm import Recording

_FIRST_EVENTS = 20
_EVENTS = 2000
_LOG_LINE = ("aws_lambda_powertools/logging/logger.py", "info")
_C = "~"
_INSTALLED = "/site-packages/"


def package_of(path: str) -> str:
    """Return the package of a file; ``python`` for the standard library."""
    if _INSTALLED in path:
        return path.partition(_INSTALLED)[2].partition("/")[0]
    for root in sorted(filter(None, sys.path), key=len, reverse=True):
        if path.startswith(f"{root}/") and "/python3" not in root:
            return path.removeprefix(f"{root}/").partition("/")[0]
    return "python"


def main(handler: str, event: str, result: str) -> None:
    """Handle events under Python's profiler."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    recording = Recording()
    recording.take_over()
    handle, text, context = imported(handler), Path(event).read_text(), Context()

    def answer(events: list[Any]) -> None:
        for each in events:
            recording.next_event()
            handle(each, context)

    answer([json.loads(text) for _ in range(_FIRST_EVENTS)])
    events, profiler = [json.loads(text) for _ in range(_EVENTS)], cProfile.Profile()
    profiler.runcall(answer, events)
    Path(result).write_text(json.dumps(shares(pstats.Stats(profiler).stats)))  # type: ignore[attr-defined]  # its table


def shares(stats: Any) -> dict[str, Any]:
    """Return the seconds of a profile: ``packages``, ``log`` and ``all``."""
    packages: Counter[str] = Counter()
    log = 0.0
    for (path, _, name), (_, _, own, whole, callers) in stats.items():
        if path.endswith(_LOG_LINE[0]) and name == _LOG_LINE[1]:
            log = whole
        if path != _C:
            packages[package_of(path)] += own
            continue
        for (caller, *_), (_, _, took, _) in callers.items():
            packages[package_of(caller)] += took
    return {"packages": packages, "log": log, "all": sum(packages.values())}


if __name__ == "__main__":
    main(*sys.argv[1:])
