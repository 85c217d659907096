"""Terraform's files: format, validity, each module's tests, checkov's rules."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest

from local.config import ROOT
from ops.tool_environments import tool_environment
from tests.deploy.terraform import Terraform

TERRAFORM = ROOT / "terraform"


def folders(*patterns: str) -> list[str]:
    """Return the folders, relative to ``terraform``, of the files that match."""
    return sorted({str(file.parent.relative_to(TERRAFORM)) for pattern in patterns for file in TERRAFORM.glob(pattern)})


TESTED = [folder.removesuffix("/tests") for folder in folders("**/tests/*.tftest.hcl")]


# test_policies.py runs these, and evaluates the result.
RENDERED = {"policies.tftest.hcl", "one_account.tftest.hcl"}


def run(verb: str, folder: str, *options: str) -> None:
    # Keeps data out of the repository, and parallel runs apart.
    with tempfile.TemporaryDirectory() as data:
        terraform = Terraform(TERRAFORM / folder, environment={"TF_DATA_DIR": data})
        terraform.init("-backend=false")
        terraform.run(verb, *options)


def test_files_are_formatted() -> None:
    Terraform(TERRAFORM).run("fmt", "-check", "-recursive", "-diff")


@pytest.mark.parametrize("root", folders("environments/*/*.tf", "account/*.tf", "bootstrap/*.tf"))
def test_root_is_valid(root: str) -> None:
    run("validate", root)


def test_every_module_has_tests() -> None:
    assert set(folders("modules/*/*.tf", "shop/*.tf")) <= set(TESTED)


# The shop takes longest, so it starts first.
@pytest.mark.parametrize("module", sorted(TESTED, key=lambda module: module != "shop"))
def test_tests_of_a_module_pass_with_a_mocked_provider(module: str) -> None:
    files = {file.name for file in (TERRAFORM / module / "tests").glob("*.tftest.hcl")} - RENDERED

    run("test", module, *(f"-filter=tests/{name}" for name in sorted(files)))


def test_checkov_finds_only_what_is_skipped_with_a_reason() -> None:
    # An environment of its own: its dependencies conflict with those of the tests
    python = tool_environment(ROOT / ".cache" / "checkov", Path(__file__).with_name("checkov.txt"))
    read = [f"--directory={TERRAFORM}", "--framework=terraform", f"--config-file={TERRAFORM / 'checkov.yaml'}"]
    ended = subprocess.run(
        [python, "-m", "checkov.main", *read, "--quiet", "--compact", "--skip-download"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout
    # Without a summary it checked nothing, and it only counts files that it can't parse
    [summary] = [line for line in ended.stdout.splitlines() if line.startswith("Passed checks:")]
    assert "Parsing errors" not in summary
