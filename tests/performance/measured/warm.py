"""Handle an event many times in one process: ``python warm.py MODULE.HANDLER EVENT.json live|recorded|profiled``.

Each line of input is a number of events. Each line of output has the last response, the nanoseconds of CPU per event,
the calls of AWS, and the profile. Except with ``live``, only the first event calls AWS: later events receive its
responses, so that only the function is measured.
"""

import cProfile
import io
import json
import os
import pstats
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from tests.performance.measured.start import Context, imported

_LOG_LINE = ("aws_lambda_powertools/logging/logger.py", "info")
_C = "~"
_INSTALLED = "/site-packages/"


class Recording:
    """AWS's responses to the calls of one event."""

    def __init__(self) -> None:
        self._original = BaseClient._make_api_call  # type: ignore[attr-defined]  # private, and in one place for all calls
        self._responses: dict[tuple[str, str, int], Any] = {}
        self._made: Counter[tuple[str, str]] = Counter()
        # As text, because the caller may change the parameters afterwards.
        self.calls: list[str] = []

    def take_over(self) -> None:
        def call(*arguments: Any) -> Any:
            return self.call(*arguments)

        BaseClient._make_api_call = call  # type: ignore[attr-defined]

    def next_event(self) -> None:
        """Begin an event: its calls receive the recorded responses from the first one on."""
        self._made.clear()

    def call(self, client: Any, operation: str, parameters: Any) -> Any:
        """Return the response of AWS to the first call like this."""
        called = (client.meta.service_model.service_name, operation)
        self._made[called] += 1
        made = (*called, self._made[called])
        if made not in self._responses:
            self.calls.append(repr((*called, parameters)))
            self._responses[made] = self._send(client, operation, parameters)
        response = self._responses[made]
        if isinstance(response, ClientError):
            raise response
        # A stream can be read once only, so a copy is returned.
        return {**response, "Payload": io.BytesIO(response["Payload"])} if "Payload" in response else response

    def _send(self, client: Any, operation: str, parameters: Any) -> Any:
        try:
            response = self._original(client, operation, parameters)
        except ClientError as error:
            return error
        return {**response, "Payload": response["Payload"].read()} if "Payload" in response else response


def package_of(path: str) -> str:
    """Return the package of a file; ``python`` for the standard library."""
    if _INSTALLED in path:
        return path.partition(_INSTALLED)[2].partition("/")[0]
    for root in sorted(filter(None, sys.path), key=len, reverse=True):
        if path.startswith(f"{root}/") and "/python3" not in root:
            return path.removeprefix(f"{root}/").partition("/")[0]
    return "python"


def shares(profiler: cProfile.Profile) -> dict[str, Any]:
    """Return a profile's seconds by package, where C code counts towards its caller, of the log line, and of all."""
    packages: Counter[str] = Counter()
    log = 0.0
    stats: Any = pstats.Stats(profiler).stats  # type: ignore[attr-defined]  # its table
    for (path, _, name), (_, _, own, whole, callers) in stats.items():
        if path.endswith(_LOG_LINE[0]) and name == _LOG_LINE[1]:
            log = whole
        if path != _C:
            packages[package_of(path)] += own
            continue
        for (caller, *_), (_, _, took, _) in callers.items():
            packages[package_of(caller)] += took
    return {"packages": packages, "log": log, "all": sum(packages.values())}


def main(handler: str, event: str, mode: str) -> None:
    results = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    recording = Recording()
    if mode != "live":
        recording.take_over()
    handle, text, context = imported(handler), Path(event).read_text(), Context()

    def handle_all(events: list[Any]) -> Any:
        response = None
        for each in events:
            recording.next_event()
            response = handle(each, context)
        return response

    for line in sys.stdin:
        events, profiler = [json.loads(text) for _ in range(int(line))], cProfile.Profile()
        began = time.process_time_ns()
        response = profiler.runcall(handle_all, events) if mode == "profiled" else handle_all(events)
        result = {"nanoseconds": (time.process_time_ns() - began) / len(events), "response": response}
        result |= {"calls": recording.calls, "profile": shares(profiler) if mode == "profiled" else None}
        print(json.dumps(result), file=results, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
