"""Measure functions, ours, bare boto3's and the peers', against embedded AWS services.

The services run in another process and are not counted. Each worker process of the bench calls `begin` once.
"""

import atexit
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from local.aws.functions import Functions, lambda_api, rows
from local.config import LocalConfig, settings
from tests.harness import embedded_services, served
from tests.integration.handlers import catalog
from tests.integration.handlers.every_function import Made, good_event, make
from tests.integration.handlers.table import empty_table
from tests.performance.environments import CACHE, CERTIFICATE
from tests.performance.starts import TRACED, UNTRACED, Launch, Start
from tests.performance.tls_proxy import start_proxy

FUNCTIONS = rows()
BARE = "tests.performance.measured.bare.handler"
_EMPTY = "tests.performance.measured.empty.handler"
_OWN = {"PASSWORD_SALT_ROUNDS": "4", "SETTLE_AFTER_SECONDS": "0"}
# With the two products of each event, a page of the contract's default size.
_MORE_PRODUCTS = 18
_FIRST_EVENTS, _EVENTS = 20, 100
_ROUNDS = 10
# In b, which is the start of a bare boto3 session with the same clients.
MOST_UNTRACED = 1.10
MOST_TRACED = 1.25
# Of each peer.
MOST_COLD = 0.6
MOST_WARM = 0.3
MOST_LAYER_BYTES = 12_000_000
OURS = "ours"
# How warm events are measured: with recorded responses of AWS or real ones, with tracing or without.
WITH_AWS, TRACED_HANDLING = "with AWS's client", "event handling, tracing on"
MODES: dict[str, tuple[Literal["live", "recorded"], bool]] = {
    WITH_AWS: ("live", False),
    "event handling": ("recorded", False),
    TRACED_HANDLING: ("recorded", True),
}
BUDGETS = Path(__file__).with_name("budgets.json")
_LEEWAY = 1.01
# Only some functions have a budget over TLS.
_OPTIONAL = {"deployed": float("inf")}
# This process's services, and the port of the TLS proxy in front of them.
_configs: list[LocalConfig] = []
_ports: list[int] = []

