"""A function runtime for the local shop in which a peer handles its operations."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import anyio.to_thread

from local.aws.function_runtime import FunctionFailed, FunctionRuntime
from tests.contract.faulty import FAULTS, HEADER
from tests.performance.environments import python_of
from tests.performance.peers import OPERATIONS, Peer, code_of

ANSWERED_BY = "X-Answered-By"
SERVE = Path(__file__).with_name("serve_events.py")


class PeerProcess:
    """A running peer that handles one event at a time, as Lambda does."""

    def __init__(self, name: str, process: subprocess.Popen[str]) -> None:
        self.name = name
        self._process = process
        self._turn = threading.Lock()

    def answer(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Return the peer's response with its name in a header; the event's headers choose the faults of AWS."""
        fault = FAULTS.get((event.get("headers") or {}).get(HEADER, ""))
        with self._turn:
            reply = self._reply({"event": event, "fault": asdict(fault) if fault else None})
        if "answer" not in reply:
            raise FunctionFailed(reply["error"], reply["type"])
        answer: dict[str, Any] = reply["answer"]
        return answer | {"headers": (answer.get("headers") or {}) | {ANSWERED_BY: self.name}}

    def _reply(self, request: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            reply: dict[str, Any] = json.loads(self._process.stdout.readline())
        except (OSError, ValueError) as error:
            raise FunctionFailed("The peer has ended", type(error).__name__) from error
        return reply


class PeerFunctions:
    """Runs functions by their key: a peer those of its operations, and our own runtime the others."""

    def __init__(self, ours: FunctionRuntime, peer: PeerProcess) -> None:
        self._ours = ours
        self._peer = peer

    def key_of(self, name: str) -> str | None:
        return self._ours.key_of(name)

    async def invoke(self, key: str, event: Mapping[str, Any]) -> Any:
        if key not in OPERATIONS:
            return await self._ours.invoke(key, event)
        return await anyio.to_thread.run_sync(self._peer.answer, event)


@contextmanager
def running_peer(peer: Peer, settings: Mapping[str, str], log: Path) -> Iterator[PeerProcess]:
    """Run a peer in its own environment with these settings."""
    with serving((python_of(peer.lock), SERVE, peer.handler), code_of(peer), settings, log) as process:
        yield PeerProcess(peer.name, process)


@contextmanager
def serving(
    command: Sequence[str | Path], root: Path, settings: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[str]]:
    """Run a command with the code of a folder, these settings and none of this process's, until the block ends."""
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    with (
        log.open("wb") as written,
        subprocess.Popen(
            command,
            env=own | dict(settings),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=written,
            text=True,
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()
