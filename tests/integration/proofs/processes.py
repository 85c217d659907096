"""Forked processes, for parts that run concurrently or are killed."""

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
    """A forked process; it exits once it has written the outcome of its errand."""

    pid: int
    _said: IO[str]
    _start: int
    _ended: threading.Event = field(default_factory=threading.Event)

    def wait_until_ready(self) -> None:
        """Block until it is ready to start with others."""
        line = self._said.readline()
        assert line == "ready\n", line

    def start(self) -> None:
        """Start its errand."""
        os.write(self._start, b"!")

    def close(self) -> None:
        """Close its pipes; if it was not started, it exits."""
        os.close(self._start)
        self._said.close()

    def kill(self) -> None:
        """Kill it, while another thread waits for its answers, and return once it has exited."""
        os.kill(self.pid, signal.SIGKILL)
        self._ended.wait()

    def answers(self) -> list[Any] | None:
        """Return the response of each part, or None if it was killed before writing them."""
        with closing(self):
            outcome = self.outcome()
        return None if outcome is None else outcome["answers"]

    def outcome(self) -> dict[str, Any] | None:
        """Return the outcome of its errand, or None if it was killed before writing it."""
        text = self._said.read()
        self._ended.set()
        if not text:
            return None
        outcome: dict[str, Any] = json.loads(text)
        assert "error" not in outcome, outcome["error"]
        return outcome


@dataclass(frozen=True, slots=True)
class Raced:
    """The outcome of a race."""

    answers: list[Any]
    conflicts: int


class Processes:
    """A forker of processes."""

    def __init__(self, errands: socket.socket) -> None:
        self._errands = errands
        self._lock = threading.Lock()

    def begin(self, parts: Sequence[Part], environment: Mapping[str, str], *, seed: int | None = None) -> Process:
        """Fork a process that runs parts one after the other."""
        errand = {"environment": environment, "parts": parts, "seed": seed}
        reader, writer = os.pipe()
        waits, start = os.pipe()
        with self._lock:
            socket.send_fds(self._errands, [json.dumps(errand).encode() + b"\n"], [writer, waits])
            pid = int(self._errands.recv(32))
        os.close(writer)
        os.close(waits)
        return Process(pid, os.fdopen(reader), start)

    def run(self, parts: Sequence[Part], environment: Mapping[str, str]) -> list[Any]:
        """Run parts one after the other in a process, and return their responses."""
        answers = self.begin(parts, environment).answers()
        assert answers is not None
        return answers

    def race(self, parts: Sequence[Part], environment: Mapping[str, str], *, among: int = 2) -> Raced:
        """Distribute parts over several processes and start them together; some writes hit conflicts."""
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
    """Start the forker; it inherits this process's current settings."""
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
