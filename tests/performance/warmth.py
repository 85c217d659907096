"""Warm events: what CPU time one takes, of several functions by turns, so that all have the same minutes."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.performance.starts import Launch, StartFailed, is_good

_FIRST_EVENTS = 20
_EVENTS = 100


def microseconds(launches: Mapping[str, Launch], event: Any, *, recorded: bool, rounds: int) -> dict[str, float]:
    """Return the least CPU time that an event took of each; the mean of a hundred, which garbage is collected in."""
    with ExitStack() as stack:
        running = {
            name: stack.enter_context(_running(launch, event, recorded=recorded)) for name, launch in launches.items()
        }
        for process in running.values():
            _turn(process, _FIRST_EVENTS)
        turns = [{name: _turn(process, _EVENTS) for name, process in running.items()} for _ in range(rounds)]
        return {name: min(turn[name] for turn in turns) / 1000 for name in launches}


@contextmanager
def _running(launch: Launch, event: Any, *, recorded: bool) -> Iterator[subprocess.Popen[str]]:
    with tempfile.TemporaryDirectory() as folder:
        given, errors = Path(folder, "event.json"), Path(folder, "errors.txt")
        given.write_text(json.dumps(event))
        with (
            errors.open("wb") as written,
            subprocess.Popen(
                launch.command("warm.py", given, "recorded" if recorded else "asked"),
                env=launch.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=written,
                text=True,
            ) as process,
        ):
            try:
                yield process
            except (OSError, ValueError) as error:
                raise StartFailed(f"{launch.handler}: {errors.read_text()}") from error
            finally:
                process.kill()


def _turn(process: subprocess.Popen[str], events: int) -> float:
    """Return the nanoseconds that an event took of as many in a row."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{events}\n")
    process.stdin.flush()
    told = json.loads(process.stdout.readline())
    if not is_good(told["answer"]):
        raise StartFailed(f"a warm event was answered {told['answer']}")
    return float(told["nanoseconds"])
