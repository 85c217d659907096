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
from tests.integration.handlers.every_function import good_event, make
from tests.integration.handlers.table import empty_table
from tests.performance.environments import ALL_ROOTS, CACHE, CERTIFICATE
from tests.performance.peers import OPERATIONS
from tests.performance.starts import TRACED, UNTRACED, Event, Launch, Start
from tests.performance.tls_proxy import start_proxy

FUNCTIONS = rows()
BARE = "tests.performance.measured.bare.handler"
_EMPTY = "tests.performance.measured.empty.handler"
_OWN = {"PASSWORD_SALT_ROUNDS": "4", "SETTLE_AFTER_SECONDS": "0"}
# Of a start, each with a table of its own.
_EVENTS_OF_A_START = 3
_FIRST_EVENTS, _EVENTS = 20, 100
_ROUNDS = 10
# In b, which is a bare boto3 session with the same clients and calls.
MOST_OF_A_READ, MOST_OF_THE_REST = 0.80, 0.85
# With the roots that botocore trusts, and the proxy's.
DEFAULT_ROOTS = {"AWS_CA_BUNDLE": str(ALL_ROOTS)}
# Of the faster peer.
MOST_COLD = 0.45
MOST_LAYER_BYTES = 12_000_000
OURS = "ours"
# How warm events are measured: with recorded responses of AWS or real ones, with tracing or without.
WITH_AWS, TRACED_HANDLING = "with AWS's client", "event handling, tracing on"
MODES: dict[str, tuple[Literal["live", "recorded"], bool]] = {
    WITH_AWS: ("live", False),
    "event handling": ("recorded", False),
    TRACED_HANDLING: ("recorded", True),
}
# The warm events that are compared with the peers': their operation, the items of their page, and their goal as a share
# of the faster peer.
CONTESTS = {
    "getProduct": ("getProduct", 0, 0.30),
    "listProducts, 20 items": ("listProducts", 20, 0.25),
    "listProducts, 100 items": ("listProducts", 100, 0.30),
    "createProduct": ("createProduct", 0, 0.35),
}
BUDGETS = Path(__file__).with_name("budgets.json")
_LEEWAY = 1.01
# This process's services, and the ports of the TLS proxy in front of them.
_configs: list[LocalConfig] = []
_ports: dict[str, str] = {}

type Budgets = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    function: str
    bare: Start
    start: Start
    peak: int

    @property
    def share(self) -> float:
        """The instructions until the first response, in b."""
        return round(self.start.answered / self.bare.answered, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The figures of a run: contests by operation and mode, the other mappings by function, peer or layer."""

    found: Sequence[Measured]
    floor: int
    peers: Mapping[tuple[str, str], Start]
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
    budgets = {**read_budgets(file), **{measured.function: measured.share for measured in found}}
    lines = [f'  "{name}": {json.dumps(budgets[name])}' for name in functions if name in budgets]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def over_budget(found: Sequence[Measured], budgets: Budgets) -> Iterator[str]:
    """Yield a line for each start that exceeds its budget by more than one per cent, or has none."""
    for measured in found:
        agreed = budgets.get(measured.function, 0)
        if measured.share > agreed * _LEEWAY:
            yield f"{measured.function}: {measured.share:.3f} b, and the budget is {agreed:.3f} b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """An implementation that is measured: how to start it, apart from the function's settings."""

    name: str
    python: Path
    root: Path
    handler: str = ""
    untraced: Mapping[str, str] = field(default_factory=lambda: UNTRACED)
    own: Mapping[str, str] = field(default_factory=dict)

    def launch(self, function: str, settings: Mapping[str, str], *, traced: bool = False) -> Launch:
        return Launch(
            python=self.python,
            root=self.root,
            handler=self.handler or FUNCTIONS[function]["handler"],
            settings={**self.own, **settings, **(TRACED if traced else self.untraced)},
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
    _ports.update(start_proxy(CERTIFICATE, config.aws_url, url))


def _settings() -> dict[str, str]:
    return {name: os.environ[name] for name in (*settings(_configs[0]), *_OWN)}


@contextmanager
def _event_of(function: str, *, items: int = 0) -> Iterator[tuple[dict[str, str], Any]]:
    """Yield the settings and a valid event of a function, whose objects are in a new table.

    A list's page has that many items, if any. A product is created without an Idempotency-Key, which peers ignore.
    """
    with empty_table(_configs[0]) as table:
        os.environ["TABLE_NAME"] = table.name
        made = make()
        for _ in range(items):
            catalog.create()
        event = good_event(function, made)
        if items:
            event |= {"multiValueQueryStringParameters": {"limit": [str(items)]}}
        if function in OPERATIONS:
            event["multiValueHeaders"].pop("Idempotency-Key", None)
        yield _settings(), event


def floor(bare: Contestant) -> int:
    """Return the instructions until an empty handler is ready."""
    return start(replace(bare, handler=_EMPTY), OPERATIONS[0]).ready


def bare_start(bare: Contestant, ours: Contestant, function: str) -> Start:
    """Count the start of bare clients, which make the calls of a function's first event for each event."""
    with _event_of(function) as (settings, event):
        with ours.launch(function, settings).warm(event, "recorded") as handle:
            calls = handle(1)["calls"]
        own = {"SERVICES": services_of(function)}
        return bare.launch(function, _over_tls(settings) | own, traced=True).count(
            [(settings["TABLE_NAME"], calls)] * _EVENTS_OF_A_START
        )


def start(contestant: Contestant, function: str) -> Start:
    """Count a start as in a stage: with tracing, and with AWS over TLS."""
    with ExitStack() as stack:
        made = [stack.enter_context(_event_of(function)) for _ in range(_EVENTS_OF_A_START)]
        events: list[Event] = [(settings["TABLE_NAME"], event) for settings, event in made]
        # For the functions that this one calls.
        os.environ["TABLE_NAME"] = events[0][0]
        return contestant.launch(function, _over_tls(made[0][0]), traced=True).count(events)


def _over_tls(settings: Mapping[str, str]) -> dict[str, str]:
    return _ports | {name: value for name, value in settings.items() if not name.startswith("AWS_ENDPOINT_URL")}


def cold(ours: Contestant, bare: Contestant, function: str) -> Measured:
    """Measure a function's cold start, and its peak memory until its first response."""
    with _event_of(function) as (settings, event):
        peak = ours.launch(function, settings, traced=True).peak_memory((settings["TABLE_NAME"], event))
    return Measured(function=function, bare=bare_start(bare, ours, function), start=start(ours, function), peak=peak)


def warm(
    contestants: Sequence[Contestant],
    function: str,
    mode: Literal["live", "recorded"],
    *,
    traced: bool,
    items: int = 0,
) -> dict[str, float]:
    """Return the least CPU microseconds of a warm event, garbage collection included, by contestant.

    The contestants alternate, so that all see the same load.
    """
    with _event_of(function, items=items) as (settings, event), ExitStack() as stack:
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


def is_read(function: str) -> bool:
    """Return whether a function only reads: requests call it with GET."""
    return all(trigger.startswith("GET ") for trigger in FUNCTIONS[function].get("triggers") or ["none"])
