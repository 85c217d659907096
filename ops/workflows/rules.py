"""The rules of this repository for its workflows.

actionlint and zizmor check the rest: inputs of actions, `needs`, ids of steps, expressions.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ops.__main__ import unknown_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from ops.workflows.parser import Workflow

_PINNED = re.compile(
    r"uses:\s*(?P<action>[\w.-]+/[\w./-]+)@(?P<commit>\S+)(?:[ \t]*#[ \t]*(?P<version>.*?))?[ \t]*$", re.MULTILINE
)
_COMMIT = re.compile(r"[0-9a-f]{40}")
_VERSION = re.compile(r"v\d+\.\d+\.\d+")
_CONTEXT = re.compile(r"\b(?P<from>vars|secrets)\.(?P<name>\w+)")
_OUTPUT = re.compile(r"\bsteps\.(?P<step>[\w-]+)\.outputs\.(?P<name>[\w-]+)")
_SCRIPT = re.compile(r"(?:^|\s)(?P<path>\.ci/[\w./-]+)")
_STEP = "exec .ci/step "
_TO_THE_SUMMARY = re.compile(r'cat \S+ >>"\$GITHUB_STEP_SUMMARY"')


@dataclass(frozen=True, slots=True)
class RepositoryFacts:
    """The names that a repository's workflows may use.

    Parameters
    ----------
    root : Path
        The repository.
    verbs, arguments : frozenset[str]
        The Makefile's verbs and parameters.
    outputs : frozenset[str]
        The outputs that commands of ``bin/shop`` set.
    documented : frozenset[str]
        The variables and environments in docs/pipeline.md, in the first columns of its tables.
    environments : frozenset[str]
        The environments that roles at AWS trust, from the bootstrap's README.
    """

    root: Path
    verbs: frozenset[str]
    arguments: frozenset[str]
    outputs: frozenset[str]
    documented: frozenset[str]
    environments: frozenset[str]


def repository_facts(root: Path) -> RepositoryFacts:
    """Return the names that a repository's workflows may use."""
    makefile = (root / "Makefile").read_text()
    programs = "\n".join(file.read_text() for file in sorted((root / "ops").rglob("*.py")))
    bootstrap = (root / "terraform" / "bootstrap" / "README.md").read_text()
    return RepositoryFacts(
        root,
        verbs=frozenset(re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, re.MULTILINE)),
        arguments=frozenset(re.findall(r"\b([A-Z][A-Z_]+)=", "".join(re.findall(r"## .*", makefile)))),
        outputs=frozenset(re.findall(r"\bset_output\(\s*\"(\w+)\"", programs)),
        documented=frozenset(re.findall(r"^\| `([\w-]+)`", (root / "docs" / "pipeline.md").read_text(), re.MULTILINE)),
        environments=frozenset(re.findall(r"`([a-z-]+)`", bootstrap.partition("First make these environments")[2])),
    )


def findings(workflows: Sequence[Workflow], facts: RepositoryFacts) -> list[str]:
    """Return the findings in workflows, a sentence each."""
    return [
        finding for rule in (*_RULES, _one_commit_per_action()) for each in workflows for finding in rule(each, facts)
    ]


def _pins(workflow: Workflow, _: RepositoryFacts) -> Iterator[str]:
    for pin in _PINNED.finditer(workflow.text):
        if _COMMIT.fullmatch(pin["commit"]) is None:
            yield f"{workflow.name}: {pin['action']} is pinned to {pin['commit']}, not to a commit"
        if _VERSION.fullmatch(pin["version"] or "") is None:
            yield f"{workflow.name}: {pin['action']} needs its version in a comment after it, as # v1.2.3"


def _one_commit_per_action() -> Callable[[Workflow, RepositoryFacts], Iterator[str]]:
    seen: dict[str, tuple[str, str]] = {}

    def rule(workflow: Workflow, _: RepositoryFacts) -> Iterator[str]:
        for pin in _PINNED.finditer(workflow.text):
            commit, first = seen.setdefault(pin["action"], (pin["commit"], workflow.name))
            if commit != pin["commit"]:
                yield f"{workflow.name}: {pin['action']} has a commit other than in {first}"

    return rule


