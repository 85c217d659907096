"""checkov, in an environment of its own: it wants other versions of much that the tests have."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from local.place import ROOT

HOME = ROOT / ".cache" / "checkov"
LOCK = Path(__file__).with_name("checkov.txt")
TERRAFORM = ROOT / "terraform"
SKIPPED = TERRAFORM / "checkov.yaml"
# What it can't read it counts, and says no more of it.
_UNREAD = "Parsing errors"
_SUMMARY = "Passed checks:"


class CheckovFailed(Exception):  # the driver's last words
    """checkov couldn't be installed, or found something; the message is what was said."""


def held(home: Path = HOME) -> str:
    """Hold Terraform's files against checkov's rules but those that are skipped with a reason.

    Returns
    -------
    str
        How many checks there were.

    Raises
    ------
    CheckovFailed
        If a rule isn't kept, or a file can't be read.
    """
    ended = subprocess.run(
        [installed(home), "-m", "checkov.main", "--directory", TERRAFORM, "--framework", "terraform", "--quiet",
         "--compact", "--skip-download", "--config-file", SKIPPED],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    summary = [line for line in ended.stdout.splitlines() if line.startswith(_SUMMARY)]
    # Without a summary it checked nothing.
    if ended.returncode != 0 or len(summary) != 1 or _UNREAD in summary[0]:
        raise CheckovFailed(f"checkov:\n{ended.stdout}")
    return summary[0]


def installed(home: Path = HOME, lock: Path = LOCK) -> Path:
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
    pip = (sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", *options, "-r", str(lock))
    ended = subprocess.run(pip, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if ended.returncode != 0:
        raise CheckovFailed(f"checkov could not be installed:\n{ended.stdout}")
    made_for.write_text(digest)
    return python
