"""The lock on a shop's data folder, which also records the ports of the running shop."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from local.config import ROOT, CannotRun, LocalConfig

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCK = "shop.json"


def data_folder() -> Path:
    """Return the shop's data folder: ``LOCAL_DATA``, or ``.local``."""
    return Path(os.environ.get("LOCAL_DATA") or ROOT / ".local")


@contextmanager
def data_lock(config: LocalConfig) -> Iterator[None]:
    """Lock a shop's data for this process, and record its ports.

    Raises
    ------
    CannotRun
        If another process holds the lock, or the folder isn't writable.
    """
    with _open_lock(config.data / _LOCK) as lock:
        try:
            # The operating system releases it when this process ends, also after a crash.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotRun("The shop is running already: stop it first, with Ctrl-C in its terminal.") from error
        lock.truncate(0)
        lock.write(json.dumps({"port": config.port, "aws_port": config.aws_port}))
        lock.flush()
        yield
        lock.truncate(0)


def _open_lock(lock: Path) -> TextIO:
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        return lock.open("a+")
    except OSError as error:
        raise CannotRun(f"The shop's data can't be written ({error}): make its folder writable.") from error


def running_shop() -> LocalConfig | None:
    """Return the configuration of the running shop, or None if none is running."""
    folder = data_folder()
    try:
        ports = json.loads((folder / _LOCK).read_text())
        return LocalConfig(port=ports["port"], aws_port=ports["aws_port"], data=folder)
    except (OSError, ValueError, KeyError):
        return None
