"""Every variable that a runbook, a README or an example names can be set in a root of Terraform."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ops.cli import PROJECT_NAME, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TERRAFORM = ROOT / "terraform"
ROOTS = ("account", "bootstrap", "environments/dev", "environments/prod")
MODULES = sorted(file.parent for file in TERRAFORM.glob("modules/*/README.md"))
# The architecture's own inputs, besides the project's name, which is in project.json.
SEED = {"cors_allowed_origins", "log_retention_days", "throttling"}

SOURCES = [*(ROOT / "ops").rglob("*.py"), *TERRAFORM.rglob("*.tf")]


def variables_of(folder: Path) -> set[str]:
    return set(re.findall(r'^variable "(\w+)"', (folder / "variables.tf").read_text(), re.MULTILINE))


def names_of_config() -> set[str]:
    text = (TERRAFORM / "shop" / "config" / "variables.tf").read_text()
    return set(re.findall(r"^    (\w+) *= (?:optional\(|string$)", text, re.MULTILINE))


CONFIG = names_of_config()
INPUTS = CONFIG | {name for root in ROOTS for name in variables_of(TERRAFORM / root)}
OF_MODULES = {name for module in MODULES for name in variables_of(module)}
PAGES = [
    *sorted((ROOT / "docs").rglob("*.md")),
    *(TERRAFORM / name / "README.md" for name in ("", "account", "bootstrap", "shop")),
]


def named_in(text: str) -> Iterator[str]:
    """Yield the inputs that a text names: ``name = value``, and the names of modules' variables."""
    for code in re.findall(r"`([^`\n]+)`", text):
        if assigned := re.fullmatch(r"([a-z]\w*) = .+", code):
            yield assigned[1]
        elif "_" in code and code in OF_MODULES:
            yield code


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_named_inputs_exist_in_a_root(page: Path) -> None:
    # The architecture has a variable for the project's name, which decisions.md compares with project.json.
    assert set(named_in(page.read_text())) - INPUTS - {"project_name"} == set()


@pytest.mark.parametrize("root", ["account", "environments/dev", "environments/prod"])
def test_examples_set_existing_inputs(root: str) -> None:
    text = (TERRAFORM / root / "terraform.tfvars.example").read_text()

    of_root = re.findall(r"^(?:# )?(\w+) += ", text, re.MULTILINE)
    of_config = re.findall(r"^  (\w+) += ", text, re.MULTILINE)
    assert set(of_root) <= variables_of(TERRAFORM / root)
    assert set(of_config) <= CONFIG
    assert of_root


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_inputs_of_a_modules_readme_exist(module: Path) -> None:
    _, _, table = (module / "README.md").read_text().partition("| input | |\n")

    rows = [row.split("|")[1] for row in table.split("\n\n")[0].splitlines()]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} <= variables_of(module)


def test_architectures_inputs_can_be_set() -> None:
    assert SEED <= CONFIG


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_projects_name_is_written_in_one_file_only(file: Path) -> None:
    # The service's name in logs, metrics and events is the contract's, not the project's
    assert f"{PROJECT_NAME}-" not in file.read_text().replace("ecommerce-api", "")
    assert f'"{PROJECT_NAME}"' not in file.read_text()