def _bounds(workflow: Workflow, _: RepositoryFacts) -> Iterator[str]:
    """Require permissions and a time limit of each job."""
    if workflow.is_an_action:
        return
    if workflow.content.get("permissions") != {}:
        yield f"{workflow.name}: it needs `permissions: {{}}`, so that each job lists its own"
    if workflow.triggers != {"workflow_call"} and "concurrency" not in workflow.content:
        yield f"{workflow.name}: it needs a concurrency group"
    for job in workflow.jobs():
        if "permissions" not in job.content:
            yield f"{job.location}: it needs permissions"
        if not job.is_a_call and "timeout-minutes" not in job.content:
            yield f"{job.location}: it needs timeout-minutes"


def _shell(workflow: Workflow, _: RepositoryFacts) -> Iterator[str]:
    """Require bash and .ci/step; expressions may reach a step through its environment only."""
    shell = workflow.content.get("defaults", {}).get("run", {}).get("shell")
    if not workflow.is_an_action and shell != "bash":
        yield f"{workflow.name}: defaults.run.shell must be bash, which fails if any part of a pipe fails"
    for step in workflow.steps():
        if "${{" in step.run:
            yield f"{step.location}: its shell contains an expression: pass it through env"
        if step.run and not step.run.startswith(_STEP) and _TO_THE_SUMMARY.fullmatch(step.run.strip()) is None:
            yield f"{step.location}: it must begin with {_STEP}so that a failure prints how to reproduce it"


def _verbs(workflow: Workflow, facts: RepositoryFacts) -> Iterator[str]:
    for step in workflow.steps():
        for call in step.make_calls():
            for verb in set(call.verbs) - facts.verbs:
                yield f"{step.location}: the Makefile has no {verb}"
            for name in set(call.arguments) - facts.arguments:
                yield f"{step.location}: the Makefile has no parameter {name}="
        for words in step.shop_calls():
            for word in unknown_words(words):
                yield f"{step.location}: bin/shop has no {word}"


def _scripts(workflow: Workflow, facts: RepositoryFacts) -> Iterator[str]:
    for step in workflow.steps():
        for script in _SCRIPT.finditer(step.run):
            if not os.access(facts.root / script["path"], os.X_OK):
                yield f"{step.location}: there is no executable {script['path']}"


def _environments(workflow: Workflow, facts: RepositoryFacts) -> Iterator[str]:
    for job in workflow.jobs():
        for name in sorted(job.environments()):
            if name not in facts.environments:
                yield f"{job.location}: terraform/bootstrap/README.md has no environment {name}"
            if name not in facts.documented:
                yield f"{job.location}: docs/pipeline.md has no row for the environment {name}"


def _contexts(workflow: Workflow, facts: RepositoryFacts) -> Iterator[str]:
    """Reject secrets: the name of a role isn't one, and GitHub's own token has another name."""
    for name in sorted({(each["from"], each["name"]) for each in _CONTEXT.finditer(workflow.text)}):
        match name:
            case ("secrets", secret):
                yield f"{workflow.name}: secrets.{secret}: the pipeline has no secrets"
            case ("vars", variable) if variable not in facts.documented:
                yield f"{workflow.name}: docs/pipeline.md has no row for vars.{variable}"


def _outputs(workflow: Workflow, facts: RepositoryFacts) -> Iterator[str]:
    running = {step.content["id"]: step for step in workflow.steps() if step.run and "id" in step.content}
    for output in sorted({(each["step"], each["name"]) for each in _OUTPUT.finditer(workflow.text)}):
        step, name = output
        if step in running and name not in facts.outputs:
            yield f"{workflow.name}: steps.{step}.outputs.{name}: no command of bin/shop sets {name}"


_RULES: tuple[Callable[[Workflow, RepositoryFacts], Iterator[str]], ...] = (
    _pins,
    _bounds,
    _shell,
    _verbs,
    _scripts,
    _environments,
    _contexts,
    _outputs,
)
