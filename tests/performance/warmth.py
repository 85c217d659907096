"""CPU time of warm events; several functions alternate, so that all see the same load."""

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
    """Return each function's least CPU time per event, as means of a hundred, garbage collection included."""
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
        event_file, errors = Path(folder, "event.json"), Path(folder, "errors.txt")
        event_file.write_text(json.dumps(event))
        with (
            errors.open("wb") as written,
            subprocess.Popen(
                launch.command("warm.py", event_file, "recorded" if recorded else "live"),
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
    """Return the mean nanoseconds of some events in a row."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{events}\n")
    process.stdin.flush()
    result = json.loads(process.stdout.readline())
    if not is_good(result["answer"]):
        raise StartFailed(f"a warm event was answered {result['answer']}")
    return float(result["nanoseconds"])
