"""Python environments with what a Lambda has, and no more: a package that is merely there can be picked up."""

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


def empty_python() -> Path:
    """Return the Python of an environment that holds no package; it is made once."""
    home = CACHE / "venv-empty"
    if not home.exists():
        venv.create(home, with_pip=False)
    return home / "bin" / "python"


def task_root() -> Path:
    """Return a folder with this checkout's functions and their packages as the image holds them; it is made anew."""
    root = CACHE / "task"
    shutil.rmtree(root, ignore_errors=True)
    [packages] = (python_of().parent.parent / "lib").glob("python*/site-packages")
    shutil.copytree(packages, root)
    # As docker/Dockerfile removes it: functions read generated/aws.
    shutil.rmtree(root / "botocore" / "data")
    return _with_code(root, Path("handlers"), Path("generated"))


def image_variables() -> dict[str, str]:
    """Return the variables that the image has, each of which is on a line of its own in its Dockerfile."""
    return dict(re.findall(r"^ENV (\w+)=(\S+)$", (ROOT / "docker" / "Dockerfile").read_text(), re.MULTILINE))


def root_of(folder: Path | None = None, *, name: str = "bare") -> Path:
    """Return a folder with what is in another one, if any, and with what starts and measures; it is made anew."""
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