type Budgets = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    function: str
    bare: int
    bare_calls: int
    untraced: Start
    traced: Start
    deployed: Start
    peak: int

    @property
    def shares(self) -> dict[str, float]:
        """The instructions until the first response, in b."""
        starts = {"untraced": self.untraced, "traced": self.traced, "deployed": self.deployed}
        return {kind: round(start.answered / self.bare, 3) for kind, start in starts.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The figures of a run: contests by operation and mode, the other mappings by function, peer or layer."""

    found: Sequence[Measured]
    floor: int
    session: int
    peers: Mapping[tuple[str, str], tuple[Start, Start]]
    contests: Mapping[tuple[str, str], Mapping[str, float]]
    warm: Mapping[str, Sequence[float]]
    layers: Mapping[str, int] | None

    @property
    def names(self) -> list[str]:
        return [OURS, *dict.fromkeys(name for _, name in self.peers)]

    def measured(self, function: str) -> Measured:
        return next(each for each in self.found if each.function == function)


def read_budgets(file: Path = BUDGETS) -> Budgets:
    budgets: Budgets = json.loads(file.read_text())
    return budgets


def write_budgets(found: Sequence[Measured], functions: Sequence[str], file: Path = BUDGETS) -> None:
    """Replace the budgets of measured functions; keep those of the other functions."""
    budgets = {**read_budgets(file), **{measured.function: measured.shares for measured in found}}
    lines = [f'  "{name}": {json.dumps(budgets[name])}' for name in functions if name in budgets]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def over_budget(found: Sequence[Measured], budgets: Budgets) -> Iterator[str]:
    """Yield a line for each start that exceeds its budget by more than one per cent, or has none."""
    for measured in found:
        for kind, share in measured.shares.items():
            agreed = budgets.get(measured.function, {}).get(kind, _OPTIONAL.get(kind, 0))
            if share > agreed * _LEEWAY:
                yield f"{measured.function}, {kind}: {share:.3f} b, and the budget is {agreed:.3f} b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """An implementation that is measured: how to start it, apart from the function's settings."""

    name: str
    python: Path
    root: Path
    handler: str = ""
    untraced: Mapping[str, str] = field(default_factory=lambda: UNTRACED)

    def launch(self, function: str, settings: Mapping[str, str], *, traced: bool = False) -> Launch:
        return Launch(
            python=self.python,
            root=self.root,
            handler=self.handler or FUNCTIONS[function]["handler"],
            settings={**settings, **(TRACED if traced else self.untraced)},
        )


def begin() -> None:
    """Run the services until this process ends; functions that functions call run in this process."""
    # Keeps the functions' log lines out of the command's output.
    log = os.open(CACHE / f"worker-{os.getpid()}.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for descriptor in (1, 2):
        os.dup2(log, descriptor)
    stack = ExitStack()
    atexit.register(stack.close)
    config = stack.enter_context(embedded_services(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
    url = stack.enter_context(served(lambda_api(Functions(rows()))))
    os.environ.update(settings(config) | _OWN | {"AWS_ENDPOINT_URL_LAMBDA": url})
    _configs.append(config)
    _ports.append(start_proxy(CERTIFICATE, config.aws_url, url))


def _settings() -> dict[str, str]:
    return {name: os.environ[name] for name in (*settings(_configs[0]), *_OWN)}


@contextmanager
def _objects(more_products: int = 0) -> Iterator[tuple[dict[str, str], Made]]:
    """Yield the settings and the objects in a new table."""
    with empty_table(_configs[0]) as table:
        os.environ["TABLE_NAME"] = table.name
        made = make()
        for _ in range(more_products):
            catalog.create()
        yield _settings(), made


@contextmanager
def _event_of(function: str, *, more_products: int = 0) -> Iterator[tuple[dict[str, str], Any]]:
    """Yield the settings and a valid event of a function, whose objects are in a new table."""
    with _objects(more_products) as (settings, made):
        yield settings, good_event(function, made)


def floor(bare: Contestant) -> int:
    """Return the instructions until an empty handler is ready."""
    return replace(bare, handler=_EMPTY).launch("", _settings()).count({}).ready


def clients(bare: Contestant, services: str) -> int:
    """Return the instructions until boto3 has a session and clients of these services, if any."""
    return bare.launch("", {**_settings(), "SERVICES": services}).count({}).ready


def bare_calls(bare: Contestant, ours: Contestant, function: str) -> int:
    """Return the instructions until bare clients have made the calls of a function's first event."""
    with _event_of(function) as (settings, event):
        with ours.launch(function, settings).warm(event, "recorded") as handle:
            calls = handle(1)["calls"]
        return bare.launch(function, {**settings, "SERVICES": services_of(function)}).count(calls).answered


def start(contestant: Contestant, function: str, *, traced: bool) -> Start:
    with _event_of(function) as (settings, event):
        return contestant.launch(function, settings, traced=traced).count(event)


def deployed(contestant: Contestant, function: str) -> Start:
    """Count a start with tracing and with AWS over TLS, as in a stage, and two events."""
    with _objects() as (settings, made):
        own = {name: value for name, value in settings.items() if not name.startswith("AWS_ENDPOINT_URL")}
        first = good_event(function, made)
        # An account is registered once.
        again = json.loads(json.dumps(good_event(function, made)).replace("grace@", "hedy@"))
        launch = contestant.launch(function, own | {"TLS_PORT": str(_ports[0])}, traced=True)
        return launch.count(first, again)


def cold(ours: Contestant, bare: Contestant, function: str, clients: int) -> Measured:
    """Measure a function's cold starts, and with tracing its peak memory until its first response."""
    with _event_of(function) as (settings, event):
        peak = ours.launch(function, settings, traced=True).peak_memory(event)
    return Measured(
        function=function,
        bare=clients,
        bare_calls=bare_calls(bare, ours, function),
        untraced=start(ours, function, traced=False),
        traced=start(ours, function, traced=True),
        deployed=deployed(ours, function),
        peak=peak,
    )


def warm(
    contestants: Sequence[Contestant], function: str, mode: Literal["live", "recorded"], *, traced: bool
) -> dict[str, float]:
    """Return the least CPU microseconds of a warm event, garbage collection included, by contestant.

    The contestants alternate, so that all see the same load.
    """
    with _event_of(function, more_products=_MORE_PRODUCTS) as (settings, event), ExitStack() as stack:
        handles = {
            each.name: stack.enter_context(each.launch(function, settings, traced=traced).warm(event, mode))
            for each in contestants
        }
        for handle in handles.values():
            handle(_FIRST_EVENTS)
        rounds = [{name: handle(_EVENTS)["nanoseconds"] for name, handle in handles.items()} for _ in range(_ROUNDS)]
        return {name: min(took[name] for took in rounds) / 1000 for name in handles}


def services_of(function: str) -> str:
    """Return the services that a function uses, by boto3's names; presigning a form needs the client too."""
    return " ".join(sorted({action.partition(":")[0] for action in FUNCTIONS[function]["actions"]}))
