"""The Python environment of this checkout: `.venv` with what a lock file names.

Run by setup.sh under a bare Python 3.13, so it needs the standard library only, and `-I` because this folder's own
modules would hide the library's.
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

# What .venv tells of itself. Each is written when its step is done, so that a step cut off is seen.
MADE_FOR = VENV / ".made-for"
INSTALLED = VENV / ".installed"
INSTALLING = VENV / ".installing"


def main(wanted: str) -> int:
    """Make `.venv` hold what the wanted lock file names; do nothing if it does.

    Parameters
    ----------
    wanted
        ``local`` for what `make run` needs, ``tests`` for that and all the tools.
    """
    with alone():
        if not is_sound():
            make()
        if is_installed(wanted):
            return 0
        return install(wanted)


def say(step: str) -> None:
    """Show what is being done, at once, as it may take a while."""
    print(f"set-up: {step}", flush=True)


@contextmanager
def alone() -> Iterator[None]:
    """Keep other set-ups of this checkout waiting; the system lifts the lock even if this one is killed."""
    with Path(__file__).open() as here:
        try:
            fcntl.flock(here, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for the other set-up of this checkout ...")
            fcntl.flock(here, fcntl.LOCK_EX)
        yield


def identity() -> str:
    """Tell for which place and Python an environment is: scripts hold the one, packages are built for the other."""
    return f"{VENV}\n{sys.version}\n"


def is_sound() -> bool:
    """Tell whether `.venv` is whole, starts, and is for this place and Python."""
    if INSTALLING.exists() or not MADE_FOR.is_file() or MADE_FOR.read_text() != identity():
        return False
    try:
        return subprocess.run([PYTHON, "-I", "-c", ""], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make() -> None:
    """Make `.venv` anew."""
    if VENV.exists():
        say("removing .venv, which is not whole or was made for another place or Python")
        shutil.rmtree(VENV)
    say(f"making .venv with Python {sys.version.split()[0]} ...")
    venv.create(VENV, with_pip=True)
    MADE_FOR.write_text(identity())


def fingerprint(wanted: str) -> str:
    """Tell what the wanted lock file asks for; the tests' one holds the local one too."""
    names = ("local", "tests") if wanted == "tests" else ("local",)
    digest = hashlib.sha256(b"".join(LOCKS[name].read_bytes() for name in names)).hexdigest()
    return f"{wanted} {digest}\n"


def is_installed(wanted: str) -> bool:
    """Tell whether what the wanted lock file names, or more, was installed last."""
    return INSTALLED.is_file() and INSTALLED.read_text() in {fingerprint(wanted), fingerprint("tests")}


def install(wanted: str) -> int:
    """Install what the wanted lock file names, next to what is there.

    Returns
    -------
    int
        pip's exit status. pip puts back what it changed when it fails; only an install that was cut off makes the
        environment suspect.
    """
    lock = LOCKS[wanted]
    packages = sum(line[0].isalnum() for line in lock.read_text().splitlines())
    say(f"installing the {packages} packages of {lock.relative_to(ROOT)} ...")
    INSTALLING.touch()
    INSTALLED.unlink(missing_ok=True)
    options = ["--disable-pip-version-check", "--no-input", "--require-hashes", "--no-deps", "--only-binary=:all:"]
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--quiet", *options, "-r", lock]
    status = subprocess.run(pip, check=False).returncode
    if status < 0:  # a signal ended it
        return 1
    INSTALLING.unlink()
    if status == 0:
        INSTALLED.write_text(fingerprint(wanted))
        say("done")
    else:
        print("set-up: pip could not install them; see above, and run this again.", file=sys.stderr)
    return status


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("set-up: stopped; the next one goes on from here.")
