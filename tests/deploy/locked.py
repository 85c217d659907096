"""Packages that only `make deploy-test` needs, each lock file in a folder of its own under ``.cache``."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from local.place import ROOT


def packages(lock: Path) -> Path:
    """Return a folder with what a lock file names, for ``PYTHONPATH``; made anew only when the file has changed."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    folder = ROOT / ".cache" / "deploy" / f"{lock.stem}-{digest}"
    if not folder.is_dir():
        _install(lock, folder)
    return folder


def _install(lock: Path, folder: Path) -> None:
    for older in folder.parent.glob(f"{lock.stem}-*"):
        shutil.rmtree(older)
    unfinished = folder.with_name(f"unfinished-{lock.stem}")
    shutil.rmtree(unfinished, ignore_errors=True)
    options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps", "--only-binary", ":all:"]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(unfinished), "-r", str(lock)]
    subprocess.run(command, check=True)
    unfinished.rename(folder)
