"""Workflows as they are read: jobs and steps, each of which can say where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_JOINED = re.compile(r"\\\n\s*")
# What the shell reads of a line, up to where another command begins.
_MAKE = re.compile(r"(?:^|[;&|\s])make(?P<words>(?:[ \t]+[^;&|\s]+)+)", re.MULTILINE)
_VERB = re.compile(r"[a-z][a-z-]*")
_ARGUMENT = re.compile(r"(?P<name>[A-Z][A-Z0-9_]*)=.*")


class NotAWorkflow(Exception):  # the program's last words
    """A file can't be read; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Made:
    """A call of make: its verbs, and the names of what it is given."""

    verbs: Sequence[str]
    arguments: Sequence[str]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a job, or of an action of ours."""

    where: str
    told: Mapping[str, Any]

    @property
    def run(self) -> str:
        """Its shell, or nothing."""
        return str(self.told.get("run", ""))

    @property
    def uses(self) -> str:
        """The action that it is, or nothing."""
        return str(self.told.get("uses", ""))

    def made(self) -> Iterator[Made]:
        """Yield what it asks make for."""
        for call in _MAKE.finditer(_JOINED.sub(" ", self.run)):
            words = call["words"].split()
            arguments = [found["name"] for word in words if (found := _ARGUMENT.fullmatch(word))]
            yield Made([word for word in words if _VERB.fullmatch(word)], arguments)


@dataclass(frozen=True, slots=True)
class Job:
    """A job of a workflow."""

    where: str
    told: Mapping[str, Any]

    @property
    def is_a_call(self) -> bool:
        """Whether it is another workflow."""
        return "uses" in self.told

    def steps(self) -> Iterator[Step]:
        """Yield its steps."""
        yield from _steps(self.where, self.told.get("steps", []))

    def environments(self) -> set[str]:
        """Return the names that its environment may have, whatever decides between them."""
        given = self.told.get("environment", "")
        name = str(given.get("name", "") if isinstance(given, dict) else given)
        names = {name} if name else set()
        for key, values in self.told.get("strategy", {}).get("matrix", {}).items():
            place = re.compile(rf"\$\{{\{{\s*matrix\.{key}\s*\}}\}}")
            names = {place.sub(str(value), each) for each in names for value in values}
        return {found for each in names for found in _outcomes(each)}


@dataclass(frozen=True, slots=True)
class Workflow:
    """A file of `.github/workflows`, or an action of ours, which has steps and no jobs."""

    name: str
    text: str
    told: Mapping[Any, Any]

    @property
    def triggers(self) -> set[str]:
        """What starts it; an action is started by nothing."""
        # To YAML 1.1, `on` is true.
        told = self.told.get("on", self.told.get(True, {}))
        return {told} if isinstance(told, str) else set(told)

    @property
    def is_an_action(self) -> bool:
        """Whether it is an action."""
        return "runs" in self.told

    def jobs(self) -> Iterator[Job]:
        """Yield its jobs."""
        for name, told in self.told.get("jobs", {}).items():
            yield Job(f"{self.name}: {name}", told)

    def steps(self) -> Iterator[Step]:
        """Yield all steps."""
        for job in self.jobs():
            yield from job.steps()
        yield from _steps(self.name, self.told.get("runs", {}).get("steps", []))


def read(file: Path, name: str) -> Workflow:
    """Return a workflow.

    Parameters
    ----------
    file : Path
        Where it stands.
    name : str
        What it is called in what is said of it.

    Raises
    ------
    NotAWorkflow
        If it isn't YAML, or no mapping.
    """
    text = file.read_text()
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise NotAWorkflow(f"{name}: {error}") from error
    if not isinstance(told, dict):
        raise NotAWorkflow(f"{name}: it is empty, or no mapping.")
    return Workflow(name, text, told)


def all_of(root: Path) -> list[Workflow]:
    """Return the workflows and actions of a repository, by their names."""
    folder = root / ".github"
    files = [*folder.glob("workflows/*.yml"), *folder.glob("actions/*/action.yml")]
    return [read(file, str(file.relative_to(root))) for file in sorted(files)]


def _steps(where: str, told: Sequence[Mapping[str, Any]]) -> Iterator[Step]:
    for number, step in enumerate(told, start=1):
        yield Step(f"{where}: {step.get('name') or step.get('uses') or f'step {number}'}", step)


def _outcomes(name: str) -> set[str]:
    """Return a name, or what an expression of `a && 'b' || 'c'` may give."""
    if "${{" not in name:
        return {name}
    return set(re.findall(r"(?:&&|\|\|)\s*'([^']*)'", name)) or {name}
