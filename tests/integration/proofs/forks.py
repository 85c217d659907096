"""A process that has imported all code and only forks: ``python -m tests.integration.proofs.forks SOCKET``.

A forked process starts almost at once, where a new interpreter takes a second.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import socket
import sys
import threading
import traceback
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pkgutil import iter_modules
from typing import Any

from generated import models
from generated.base import Model
from handlers.runtime.aws import clients
from local.aws.functions import Functions, rows
from tests.harness import SLOWDOWN
from tests.integration.handlers.conftest import forget_clients
from tests.integration.handlers.faulty_aws import simulate_timeouts
from tests.integration.proofs import scripts
from tests.integration.proofs.conflicts import Conflicts, make_exceptions

_LARGEST = 1 << 20


def main(socket_number: str) -> None:
    """Fork a process for every errand and send its id, until the socket's other end is closed."""
    clients.multiply_read_timeouts(SLOWDOWN)
    simulate_timeouts()
    Functions(rows()).load()
    _build_models()
    _make_clients()
    forget_clients()
    # Existing objects are exempt from garbage collection, and so not copied for each process.
    gc.collect()
    gc.freeze()
    with socket.socket(fileno=int(socket_number)) as errands:
        while errand := _next_errand(errands):
            text, output, start = errand
            _reap_children()
            pid = os.fork()
            if pid == 0:
                errands.close()
                _run(json.loads(text), output, start)
            os.close(output)
            os.close(start)
            errands.sendall(f"{pid}\n".encode())


def _next_errand(errands: socket.socket) -> tuple[bytes, int, int] | None:
    text, descriptors, _, _ = socket.recv_fds(errands, _LARGEST, 2)
    if not text:
        return None
    while not text.endswith(b"\n"):
        text += errands.recv(_LARGEST)
    output, start = descriptors
    return text, output, start


def _reap_children() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _run(errand: Mapping[str, Any], output: int, start: int) -> None:
    """Run an errand in the new process, write its outcome, and exit."""
    try:
        os.environ.update(errand["environment"])
        outcome = _outcome(errand, output, start)
    except BaseException:  # noqa: BLE001  # any failure is reported to the parent
        outcome = {"error": traceback.format_exc()}
    with os.fdopen(output, "w") as written:
        json.dump(outcome, written)
    os._exit(0)


def _outcome(errand: Mapping[str, Any], output: int, start: int) -> dict[str, Any]:
    """Run the parts: concurrently and with conflicts in a race, else one after the other."""
    parts = [(getattr(scripts, name), arguments) for name, arguments in errand["parts"]]
    if errand["seed"] is None:
        return {"answers": [script(**arguments) for script, arguments in parts]}
    _make_clients()
    conflicts = Conflicts(clients.dynamodb(), seed=errand["seed"])
    barrier = threading.Barrier(len(parts) + 1)

    def act(part: tuple[Any, Any]) -> Any:
        barrier.wait()
        script, arguments = part
        return script(**arguments)

    with ThreadPoolExecutor(len(parts)) as pool:
        acting = [pool.submit(act, part) for part in parts]
        os.write(output, b"ready\n")
        if not os.read(start, 1):
            # The process that starts the race has exited.
            os._exit(1)
        barrier.wait()
        return {"answers": [each.result() for each in acting], "conflicts": conflicts.count}


def _build_models() -> None:
    # Otherwise the first use builds the models, in each forked process.
    for module in iter_modules(models.__path__, f"{models.__name__}."):
        importlib.import_module(module.name)
    for model in Model.__subclasses__():
        model.model_rebuild()


def _make_clients() -> None:
    # Once, before threads start: the first client makes boto3 read its service descriptions.
    make_exceptions(clients.dynamodb())
    clients.lambda_()
    clients.secretsmanager()


if __name__ == "__main__":
    main(*sys.argv[1:])
