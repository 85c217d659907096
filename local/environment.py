"""Create this checkout's `.venv` and install the packages of a lock file.

setup.sh runs this module with a bare Python 3.13, so it imports only the standard library. It runs with `-I`, because
this folder's modules would shadow the library's.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"local": ROOT / "local" / "requirements.txt", "tests": ROOT / "tests" / "requirements.txt"}

# Markers in .venv. Each is written after its step, so that an interrupted step is detected.
MADE_FOR = VENV / ".made-for"
INSTALLED = VENV / ".installed"
INSTALLING = VENV / ".installing"


def main(group: str) -> int:
    """Install the packages of a lock file in `.venv`; do nothing if they are installed.

    Parameters
    ----------
    group
        ``local``: the packages of `make run`; ``tests``: these and the packages of all tools.
    """
    with locked(fcntl.LOCK_SH):
        if is_usable() and is_installed(group):
            return 0
    with locked(fcntl.LOCK_EX):
        if not is_usable():
            create()
        if is_installed(group):  # by the set-up that this one waited for
            return 0
        return install(group)


def report(step: str) -> None:
    """Print a step before it runs, because it may take a while."""
    print(f"set-up: {step}", flush=True)


@contextmanager
def locked(kind: int) -> Iterator[None]:
    """Lock this checkout's set-up, shared to check it or exclusive to change it.

    The system releases the lock even if this process is killed.
    """
    with Path(__file__).open() as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            report("waiting for another set-up of this checkout ...")
            fcntl.flock(file, kind)
        yield


def identity() -> str:
    """Return the folder that an environment's scripts contain, and the Python that its packages are built for."""
    return f"{VENV}\n{sys.version}\n"


def is_usable() -> bool:
    """Return whether `.venv` is complete, starts, and belongs to this folder and Python."""
    if INSTALLING.exists() or not MADE_FOR.is_file() or MADE_FOR.read_text() != identity():
        return False
    try:
        return subprocess.run([PYTHON, "-I", "-c", ""], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def create() -> None:
    """Create `.venv`, and remove an earlier one."""
    if VENV.exists():
        report("removing .venv: it is incomplete, or belongs to another folder or Python")
        shutil.rmtree(VENV)
    report(f"creating .venv with Python {sys.version.split()[0]} ...")
    venv.create(VENV, with_pip=True)
    MADE_FOR.write_text(identity())


def fingerprint(group: str) -> str:
    """Return a lock file's group and hash; ``tests`` includes ``local``."""
    names = ("local", "tests") if group == "tests" else ("local",)
    digest = hashlib.sha256(b"".join(LOCKS[name].read_bytes() for name in names)).hexdigest()
    return f"{group} {digest}\n"


def is_installed(group: str) -> bool:
    """Return whether the last installation includes the group's packages."""
    return INSTALLED.is_file() and INSTALLED.read_text() in {fingerprint(group), fingerprint("tests")}


def install(group: str) -> int:
    """Install the packages of a lock file; packages that it doesn't name stay.

    Returns
    -------
    int
        pip's exit status. pip rolls back when it fails; only an interrupted installation leaves `.venv` in an unknown
        state.
    """
    lock = LOCKS[group]
    packages = sum(line[0].isalnum() for line in lock.read_text().splitlines())
    report(f"installing the {packages} packages of {lock.relative_to(ROOT)} ...")
    INSTALLING.touch()
    INSTALLED.unlink(missing_ok=True)
    options = ["--disable-pip-version-check", "--no-input", "--require-hashes", "--no-deps", "--only-binary=:all:"]
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--quiet", *options, "-r", lock]
    status = subprocess.run(pip, check=False).returncode
    if status < 0:  # ended by a signal
        return 1
    INSTALLING.unlink()
    if status == 0:
        INSTALLED.write_text(fingerprint(group))
        report("done")
    else:
        print("set-up: pip could not install them: see its message above, and run this again.", file=sys.stderr)
    return status


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("set-up: interrupted; the next set-up continues from here.")
