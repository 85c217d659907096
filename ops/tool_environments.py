"""Tools that want an environment of their own: each lock file has one, beside that of the tests."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from typing import TYPE_CHECKING

from local.config import ROOT

if TYPE_CHECKING:
    from pathlib import Path


class NotInstalled(Exception):  # the driver's last words
    """A lock file could not be installed; the message is what pip said."""


def environment(home: Path, lock: Path) -> Path:
    """Return the Python of an environment that holds what the lock file names; it is made anew when that changed."""
    python, made_for = home / "bin" / "python", home / "made-for"
    digest = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    # Written last, so that an installation that was cut off is seen.
    if made_for.is_file() and made_for.read_text() == digest:
        return python
    shutil.rmtree(home, ignore_errors=True)
    venv.create(home, with_pip=False)
    print(f"installing {lock.relative_to(ROOT) if lock.is_relative_to(ROOT) else lock} ...", flush=True)
    options = ("--require-hashes", "--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--no-input")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", *options, "-r", str(lock)]
    ended = subprocess.run(pip, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if ended.returncode != 0:
        raise NotInstalled(f"{lock.stem} could not be installed:\n{ended.stdout}")
    made_for.write_text(digest)
    return python
