"""A cold start in instructions, which a busy machine does not change."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_VALGRIND = ("valgrind", "-q", "--tool=cachegrind", "--cache-sim=no")
_PATIENCE_SECONDS = 600
_FIRST_ERROR = 400
_IMPORT = re.compile(r"^import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)$", re.MULTILINE)
# The variables of Lambda that our packages read. Nothing listens at the daemon's address: traces are sent and lost.
TRACED = {
    "LAMBDA_TASK_ROOT": "/var/task",
    "AWS_LAMBDA_FUNCTION_NAME": "ecommerce-bench",
    "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",
    "_X_AMZN_TRACE_ID": "Root=1-67891233-abcdef012345678912345678;Parent=463ac35c9f6413ad;Sampled=1",
}
# Our functions trace in Lambda only. Outside it, the peers' X-Ray SDK would create a client of its own.
UNTRACED = {"POWERTOOLS_TRACE_DISABLED": "true"}
UNTRACED_IN_LAMBDA = {**TRACED, **UNTRACED}


class StartFailed(Exception):
    """A function did not respond successfully; the message is its output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A cold start."""

    ready: int
    answered: int

    @property
    def first_event(self) -> int:
        return self.answered - self.ready


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How to start a function's process: its Python, code folder, handler and settings."""

    python: Path
    root: Path
    handler: str
    settings: Mapping[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the process: of this process's, only the path."""
        own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(self.root), "PYTHONHASHSEED": "0"}
        return own | {"PYTHONDONTWRITEBYTECODE": "1"} | dict(self.settings)

    def command(self, program: str, *arguments: str | Path, flags: Sequence[str] = ()) -> list[str | Path]:
        """Return the command that runs a program of ``measured/`` with the handler."""
        path = self.root / "tests" / "performance" / "measured" / program
        return [self.python, "-P", *flags, path, self.handler, *arguments]

    def counted(self, event: Any) -> Start:
        with tempfile.TemporaryDirectory() as name:
            result, _ = self._run(event, Path(name), (*_VALGRIND, f"--cachegrind-out-file={name}/count.%p"))
            ready, answered = (
                count_in(Path(name, f"count.{result[point]}").read_text()) for point in ("ready", "answered")
            )
            return Start(ready=ready, answered=answered)

    def peak_memory(self, event: Any) -> int:
        """Return its peak memory in bytes while it starts and handles an event."""
        with tempfile.TemporaryDirectory() as name:
            return int(self._run(event, Path(name), ())[0]["peak"])

    def aws_calls(self, event: Any) -> str:
        """Return the AWS calls of an event, as a Python literal."""
        with tempfile.TemporaryDirectory() as name:
            noted = Path(name, "calls.txt")
            noting = {"NOTED_HANDLER": self.handler, "NOTED_CALLS": str(noted)}
            settings = {**self.settings, **noting}
            handler = "tests.performance.measured.noting.handler"
            Launch(python=self.python, root=self.root, handler=handler, settings=settings).peak_memory(event)
            calls = noted.read_text()
            ast.literal_eval(calls)
            return calls

    def profile(self, event: Any) -> dict[str, Any]:
        """Return a warm event's profile: ``packages``, ``log`` and ``all``, in seconds."""
        with tempfile.TemporaryDirectory() as name:
            return self._result("profiled.py", event, Path(name))[0]

    def import_times(self, event: Any) -> dict[str, int]:
        """Return the microseconds of each import, without nested imports."""
        with tempfile.TemporaryDirectory() as name:
            _, written = self._run(event, Path(name), (), flags=("-X", "importtime"))
            return {module: int(microseconds) for microseconds, module in _IMPORT.findall(written)}

    def _run(
        self, event: Any, folder: Path, under: Sequence[str], flags: Sequence[str] = ()
    ) -> tuple[dict[str, Any], str]:
        result, written = self._result("start.py", event, folder, under, flags)
        if not is_good(result["answer"]):
            raise StartFailed(f"{self.handler} answered {result['answer']}: {written}")
        return result, written

    def _result(
        self, program: str, event: Any, folder: Path, under: Sequence[str] = (), flags: Sequence[str] = ()
    ) -> tuple[dict[str, Any], str]:
        """Return the result of a program of ``measured/`` for an event, and its output."""
        event_file, result, written = folder / "event.json", folder / "result.json", folder / "written.txt"
        event_file.write_text(json.dumps(event))
        with written.open("wb") as lines:
            subprocess.run(
                [*under, *self.command(program, event_file, result, flags=flags)],
                env=self.environment,
                stdout=lines,
                stderr=lines,
                check=False,
                timeout=_PATIENCE_SECONDS,
            )
        if not result.exists():
            raise StartFailed(f"{self.handler}: {written.read_text()}")
        return json.loads(result.read_text()), written.read_text()


def count_in(written: str) -> int:
    """Return the instructions that cachegrind counted, out of what it has written."""
    found = re.search(r"^summary: (\d+)", written, re.MULTILINE)
    if not found:
        raise StartFailed("cachegrind wrote no count")
    return int(found[1])


def is_good(answer: Any) -> bool:
    """Return whether a response is not a problem; event functions may return anything."""
    return not isinstance(answer, dict) or answer.get("statusCode", 0) < _FIRST_ERROR
