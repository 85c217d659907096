"""Cold starts of functions, with and without tracing, next to those of bare boto3 clients."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.aws.functions import rows
from tests.performance.stage import Stage
from tests.performance.starts import TRACED, UNTRACED, Launch, Start
from tests.performance.warmth import microseconds

FUNCTIONS = rows()
_MEASURED = "tests.performance.measured"
# With the two products of the stage, a page of the contract's default size.
_MORE_PRODUCTS = 18
_IMPORT_RUNS = 15
_ROUNDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """An implementation that is measured: how to start it, apart from the function's settings."""

    name: str
    python: Path
    root: Path
    handler: str = ""
    untraced: Mapping[str, str] = field(default_factory=lambda: UNTRACED)
    own: Mapping[str, str] = field(default_factory=dict)

    def launch(self, function: str, settings: Mapping[str, str], *, traced: bool) -> Launch:
        """Return how to start it as a function."""
        return Launch(
            python=self.python,
            root=self.root,
            handler=self.handler or FUNCTIONS[function]["handler"],
            settings={**self.own, **settings, **(TRACED if traced else self.untraced)},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The figures of a function's cold starts."""

    function: str
    bare: int
    bare_calls: int
    untraced: Start
    traced: Start
    peak: int


@dataclass(frozen=True, slots=True)
class Meter:
    """Measures functions on a stage."""

    stage: Stage
    ours: Contestant
    bare: Contestant

    def floor(self) -> int:
        """Return the instructions until an empty handler is ready."""
        return self._bare_launch("empty", self.stage.settings).counted({}).ready

    def clients(self, services: str) -> int:
        """Return the instructions until boto3 has a session and clients of these services, if any."""
        return self._bare_launch("bare", {**self.stage.settings, "SERVICES": services}).counted({}).ready

    def bare_calls(self, function: str) -> int:
        """Return the instructions until bare clients have made the calls of a function's first event."""
        with self.stage.set_for(function) as (settings, event), tempfile.NamedTemporaryFile("w") as calls:
            calls.write(self.ours.launch(function, settings, traced=False).aws_calls(event))
            calls.flush()
            own = {**settings, "SERVICES": services_of(function)}
            return self._bare_launch("bare", own).counted({"calls": calls.name}).answered

    def start(self, contestant: Contestant, function: str, *, traced: bool) -> Start:
        """Count a cold start."""
        with self.stage.set_for(function) as (settings, event):
            return contestant.launch(function, settings, traced=traced).counted(event)

    def peak(self, function: str) -> int:
        """Return a function's peak memory in bytes until its first response, with tracing."""
        with self.stage.set_for(function) as (settings, event):
            return self.ours.launch(function, settings, traced=True).peak_memory(event)

    def imports(self, function: str) -> dict[str, int]:
        """Return the least microseconds of each import with tracing, without nested imports."""
        least: dict[str, int] = {}
        for _ in range(_IMPORT_RUNS):
            with self.stage.set_for(function) as (settings, event):
                found = self.ours.launch(function, settings, traced=True).import_times(event)
            least = {name: min(took, least.get(name, took)) for name, took in found.items()}
        return least

    def profile(self, contestant: Contestant, function: str) -> dict[str, Any]:
        """Return the profile of a warm event, with recorded responses of AWS and no tracing."""
        with self.stage.set_for(function) as (settings, event):
            return contestant.launch(function, settings, traced=False).profile(event)

    def warm(
        self, contestants: Sequence[Contestant], function: str, *, recorded: bool, traced: bool
    ) -> dict[str, float]:
        """Return the CPU microseconds of a warm event, by contestant."""
        with self.stage.set_for(function, more_products=_MORE_PRODUCTS) as (settings, event):
            launches = {each.name: each.launch(function, settings, traced=traced) for each in contestants}
            return microseconds(launches, event, recorded=recorded, rounds=_ROUNDS)

    def _bare_launch(self, module: str, settings: Mapping[str, str]) -> Launch:
        handler = f"{_MEASURED}.{module}.handler"
        return Launch(python=self.bare.python, root=self.bare.root, handler=handler, settings=settings)


def services_of(function: str) -> str:
    """Return the services that a function uses, by boto3's names; presigning a form needs the client too."""
    return " ".join(sorted({action.partition(":")[0] for action in FUNCTIONS[function]["actions"]}))


def by_package(imports: Mapping[str, int]) -> Counter[str]:
    packages: Counter[str] = Counter()
    for module, took in imports.items():
        packages[module.partition(".")[0]] += took
    return packages
