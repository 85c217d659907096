"""Virtual environments of tools whose versions don't fit the tests': one for each lock file."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from typing import TYPE_CHECKING

from ops.cli import ROOT, CannotRun

if TYPE_CHECKING:
    from pathlib import Path


class InstallFailed(CannotRun):
    """A lock file could not be installed; the message is pip's output."""


def tool_environment(home: Path, lock: Path) -> Path:
    """Return the Python of an environment with a lock file's packages, installing them if the file has changed."""
    python, made_for = home / "bin" / "python", home / "made-for"
    digest = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    # Written last, so that an interrupted installation is detected.
    if made_for.is_file() and made_for.read_text() == digest:
        return python
    shutil.rmtree(home, ignore_errors=True)
    venv.create(home, with_pip=False)
    print(f"installing {lock.relative_to(ROOT) if lock.is_relative_to(ROOT) else lock} ...", flush=True)
    options = ("--require-hashes", "--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--no-input")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", *options, "-r", str(lock)]
    ended = subprocess.run(pip, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if ended.returncode != 0:
        raise InstallFailed(f"{lock.stem} could not be installed:\n{ended.stdout}")
    made_for.write_text(digest)
    return python
