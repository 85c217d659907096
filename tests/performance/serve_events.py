"""A peer's process: ``python serve_events.py MODULE.HANDLER`` handles events, one per line, until the input ends.

It runs with only the peer's packages. A line is ``{"event": …, "fault": …}``: a fault, ``{"status": …, "error": …}`` or
null, is the response to every call of AWS meanwhile. The peer's logs go to stderr.
"""

import importlib
import io
import json
import os
import sys
import traceback
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError


@dataclass(frozen=True, slots=True)
class Context:
    """The attributes of Lambda's context that handlers read."""

    function_name: str = "ecommerce-peer"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:000000000000:function:ecommerce-peer"
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


class _Raw(io.BytesIO):
    """A body as urllib3 would return it."""

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


class Faults:
    """Responds instead of AWS while there is a fault."""

    def __init__(self) -> None:
        self.fault: dict[str, Any] | None = None

    def inject(self) -> None:
        """Add the faults to every client that is created from now on."""
        session = botocore.session.get_session()
        session.register("before-send", self._answer)  # type: ignore[arg-type]  # the stubs know of no answer
        boto3.setup_default_session(botocore_session=session)

    def _answer(self, *, request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
        if self.fault is None:
            return None
        if self.fault["status"] is None:
            raise ReadTimeoutError(endpoint_url=request.url)
        body = json.dumps({"__type": self.fault["error"], "message": "injected"}).encode()
        return AWSResponse(request.url, self.fault["status"], HTTPHeaders(), _Raw(body))


def main(handler: str) -> None:
    """Handle the events on standard input."""
    # A line that the peer prints must not be mistaken for a response.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    faults = Faults()
    faults.inject()
    module, _, name = handler.rpartition(".")
    handle = getattr(importlib.import_module(module), name)
    for line in sys.stdin:
        request = json.loads(line)
        faults.fault = request["fault"]
        answers.write(json.dumps(_answered(handle, request["event"])) + "\n")
        answers.flush()


def _answered(handle: Callable[[Any, Context], Any], event: object) -> dict[str, Any]:
    try:
        return {"answer": handle(event, Context())}
    except Exception as error:  # noqa: BLE001  # Lambda's edge
        traceback.print_exc()
        return {"error": str(error), "type": type(error).__name__}


if __name__ == "__main__":
    main(sys.argv[1])
