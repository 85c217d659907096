"""How a function's process is started and measured: cold in instructions, which a busy machine does not change."""

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

_CACHEGRIND = ("valgrind", "-q", "--tool=cachegrind", "--cache-sim=no")
_TIMEOUT_SECONDS = 3600
_FIRST_ERROR = 400
# The variables of Lambda that our packages read. Nothing listens at the daemon's address: traces are sent and lost.
TRACED = {
    "LAMBDA_TASK_ROOT": "/var/task",
    "AWS_LAMBDA_FUNCTION_NAME": "ecommerce-bench",
    "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",
    "FIRST_CALL_SECONDS": "600",  # under valgrind everything takes longer
    "_X_AMZN_TRACE_ID": "Root=1-67891233-abcdef012345678912345678;Parent=463ac35c9f6413ad;Sampled=1",
}
# Our functions trace in Lambda only. Outside it, the peers' X-Ray SDK would create a client of its own.
UNTRACED = {"POWERTOOLS_TRACE_DISABLED": "true"}
UNTRACED_IN_LAMBDA = {**TRACED, **UNTRACED}

# An event, and the table that it is handled with.
type Event = tuple[str, Any]


class StartFailed(Exception):
    """A function did not respond successfully; the message is its output."""


@dataclass(frozen=True, slots=True)
class Start:
    """The instructions of a cold start until the handler is loaded, and until it has responded to events.

    The last event comes after AWS has closed all connections, at `closed`.
    """

    ready: int
    answered: int
    again: int
    closed: int
    reconnected: int

    @property
    def first(self) -> int:
        """The instructions of the first event that the second one doesn't need."""
        return 2 * self.answered - self.ready - self.again

    @property
    def reconnect(self) -> int:
        """The instructions of the last event that the second one doesn't need."""
        return self.reconnected - self.closed - (self.again - self.answered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How to start a function's process: its Python, code folder, handler and settings."""

    python: Path
    root: Path
    handler: str
    settings: Mapping[str, str]

    def count(self, events: Sequence[Event]) -> Start:
        """Return the instructions of a start with three events, before the last of which AWS closes connections."""
        with tempfile.TemporaryDirectory() as folder:
            result = self._start(events, under=(*_CACHEGRIND, f"--cachegrind-out-file={folder}/%p"))
            counts = [count_in(Path(folder, str(mark)).read_text()) for mark in result["marks"]]
        return Start(*counts)

    def peak_memory(self, event: Event) -> int:
        """Return its peak memory in bytes while it starts and handles an event."""
        return int(self._start([event])["peak"])

    @contextmanager
    def warm(self, event: Any, mode: Literal["live", "recorded"]) -> Iterator[Callable[[int], Any]]:
        """Yield a function that lets a warm process handle a number of events, and returns ``warm.py``'s result."""
        with tempfile.TemporaryDirectory() as folder, Path(folder, "log.txt").open("w") as log:
            event_file, pipe = Path(folder, "event.json"), subprocess.PIPE
            event_file.write_text(json.dumps(event))
            command = self._command("warm.py", event_file, mode)
            process = subprocess.Popen(
                command, env=self._environment, stdin=pipe, stdout=pipe, stderr=log, text=True, bufsize=1
            )

            def handle(count: int) -> Any:
                assert process.stdin
                assert process.stdout
                try:
                    print(count, file=process.stdin)
                    result = json.loads(process.stdout.readline())
                except (OSError, ValueError) as error:
                    raise StartFailed(f"{self.handler}: {Path(log.name).read_text()}") from error
                return self._checked(result, Path(log.name).read_text())

            try:
                yield handle
            finally:
                process.kill()
                process.communicate()

    def _start(self, events: Sequence[Event], *, under: Sequence[str] = ()) -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as folder:
            event_file, result = Path(folder, "events.json"), Path(folder, "result.json")
            event_file.write_text(json.dumps(events))
            ran = subprocess.run(
                [*under, *self._command("start.py", event_file, result)],
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                timeout=_TIMEOUT_SECONDS,
            )
            if not result.exists():
                raise StartFailed(f"{self.handler}: {ran.stdout}")
            return self._checked(json.loads(result.read_text()), ran.stdout)

    def _checked(self, result: dict[str, Any], output: str) -> dict[str, Any]:
        if not is_good(result["response"]):
            raise StartFailed(f"{self.handler} returned {result['response']}: {output}")
        return result

    def _command(self, program: str, *arguments: str | Path) -> list[str | Path]:
        path = self.root / "tests" / "performance" / "measured" / program
        return [self.python, "-P", path, self.handler, *arguments]

    @property
    def _environment(self) -> dict[str, str]:
        """The environment of the process: of this process's, only the path."""
        own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(self.root), "PYTHONHASHSEED": "0"}
        return own | {"PYTHONDONTWRITEBYTECODE": "1"} | dict(self.settings)


def count_in(output: str) -> int:
    """Return the instructions that cachegrind counted, out of its output file."""
    found = re.search(r"^summary: (\d+)", output, re.MULTILINE)
    if not found:
        raise StartFailed("cachegrind wrote no count")
    return int(found[1])


def is_good(response: Any) -> bool:
    """Return whether a response is not a problem; event functions may return anything."""
    return not isinstance(response, dict) or response.get("statusCode", 0) < _FIRST_ERROR
