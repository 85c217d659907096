"""Python environments with a Lambda's packages only: an extra package can change what is imported."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from local.config import ROOT

CACHE = ROOT / ".cache" / "bench"
LOCK = ROOT / "docker" / "requirements.txt"
_MEASURED = Path("tests", "performance", "measured")
BARE_LOCK = ROOT / _MEASURED / "requirements.txt"
# As in the image: sources are never read.
_COMPILE = ("-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash")


def python_of(lock: Path = LOCK) -> Path:
    """Return the Python of an environment with a lock file's packages; it is created once."""
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


def empty_python() -> Path:
    """Return the Python of an environment without packages; it is created once."""
    home = CACHE / "venv-empty"
    if not home.exists():
        venv.create(home, with_pip=False)
    return home / "bin" / "python"


def task_root() -> Path:
    """Return a new folder with this checkout's functions and their packages, as in the image."""
    root = CACHE / "task"
    shutil.rmtree(root, ignore_errors=True)
    [packages] = (python_of().parent.parent / "lib").glob("python*/site-packages")
    shutil.copytree(packages, root)
    # As docker/Dockerfile removes it: functions read generated/aws.
    shutil.rmtree(root / "botocore" / "data")
    return _with_code(root, Path("handlers"), Path("generated"))


def image_variables() -> dict[str, str]:
    """Return the image's environment variables, one per ``ENV`` line of its Dockerfile."""
    return dict(re.findall(r"^ENV (\w+)=(\S+)$", (ROOT / "docker" / "Dockerfile").read_text(), re.MULTILINE))


def root_of(folder: Path | None = None, *, name: str = "bare") -> Path:
    """Return a new folder with a copy of another one, if any, and the measuring programs."""
    root = CACHE / name
    shutil.rmtree(root, ignore_errors=True)
    if folder:
        shutil.copytree(folder, root, ignore=shutil.ignore_patterns("__pycache__"))
    return _with_code(root)


def _with_code(root: Path, *folders: Path) -> Path:
    for folder in (*folders, _MEASURED):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run((sys.executable, *_COMPILE, str(root)), check=True)
    return root
