"""The rules of this repository for its workflows, which neither actionlint nor zizmor knows.

Which inputs an action takes, whether `needs` and the ids of steps are there, what expressions are made of: that is
theirs.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from ops.workflows.reading import Workflow

_PINNED = re.compile(
    r"uses:\s*(?P<action>[\w.-]+/[\w./-]+)@(?P<commit>\S+)(?:[ \t]*#[ \t]*(?P<version>.*?))?[ \t]*$", re.MULTILINE
)
_COMMIT = re.compile(r"[0-9a-f]{40}")
_VERSION = re.compile(r"v\d+\.\d+\.\d+")
_GIVEN = re.compile(r"\b(?P<from>vars|secrets)\.(?P<name>\w+)")
_OUTPUT = re.compile(r"\bsteps\.(?P<step>[\w-]+)\.outputs\.(?P<name>[\w-]+)")
_SCRIPT = re.compile(r"(?:^|\s)(?P<path>\.ci/[\w./-]+)")
_THROUGH = "exec .ci/step "
_TO_THE_SUMMARY = re.compile(r'cat \S+ >>"\$GITHUB_STEP_SUMMARY"')


@dataclass(frozen=True, slots=True)
class Place:
    """What workflows may rely on: what stands in the repository that they are of.

    Parameters
    ----------
    root : Path
        The repository.
    verbs, arguments : frozenset[str]
        What its Makefile does, and what may be said to it.
    told : frozenset[str]
        The outputs that programs of the pipeline tell a job.
    documented : frozenset[str]
        What docs/pipeline.md has in a table's first column: variables and environments.
    environments : frozenset[str]
        Those that roles at AWS trust, as the bootstrap's page names them.
    """

    root: Path
    verbs: frozenset[str]
    arguments: frozenset[str]
    told: frozenset[str]
    documented: frozenset[str]
    environments: frozenset[str]


def place(root: Path) -> Place:
    """Return what workflows of a repository may rely on."""
    makefile = (root / "Makefile").read_text()
    programs = "\n".join(file.read_text() for file in sorted((root / "ops").rglob("*.py")))
    bootstrap = (root / "terraform" / "bootstrap" / "README.md").read_text()
    return Place(
        root,
        verbs=frozenset(re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, re.MULTILINE)),
        arguments=frozenset(re.findall(r"^override ([A-Z_]+) :=", makefile, re.MULTILINE)),
        told=frozenset(re.findall(r"\btell\(\s*\"(\w+)\"", programs)),
        documented=frozenset(re.findall(r"^\| `([\w-]+)`", (root / "docs" / "pipeline.md").read_text(), re.MULTILINE)),
        environments=frozenset(re.findall(r"`([a-z-]+)`", bootstrap.partition("First make these environments")[2])),
    )


def findings(workflows: Sequence[Workflow], here: Place) -> list[str]:
    """Return what is wrong with workflows, a sentence each."""
    return [
        finding for rule in (*_RULES, _one_commit_an_action()) for each in workflows for finding in rule(each, here)
    ]


def _pins(workflow: Workflow, _: Place) -> Iterator[str]:
    for pin in _PINNED.finditer(workflow.text):
        if _COMMIT.fullmatch(pin["commit"]) is None:
            yield f"{workflow.name}: {pin['action']} is not pinned to a commit, but to {pin['commit']}"
        if _VERSION.fullmatch(pin["version"] or "") is None:
            yield f"{workflow.name}: {pin['action']} needs its version in a comment behind it, as # v1.2.3"


def _one_commit_an_action() -> Callable[[Workflow, Place], Iterator[str]]:
    seen: dict[str, tuple[str, str]] = {}

    def rule(workflow: Workflow, _: Place) -> Iterator[str]:
        for pin in _PINNED.finditer(workflow.text):
            commit, first = seen.setdefault(pin["action"], (pin["commit"], workflow.name))
            if commit != pin["commit"]:
                yield f"{workflow.name}: {pin['action']} is another commit here than in {first}"

    return rule


def _bounds(workflow: Workflow, _: Place) -> Iterator[str]:
    """Rights are given job by job, and every job has a time limit."""
    if workflow.is_an_action:
        return
    if workflow.told.get("permissions") != {}:
        yield f"{workflow.name}: it needs `permissions: {{}}`, so that each job says what it may"
    if workflow.triggers != {"workflow_call"} and "concurrency" not in workflow.told:
        yield f"{workflow.name}: it needs a concurrency group"
    for job in workflow.jobs():
        if "permissions" not in job.told:
            yield f"{job.where}: it needs permissions"
        if not job.is_a_call and "timeout-minutes" not in job.told:
            yield f"{job.where}: it needs timeout-minutes"


def _shell(workflow: Workflow, _: Place) -> Iterator[str]:
    """Commands are bash, and say what failed; what GitHub fills in reaches them through the environment alone."""
    shell = workflow.told.get("defaults", {}).get("run", {}).get("shell")
    if not workflow.is_an_action and shell != "bash":
        yield f"{workflow.name}: defaults.run.shell must be bash, which ends a pipe where it fails"
    for step in workflow.steps():
        if "${{" in step.run:
            yield f"{step.where}: an expression stands in its shell: give it through env"
        if step.run and not step.run.startswith(_THROUGH) and _TO_THE_SUMMARY.fullmatch(step.run.strip()) is None:
            yield f"{step.where}: it must begin with {_THROUGH}so that a failure says how to run it elsewhere"


def _verbs(workflow: Workflow, here: Place) -> Iterator[str]:
    for step in workflow.steps():
        for made in step.made():
            for verb in set(made.verbs) - here.verbs:
                yield f"{step.where}: the Makefile has no {verb}"
            for name in set(made.arguments) - here.arguments:
                yield f"{step.where}: the Makefile takes no {name}="


def _scripts(workflow: Workflow, here: Place) -> Iterator[str]:
    for step in workflow.steps():
        for script in _SCRIPT.finditer(step.run):
            if not os.access(here.root / script["path"], os.X_OK):
                yield f"{step.where}: there is no {script['path']} that can be run"


def _environments(workflow: Workflow, here: Place) -> Iterator[str]:
    for job in workflow.jobs():
        for name in sorted(job.environments()):
            if name not in here.environments:
                yield f"{job.where}: terraform/bootstrap/README.md knows no environment {name}"
            if name not in here.documented:
                yield f"{job.where}: docs/pipeline.md has no row for the environment {name}"


def _given(workflow: Workflow, here: Place) -> Iterator[str]:
    """Nothing is secret: the role that a job takes on isn't, and GitHub's own token has another name."""
    for name in sorted({(each["from"], each["name"]) for each in _GIVEN.finditer(workflow.text)}):
        match name:
            case ("secrets", secret):
                yield f"{workflow.name}: secrets.{secret}: the pipeline has no secrets"
            case ("vars", variable) if variable not in here.documented:
                yield f"{workflow.name}: docs/pipeline.md has no row for vars.{variable}"


def _outputs(workflow: Workflow, here: Place) -> Iterator[str]:
    running = {step.told["id"]: step for step in workflow.steps() if step.run and "id" in step.told}
    for output in sorted({(each["step"], each["name"]) for each in _OUTPUT.finditer(workflow.text)}):
        step, name = output
        if step in running and name not in here.told:
            yield f"{workflow.name}: steps.{step}.outputs.{name}: no program of the pipeline tells {name}"


_RULES: tuple[Callable[[Workflow, Place], Iterator[str]], ...] = (
    _pins,
    _bounds,
    _shell,
    _verbs,
    _scripts,
    _environments,
    _given,
    _outputs,
)
