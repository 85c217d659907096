"""Python environments with what a Lambda has, and no more: a package that is merely there can be picked up."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from typing import TYPE_CHECKING

from local.place import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CACHE = ROOT / ".cache" / "bench"
LOCK = ROOT / "docker" / "requirements.txt"
# As in the image: no start looks at a source.
_COMPILE = ("-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash")


def python_of(lock: Path = LOCK) -> Path:
    """Return the Python of an environment that holds what a lock file names; it is made once."""
    digest = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()[:16]
    home = CACHE / f"venv-{digest}"
    python = home / "bin" / "python"
    if (home / "made").exists():
        return python
    shutil.rmtree(home, ignore_errors=True)
    venv.create(home, with_pip=False)
    options = ("--require-hashes", "--no-deps", "--only-binary=:all:", "--no-compile", "--disable-pip-version-check")
    pip = (sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", *options, "-r", str(lock))
    subprocess.run(pip, check=True, stderr=subprocess.DEVNULL)
    subprocess.run((str(python), *_COMPILE, str(home / "lib")), check=True)
    (home / "made").touch()
    return python


def task_root() -> Path:
    """Return a folder with this checkout's functions as the image holds them; it is made anew."""
    root = CACHE / "task"
    shutil.rmtree(root, ignore_errors=True)
    for folder in (ROOT / "handlers", ROOT / "generated", ROOT / "tests" / "performance" / "measured"):
        shutil.copytree(folder, root / folder.name, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run((sys.executable, *_COMPILE, str(root)), check=True)
    return root
