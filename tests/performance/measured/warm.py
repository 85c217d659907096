"""Handle an event many times in one process and print the CPU time per event.

``python warm.py MODULE.HANDLER EVENT.json live|recorded``; each line of input is a number of events, each line of
output the time they took. With ``recorded``, only the first event calls AWS: later events receive its responses, so
that only the function is measured.
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
    """AWS's responses to the calls of one event."""

    def __init__(self) -> None:
        self._original = BaseClient._make_api_call  # type: ignore[attr-defined]  # private, and in one place for all calls
        self._answers: dict[tuple[str, str, int], Any] = {}
        self._made: Counter[tuple[str, str]] = Counter()

    def take_over(self) -> None:
        """Replace the calls of all clients."""

        def answer(client: Any, operation: str, parameters: Any) -> Any:
            return self.answer(client, operation, parameters)

        BaseClient._make_api_call = answer  # type: ignore[attr-defined]

    def next_event(self) -> None:
        """Begin an event: its calls receive the recorded responses from the first one on."""
        self._made.clear()

    def answer(self, client: Any, operation: str, parameters: Any) -> Any:
        """Return the response of AWS to the first call like this."""
        call = (client.meta.service_model.service_name, operation)
        self._made[call] += 1
        made = (*call, self._made[call])
        if made not in self._answers:
            self._answers[made] = self._send(client, operation, parameters)
        answer = self._answers[made]
        if isinstance(answer, ClientError):
            raise answer
        # A stream can be read once only, so a copy is returned.
        return {**answer, "Payload": io.BytesIO(answer["Payload"])} if "Payload" in answer else answer

    def _send(self, client: Any, operation: str, parameters: Any) -> Any:
        try:
            answer = self._original(client, operation, parameters)
        except ClientError as error:
            return error
        return {**answer, "Payload": answer["Payload"].read()} if "Payload" in answer else answer


def main(handler: str, event: str, mode: str) -> None:
    """Handle events until the input ends."""
    results = os.fdopen(os.dup(1), "w")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    recording = Recording()
    if mode == "recorded":
        recording.take_over()
    handle, text, context = imported(handler), Path(event).read_text(), Context()
    for line in sys.stdin:
        events, answer = [json.loads(text) for _ in range(int(line))], None
        began = time.process_time_ns()
        for each in events:
            recording.next_event()
            answer = handle(each, context)
        took = time.process_time_ns() - began
        print(json.dumps({"nanoseconds": took / len(events), "answer": answer}), file=results, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
