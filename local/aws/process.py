"""The process of the embedded AWS services: started, awaited, stopped."""

from __future__ import annotations

import fcntl
import http.client
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from local.aws.recovery import RESTORED, UNREAD
from local.aws.saved_state import lock_file
from local.config import LOOPBACK, ROOT, CannotRun, LocalConfig

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Limits that only a hang reaches: a process that exits is noticed at once.
_START_SECONDS = 300
_END_SECONDS = 300
_POLL_SECONDS = 0.05


@contextmanager
def embedded_aws(config: LocalConfig) -> Iterator[subprocess.Popen[bytes]]:
    """Run a shop's embedded AWS services; they save and stop when the block or this process ends.

    Parameters
    ----------
    config : LocalConfig
        The shop's configuration.

    Yields
    ------
    subprocess.Popen
        Their process, which may not be ready: see `wait_until_ready`.

    Raises
    ------
    CannotRun
        If their data folder can't be created.
    """
    folder = _folder(config)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRun(
            f"The embedded AWS services could not be started ({error}): check the shop's data folder."
        ) from error
    command = [sys.executable, "-m", "local.aws.ministack", str(config.aws_port), str(folder)]
    with log_file(config).open("wb") as log:
        child = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield child
    finally:
        _stop(child)


def wait_until_saved(config: LocalConfig) -> None:
    """Wait until the embedded AWS services of an earlier run have saved their data, which they do after it ends.

    Raises
    ------
    CannotRun
        If they don't in time.
    """
    deadline = time.monotonic() + _END_SECONDS
    config.data.mkdir(parents=True, exist_ok=True)
    with lock_file(_folder(config)).open("a") as lock:
        while time.monotonic() < deadline:
            with suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            time.sleep(_POLL_SECONDS)
    raise CannotRun("The shop that ran before is still saving its data: try again in a moment.")


def _folder(config: LocalConfig) -> Path:
    return config.data / "aws"


def wait_until_ready(child: subprocess.Popen[bytes], config: LocalConfig) -> None:
    """Wait until the embedded AWS services respond.

    Parameters
    ----------
    child : subprocess.Popen[bytes]
        Their process, as `embedded_aws` yields it.
    config : LocalConfig
        The shop's configuration.

    Raises
    ------
    CannotRun
        If they exit, don't respond in time, or can't read their data.
    """
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if child.poll() is not None:
            _reject_damaged_data(config)
            break
        if _is_healthy(config):
            _reject_damaged_data(config)
            return
        time.sleep(_POLL_SECONDS)
    raise CannotRun(f"The embedded AWS services could not be started: the reason is in {log_file(config)}.")


def restored(config: LocalConfig) -> list[str]:
    """Return the lines that say what the embedded AWS services restored, none for a new shop."""
    lines = log_file(config).read_text(errors="replace").splitlines()
    return [line for line in lines if line.startswith(f"{RESTORED}: ")]


def log_file(config: LocalConfig) -> Path:
    """Return the log file of the embedded AWS services."""
    return config.data / "aws.log"


def _reject_damaged_data(config: LocalConfig) -> None:
    # MiniStack starts without the data that it can't read, and the shop would look new.
    if UNREAD in log_file(config).read_text(errors="replace"):
        raise CannotRun(f"The shop's data in {config.data} is damaged: delete it with `make run RESET=1`.")


def _is_healthy(config: LocalConfig) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, config.aws_port, timeout=10)
    try:
        connection.request("GET", "/_ministack/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.stdin is not None:
        child.stdin.close()
    try:
        child.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
