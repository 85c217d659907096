"""Static checks before an apply: format, validity, and each module's tests."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from local.config import ROOT
from tests.deploy.terraform import Terraform

TERRAFORM = ROOT / "terraform"
# Each loads a provider of some 700 MB: more workers would compete for memory.
_AT_ONCE = 2


class CheckFailed(Exception):  # caught by the driver
    """A check failed; the message holds its findings."""


def formatted() -> None:
    """Reject files that ``terraform fmt`` would change."""
    Terraform(TERRAFORM).run("fmt", "-check", "-recursive", "-diff")


def roots() -> list[Path]:
    """Return the root modules: each environment, and before them the account and the bootstrap."""
    once = [TERRAFORM / "account", TERRAFORM / "bootstrap"]
    return sorted(folder for folder in [*TERRAFORM.glob("environments/*"), *once] if _is_there(folder))


def tested() -> list[Path]:
    """Return the folders with Terraform tests."""
    return sorted({file.parent.parent for file in TERRAFORM.glob("**/tests/*.tftest.hcl")})


def untested() -> list[Path]:
    modules = [folder for folder in [*TERRAFORM.glob("modules/*"), TERRAFORM / "shop"] if _is_there(folder)]
    return sorted(set(modules) - set(tested()))


def validated() -> None:
    """Reject root modules that ``terraform validate`` rejects."""
    _each(roots(), "validate")


def modules_tested() -> None:
    """Run ``terraform test`` in every folder with tests, with a mocked provider."""
    if untested():
        raise CheckFailed(f"without tests: {', '.join(folder.name for folder in untested())}")
    # The shop takes longest, so it starts first.
    _each(sorted(tested(), key=lambda folder: folder.name != "shop"), "test")


def _each(folders: list[Path], verb: str) -> None:
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(_AT_ONCE) as workers:
        data = [Path(scratch) / str(number) for number, _ in enumerate(folders)]
        for _ in workers.map(_in_folder, folders, data, [verb] * len(folders)):
            pass


def _in_folder(folder: Path, data: Path, verb: str) -> None:
    # Keeps data out of the repository, and parallel runs apart.
    here = Terraform(folder, more={"TF_DATA_DIR": str(data)})
    here.init("-backend=false")
    here.run(verb)


def _is_there(folder: Path) -> bool:
    return any(folder.glob("*.tf"))
