"""A valid workflow, and copies of it with one fault each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ops.workflows.parser import parse_all
from ops.workflows.rules import findings, repository_facts

if TYPE_CHECKING:
    from pathlib import Path

COMMIT = "de0fac2e4500dabe0009e67214ff5f5447ce83dd"
OTHER = "0123456789abcdef0123456789abcdef01234567"

GOOD = f"""
name: Deploy
on: push
permissions: {{}}
concurrency: deploy
defaults:
  run:
    shell: bash
jobs:
  build:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    environment: image
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@{COMMIT} # v6.0.2
        with:
          ref: ${{{{ vars.BRANCH }}}}
      - id: push
        run: exec .ci/step make docs BASE=one && bin/shop image push --arch=arm64
      - run: cat reports/plan.md >>"$GITHUB_STEP_SUMMARY"
        env:
          IMAGE: ${{{{ steps.push.outputs.image_uri }}}}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "Makefile": "docs: ## build (BASE=x)\nvalue := 1\n",
        "docs/pipeline.md": "| `image` | | |\n| `BRANCH` | |\n| `plan-dev` |\n| `plan-prod` |\n| `nobody` |\n",
        "terraform/bootstrap/README.md": "First make these environments: `image`, `plan-dev`, `elsewhere`, `plan-prod`",
        "ops/images.py": 'set_output("image_uri", uri)',
        ".ci/step": "#!/bin/sh\n",
        ".github/workflows/deploy.yml": GOOD,
    }
    for name, text in files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / ".ci" / "step").chmod(0o755)
    return tmp_path


def found(root: Path) -> list[str]:
    return findings(parse_all(root), repository_facts(root))


def broken(root: Path, old: str, new: str) -> list[str]:
    assert old in GOOD
    (root / ".github" / "workflows" / "deploy.yml").write_text(GOOD.replace(old, new, 1))
    return found(root)


def test_a_good_workflow_has_no_findings(root: Path) -> None:
    assert found(root) == []


FAULTS = {
    "a tag": (f"@{COMMIT} # v6.0.2", "@v6 # v6.0.2", "is pinned to v6, not to a commit"),
    "no version": (" # v6.0.2", "", "needs its version in a comment"),
    "half a version": (" # v6.0.2", " # v6", "needs its version in a comment"),
    "rights for all jobs": ("permissions: {}\n", "permissions: read-all\n", "needs `permissions: {}`"),
    "no rights of a job": ("    permissions:\n      contents: read\n", "", "build: it needs permissions"),
    "no time limit": ("    timeout-minutes: 5\n", "", "build: it needs timeout-minutes"),
    "no concurrency": ("concurrency: deploy\n", "", "needs a concurrency group"),
    "another shell": ("shell: bash", "shell: sh", "shell must be bash"),
    "an expression in shell": ("BASE=one", "BASE=${{ github.ref }}", "its shell contains an expression"),
    "a step that reports no failure": ("run: exec .ci/step make", "run: make", "must begin with exec .ci/step"),
    "a verb": ("make docs", "make dogs", "the Makefile has no dogs"),
    "a second verb": ("make docs", "make docs publish", "the Makefile has no publish"),
    "a variable of make for a verb": ("make docs", "make value", "the Makefile has no value"),
    "a parameter": ("BASE=one", "BSAE=one", "the Makefile has no parameter BSAE="),
    "a command": ("image push", "image pull", "bin/shop has no pull"),
    "an option": ("--arch=", "--arhc=", "bin/shop has no --arhc"),
    "a script": ("make docs", ".ci/nothing", "there is no executable .ci/nothing"),
    "an environment that no role trusts": ("environment: image", "environment: nobody", "has no environment nobody"),
    "an undocumented environment": (
        "environment: image",
        "environment: elsewhere",
        "no row for the environment",
    ),
    "a variable": ("vars.BRANCH", "vars.TWIG", "no row for vars.TWIG"),
    "a secret": ("vars.BRANCH", "secrets.BRANCH", "secrets.BRANCH: the pipeline has no secrets"),
    "an output": ("outputs.image_uri", "outputs.image", "no command of bin/shop sets image"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_and_nothing_else(root: Path, fault: str) -> None:
    old, new, message = FAULTS[fault]

    [finding] = broken(root, old, new)

    assert message in finding
    assert finding.startswith(".github/workflows/deploy.yml: ")


def test_an_action_is_the_same_commit_everywhere(root: Path) -> None:
    (root / ".github" / "workflows" / "later.yml").write_text(GOOD.replace(COMMIT, OTHER))

    [finding] = found(root)

    assert finding == (
        ".github/workflows/later.yml: actions/checkout has a commit other than in .github/workflows/deploy.yml"
    )


def test_a_local_action_must_keep_the_rules_of_steps(root: Path) -> None:
    action = root / ".github" / "actions" / "set-up" / "action.yml"
    action.parent.mkdir(parents=True)
    action.write_text("runs:\n  using: composite\n  steps:\n    - uses: actions/cache@v5 # v5.0.4\n      name: Cache\n")

    [finding] = found(root)

    assert finding == ".github/actions/set-up/action.yml: actions/cache is pinned to v5, not to a commit"


def test_a_reusable_workflow_needs_permissions_but_no_timeout(root: Path) -> None:
    called = GOOD.partition("jobs:")[0] + "jobs:\n  checks:\n    uses: ./.github/workflows/checks.yml\n"
    (root / ".github" / "workflows" / "deploy.yml").write_text(called)

    assert found(root) == [".github/workflows/deploy.yml: checks: it needs permissions"]


@pytest.mark.parametrize(
    ("environment", "unknown"),
    [
        ("${{ inputs.stage == 'prod' && 'production' || 'image' }}", ["production"]),
        ("plan-${{ matrix.stage }}", []),
        ("{name: nobody, url: here}", ["nobody"]),
    ],
)
def test_every_possible_name_of_an_environment_is_checked(root: Path, environment: str, unknown: list[str]) -> None:
    matrix = "strategy:\n      matrix:\n        stage: [dev, prod]\n    "

    result = broken(root, "environment: image", f"{matrix}environment: {environment}")

    assert [
        name
        for name in ("production", "nobody", "image", "plan-dev", "plan-prod")
        if f"environment {name}" in str(result)
    ] == unknown
