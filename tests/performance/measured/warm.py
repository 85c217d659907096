"""Handle an event many times in one process: ``python warm.py MODULE.HANDLER EVENT.json live|recorded``.

Each line of input is a number of events. Each line of output has the last response, the nanoseconds of CPU per event
and the calls of AWS. Except with ``live``, only the first event calls AWS: later events receive its
responses, so that only the function is measured.
"""

import io
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from tests.performance.measured.start import Context, imported


class Recording:
    """AWS's responses to the calls of one event; calls before the first event are not recorded."""

    def __init__(self) -> None:
        self._original = BaseClient._make_api_call  # type: ignore[attr-defined]  # private, and in one place for all calls
        self._responses: dict[tuple[str, str, int], Any] = {}
        self._made: Counter[tuple[str, str]] | None = None
        # As text, because the caller may change the parameters afterwards.
        self.calls: list[str] = []

    def take_over(self) -> None:
        def call(*arguments: Any) -> Any:
            return self.call(*arguments)

        BaseClient._make_api_call = call  # type: ignore[attr-defined]

    def next_event(self) -> None:
        """Begin an event: its calls receive the recorded responses from the first one on."""
        self._made = Counter()

    def call(self, client: Any, operation: str, parameters: Any) -> Any:
        """Return the response of AWS to the first call like this."""
        if self._made is None:
            return self._original(client, operation, parameters)
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
        events = [json.loads(text) for _ in range(int(line))]
        began = time.process_time_ns()
        response = handle_all(events)
        nanoseconds = (time.process_time_ns() - began) / len(events)
        result = {"nanoseconds": nanoseconds, "response": response, "calls": recording.calls}
        print(json.dumps(result), file=results, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
