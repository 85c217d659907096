"""Static checks before an apply: format, validity, each module's tests, checkov's rules."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from local.config import ROOT
from ops.tool_environments import tool_environment
from tests.deploy.terraform import Terraform

TERRAFORM = ROOT / "terraform"
# Each loads a provider of some 700 MB: more workers would compete for memory.
_AT_ONCE = 2


def check_format() -> None:
    """Reject files that ``terraform fmt`` would change."""
    Terraform(TERRAFORM).run("fmt", "-check", "-recursive", "-diff")


def validate_roots() -> None:
    """Reject root modules that ``terraform validate`` rejects."""
    _run_in(sorted(_folders("environments/*/*.tf", "account/*.tf", "bootstrap/*.tf")), "validate")


def run_module_tests() -> None:
    """Run ``terraform test`` in every folder with tests, with a mocked provider."""
    tested = {folder.parent for folder in _folders("**/tests/*.tftest.hcl")}
    untested = _folders("modules/*/*.tf", "shop/*.tf") - tested
    assert not untested, f"without tests: {', '.join(sorted(folder.name for folder in untested))}"
    # The shop takes longest, so it starts first.
    _run_in(sorted(tested, key=lambda folder: folder.name != "shop"), "test")


def check_providers() -> None:
    """Install the provider, as every root does."""
    _run_in([TERRAFORM / "account"], "version")


def run_checkov() -> str:
    """Check Terraform's files against checkov's rules but those skipped with a reason.

    Its environment is its own: its dependencies conflict with those of the tests.
    """
    python = tool_environment(ROOT / ".cache" / "checkov", Path(__file__).with_name("checkov.txt"))
    read = ["--directory", TERRAFORM, "--framework", "terraform", "--config-file", TERRAFORM / "checkov.yaml"]
    ended = subprocess.run(
        [python, "-m", "checkov.main", *read, "--quiet", "--compact", "--skip-download"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    summary = [line for line in ended.stdout.splitlines() if line.startswith("Passed checks:")]
    # Without a summary it checked nothing, and it only counts files that it can't parse.
    is_complete = len(summary) == 1 and "Parsing errors" not in summary[0]
    assert (ended.returncode, is_complete) == (0, True), f"checkov:\n{ended.stdout}"
    return summary[0]


def _folders(*patterns: str) -> set[Path]:
    return {file.parent for pattern in patterns for file in TERRAFORM.glob(pattern)}


def _run_in(folders: Iterable[Path], verb: str) -> None:
    with ThreadPoolExecutor(_AT_ONCE) as workers:
        for _ in workers.map(partial(_run, verb), folders):
            pass


def _run(verb: str, folder: Path) -> None:
    # Keeps data out of the repository, and parallel runs apart.
    with tempfile.TemporaryDirectory() as data:
        terraform = Terraform(folder, environment={"TF_DATA_DIR": data})
        terraform.init("-backend=false")
        terraform.run(verb)
