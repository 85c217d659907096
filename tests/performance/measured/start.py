"""Start a function as Lambda does, invoke it once per event, and set a mark after each step.

``python start.py MODULE.HANDLER EVENTS.json RESULT.json``. A mark is a child process that exits at once: under
cachegrind it writes the number of instructions executed so far. The environment has only the function's packages.
Each event has a table of its own, so that it can be handled like the first one. Before the third one, the proxy closes
all connections.
"""

import json
import os
import re
import socket
import sys
from pathlib import Path
from typing import Any

_EVENTS_BEFORE_CLOSING = 2


class Context:
    """The attributes of Lambda's context that handlers read."""

    function_name = "ecommerce-bench"
    aws_request_id = "00000000-0000-4000-8000-000000000000"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:ecommerce-bench"

    def get_remaining_time_in_millis(self) -> int:
        """Return more than any function needs, however slowly it is run."""
        return 600_000


def imported(handler: str) -> Any:
    """Return a handler; every host has the address of the proxy at ``TLS_PORT``, if there is one."""
    if port := os.environ.get("TLS_PORT"):
        address: Any = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", int(port)))
        socket.getaddrinfo = lambda *_, **__: [address]
    module, _, name = handler.rpartition(".")
    __import__(module)
    return getattr(sys.modules[module], name)


def mark() -> int:
    """Return the id of a fork whose instruction count is this process's so far."""
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
    return child


def close_connections() -> None:
    """Let the proxy close all connections, as AWS does with those of a frozen function; return when it has."""
    with socket.socket() as control:
        control.connect(("127.0.0.1", int(os.environ["CLOSE_PORT"])))
        control.recv(1)


def peak() -> int:
    """Return this process's peak memory in bytes, from a counter that children do not inherit."""
    found = re.search(r"^VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def main(handler: str, events: str, result: str) -> None:
    """Run one cold start and write the last response and the ids of the marks: loaded, and each event answered."""
    handle = imported(handler)
    marks = [mark()]
    responses: list[Any] = []
    for table, event in json.loads(Path(events).read_text()):
        if len(responses) == _EVENTS_BEFORE_CLOSING:
            close_connections()
            marks.append(mark())
        os.environ["TABLE_NAME"] = table
        responses.append(handle(event, Context()))
        marks.append(mark())
    Path(result).write_text(json.dumps({"marks": marks, "response": responses[-1], "peak": peak()}))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
