"""Parsed workflows: jobs and steps, each with its location."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from ops.cli import CannotRun

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_JOINED = re.compile(r"\\\n\s*")
# The words of a command, up to the next command.
_WORDS = r"(?P<words>(?:[ \t]+[^;&|\s]+)+)"
_MAKE = re.compile(rf"(?:^|[;&|\s])make{_WORDS}", re.MULTILINE)
_SHOP = re.compile(rf"(?:^|[;&|\s])bin/shop{_WORDS}", re.MULTILINE)
_VERB = re.compile(r"[a-z][a-z-]*")
_ARGUMENT = re.compile(r"(?P<name>[A-Z][A-Z0-9_]*)=.*")


class InvalidWorkflow(CannotRun):
    """A workflow can't be parsed; the message has its name and the reason."""


@dataclass(frozen=True, slots=True)
class MakeCall:
    """A call of make: its verbs, and the names of its parameters."""

    verbs: Sequence[str]
    arguments: Sequence[str]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a job, or of one of our own actions."""

    location: str
    content: Mapping[str, Any]

    @property
    def run(self) -> str:
        """Its shell script; empty if it has none."""
        return str(self.content.get("run", ""))

    @property
    def uses(self) -> str:
        """The action that it uses; empty if it uses none."""
        return str(self.content.get("uses", ""))

    def make_calls(self) -> Iterator[MakeCall]:
        """Yield its calls of make."""
        for call in _MAKE.finditer(_JOINED.sub(" ", self.run)):
            words = shlex.split(call["words"])
            arguments = [found["name"] for word in words if (found := _ARGUMENT.fullmatch(word))]
            yield MakeCall([word for word in words if _VERB.fullmatch(word)], arguments)

    def shop_calls(self) -> Iterator[list[str]]:
        """Yield the words of its calls of ``bin/shop``."""
        for call in _SHOP.finditer(_JOINED.sub(" ", self.run)):
            yield shlex.split(call["words"])


@dataclass(frozen=True, slots=True)
class Job:
    """A job of a workflow."""

    location: str
    content: Mapping[str, Any]

    @property
    def is_a_call(self) -> bool:
        """Whether it calls another workflow."""
        return "uses" in self.content

    def steps(self) -> Iterator[Step]:
        """Yield its steps."""
        yield from _steps(self.location, self.content.get("steps", []))

    def environments(self) -> set[str]:
        """Return the possible names of its environment, for all values of expressions."""
        environment = self.content.get("environment", "")
        name = str(environment.get("name", "") if isinstance(environment, dict) else environment)
        names = {name} if name else set()
        for key, values in self.content.get("strategy", {}).get("matrix", {}).items():
            expression = re.compile(rf"\$\{{\{{\s*matrix\.{key}\s*\}}\}}")
            names = {expression.sub(str(value), each) for each in names for value in values}
        return {found for each in names for found in _outcomes(each)}


@dataclass(frozen=True, slots=True)
class Workflow:
    """A file of `.github/workflows`, or one of our own actions, which has steps and no jobs."""

    name: str
    text: str
    content: Mapping[Any, Any]

    @property
    def triggers(self) -> set[str]:
        """The events that start it; an action has none."""
        # In YAML 1.1, `on` is true.
        events = self.content.get("on", self.content.get(True, {}))
        return {events} if isinstance(events, str) else set(events)

    @property
    def is_an_action(self) -> bool:
        """Whether it is an action."""
        return "runs" in self.content

    def jobs(self) -> Iterator[Job]:
        """Yield its jobs."""
        for name, content in self.content.get("jobs", {}).items():
            yield Job(f"{self.name}: {name}", content)

    def steps(self) -> Iterator[Step]:
        """Yield all steps."""
        for job in self.jobs():
            yield from job.steps()
        yield from _steps(self.name, self.content.get("runs", {}).get("steps", []))


def parse(file: Path, name: str) -> Workflow:
    """Return a workflow, with the name that messages use."""
    text = file.read_text()
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InvalidWorkflow(f"{name}: {error}") from error
    if not isinstance(content, dict):
        raise InvalidWorkflow(f"{name}: it is empty or not a mapping.")
    return Workflow(name, text, content)


def parse_all(root: Path) -> list[Workflow]:
    """Return the workflows and actions of a repository, sorted by name."""
    folder = root / ".github"
    files = [*folder.glob("workflows/*.yml"), *folder.glob("actions/*/action.yml")]
    return [parse(file, str(file.relative_to(root))) for file in sorted(files)]


def _steps(location: str, steps: Sequence[Mapping[str, Any]]) -> Iterator[Step]:
    for number, step in enumerate(steps, start=1):
        yield Step(f"{location}: {step.get('name') or step.get('uses') or f'step {number}'}", step)


def _outcomes(name: str) -> set[str]:
    """Return a name, or the possible values of an expression `a && 'b' || 'c'`."""
    if "${{" not in name:
        return {name}
    return set(re.findall(r"(?:&&|\|\|)\s*'([^']*)'", name)) or {name}
