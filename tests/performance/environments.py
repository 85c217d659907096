"""Python environments with a Lambda's packages only: an extra package can change what is imported."""

import hashlib
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

from local.config import ROOT
from tests.performance.tls_proxy import make_certificate

CACHE = ROOT / ".cache" / "bench"
# Key and certificate of the proxy, and botocore's roots with the one that issued it.
CERTIFICATE, ALL_ROOTS = CACHE / "server.pem", CACHE / "roots.pem"
_LOCK = ROOT / "docker" / "requirements.txt"
_MEASURED = "tests/performance/measured"
BARE_LOCK = ROOT / _MEASURED / "requirements.txt"
_PIP_OPTIONS = ["--require-hashes", "--no-deps", "--only-binary=:all:", "--no-compile", "--disable-pip-version-check"]
# As in the image: sources are never read.
_COMPILE = ("-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash")


def python_of(lock: Path) -> Path:
    """Return the Python of an environment with a lock file's packages; it is created once."""
    digest = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()[:16]
    home = CACHE / f"venv-{digest}"
    python = home / "bin" / "python"
    if not (home / "made").exists():
        shutil.rmtree(home, ignore_errors=True)
        venv.create(home, with_pip=False)
        pip = (sys.executable, "-m", "pip", "--python", str(python), "install", "-q", *_PIP_OPTIONS, "-r", str(lock))
        subprocess.run(pip, check=True, stderr=subprocess.DEVNULL)
        subprocess.run((python, *_COMPILE, home / "lib"), check=True)
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
    [packages] = (python_of(_LOCK).parent.parent / "lib").glob("python*/site-packages")
    root = root_of("task", [packages], "handlers", "generated")
    # As docker/Dockerfile removes it: functions read generated/aws.
    shutil.rmtree(root / "botocore" / "data")
    issuer = make_certificate(CERTIFICATE)
    with (root / "generated" / "aws" / "amazon_roots.pem").open("ab") as roots:
        roots.write(issuer)
    ALL_ROOTS.write_bytes((root / "botocore" / "cacert.pem").read_bytes() + issuer)
    return root


def root_of(name: str, contents: Iterable[Path] = (), *folders: str) -> Path:
    """Return a new folder with the contents of some folders, folders of this checkout, and the measuring programs."""
    root = CACHE / name
    shutil.rmtree(root, ignore_errors=True)
    copies = [*((each, root) for each in contents), *((ROOT / each, root / each) for each in (*folders, _MEASURED))]
    for source, target in copies:
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    subprocess.run((sys.executable, *_COMPILE, root), check=True)
    return root
