"""What is looked at before anything is applied: form, validity, and each module's own tests."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from local.config import ROOT
from tests.deploy.terraform import Terraform

TERRAFORM = ROOT / "terraform"
# Each starts a provider of some 700 MB of code: more at once would take turns.
_AT_ONCE = 2


class CheckFailed(Exception):  # the driver's last words
    """A check found something; the message is what."""


def formatted() -> None:
    """Refuse files that ``terraform fmt`` would change."""
    Terraform(TERRAFORM).run("fmt", "-check", "-recursive", "-diff")


def roots() -> list[Path]:
    """Return the folders that are applied: each environment, and the account and the bootstrap before them."""
    once = [TERRAFORM / "account", TERRAFORM / "bootstrap"]
    return sorted(folder for folder in [*TERRAFORM.glob("environments/*"), *once] if _is_there(folder))


def tested() -> list[Path]:
    """Return the folders that have tests of their own."""
    return sorted({file.parent.parent for file in TERRAFORM.glob("**/tests/*.tftest.hcl")})


def untested() -> list[Path]:
    modules = [folder for folder in [*TERRAFORM.glob("modules/*"), TERRAFORM / "shop"] if _is_there(folder)]
    return sorted(set(modules) - set(tested()))


def validated() -> None:
    """Refuse roots that Terraform calls invalid."""
    _each(roots(), "validate")


def modules_tested() -> None:
    """Run ``terraform test`` of every folder that has tests, with a mocked provider."""
    if untested():
        raise CheckFailed(f"without tests: {', '.join(folder.name for folder in untested())}")
    # The shop takes longest, so it begins.
    _each(sorted(tested(), key=lambda folder: folder.name != "shop"), "test")


def _each(folders: list[Path], verb: str) -> None:
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(_AT_ONCE) as workers:
        data = [Path(scratch) / str(number) for number, _ in enumerate(folders)]
        for _ in workers.map(_in_folder, folders, data, [verb] * len(folders)):
            pass


def _in_folder(folder: Path, data: Path, verb: str) -> None:
    # Nothing is left in the repository, and two folders at once don't meet.
    here = Terraform(folder, more={"TF_DATA_DIR": str(data)})
    here.init("-backend=false")
    here.run(verb)


def _is_there(folder: Path) -> bool:
    return any(folder.glob("*.tf"))
