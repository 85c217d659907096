"""Processes of their own, for those who act at the same time, or die."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from local.config import ROOT

type Part = tuple[str, Mapping[str, Any]]
"""The name of a function of `scripts`, and its arguments."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process that was forked; it ends when it has said what came of its errand."""

    pid: int
    _said: IO[str]
    _start: int
    _ended: threading.Event = field(default_factory=threading.Event)

    def wait_until_ready(self) -> None:
        """Return when it waits to be started with others."""
        line = self._said.readline()
        assert line == "ready\n", line

    def start(self) -> None:
        """Let it act."""
        os.write(self._start, b"!")

    def close(self) -> None:
        """Have no more to do with it: if it was not started it ends."""
        os.close(self._start)
        self._said.close()

    def kill(self) -> None:
        """End it where it is, while another thread waits for what it answers: it is gone when this returns."""
        os.kill(self.pid, signal.SIGKILL)
        self._ended.wait()

    def answers(self) -> list[Any] | None:
        """Return what each part answered, or None if it was killed before it could say so."""
        with closing(self):
            outcome = self.outcome()
        return None if outcome is None else outcome["answers"]

    def outcome(self) -> dict[str, Any] | None:
        """Return what came of its errand, or None if it was killed before it could say so."""
        text = self._said.read()
        self._ended.set()
        if not text:
            return None
        outcome: dict[str, Any] = json.loads(text)
        assert "error" not in outcome, outcome["error"]
        return outcome


@dataclass(frozen=True, slots=True)
class Raced:
    """What came of a race."""

    answers: list[Any]
    conflicts: int


class Processes:
    """What forks processes."""

    def __init__(self, errands: socket.socket) -> None:
        self._errands = errands
        self._lock = threading.Lock()

    def begin(self, parts: Sequence[Part], environment: Mapping[str, str], *, seed: int | None = None) -> Process:
        """Fork a process and let it run parts, one after the other."""
        errand = {"environment": environment, "parts": parts, "seed": seed}
        said, says = os.pipe()
        waits, start = os.pipe()
        with self._lock:
            socket.send_fds(self._errands, [json.dumps(errand).encode() + b"\n"], [says, waits])
            pid = int(self._errands.recv(32))
        os.close(says)
        os.close(waits)
        return Process(pid, os.fdopen(said), start)

    def run(self, parts: Sequence[Part], environment: Mapping[str, str]) -> list[Any]:
        """Let a process run parts, one after the other, and return what each answered."""
        answers = self.begin(parts, environment).answers()
        assert answers is not None
        return answers

    def race(self, parts: Sequence[Part], environment: Mapping[str, str], *, among: int = 2) -> Raced:
        """Deal parts out to several processes, and begin all of them at once; some writes meet other transactions."""
        with ExitStack() as stack:
            running = []
            for place in range(among):
                process = self.begin(parts[place::among], environment, seed=place)
                running.append(stack.enter_context(closing(process)))
            for each in running:
                each.wait_until_ready()
            for each in running:
                each.start()
            outcomes = [each.outcome() for each in running]
        answers: list[Any] = [None] * len(parts)
        conflicts = 0
        for place, outcome in enumerate(outcomes):
            assert outcome is not None, "it was killed"
            conflicts += outcome["conflicts"]
            answers[place::among] = outcome["answers"]
        return Raced(answers, conflicts)


@contextmanager
def forking(log: Path) -> Iterator[Processes]:
    """Start what forks processes; its settings are this process's of now."""
    ours, theirs = socket.socketpair()
    with ours, log.open("wb") as written:
        command = [sys.executable, "-m", "tests.integration.proofs.forks", str(theirs.fileno())]
        parent = subprocess.Popen(
            command, cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=written, stderr=written
        )
        theirs.close()
        try:
            yield Processes(ours)
        finally:
            ours.close()
            parent.wait()
