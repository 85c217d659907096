"""A fake stage that records its changes and fails after a given number of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ops.releases.errors import NotDeployed, RecordChanged
from ops.releases.record import Pointers, Record
from ops.releases.stage import Alias

FUNCTIONS = ("getProduct", "createOrder", "authorize_request")
OLD = Pointers(dict.fromkeys(FUNCTIONS, "1"), {"storefront": "s1", "partner": "p1"})
NEW = Pointers(dict.fromkeys(FUNCTIONS, "2"), {"storefront": "s2", "partner": "p2"})
NEWER = Pointers(dict.fromkeys(FUNCTIONS, "3"), {"storefront": "s3", "partner": "p3"})


class BrokenOff(Exception):
    """The process died here."""


@dataclass
class RecordedStage:
    """A stage of a few functions and two APIs."""

    newest_: Pointers = NEW
    breaks_after: int | None = None
    alarms: list[set[str]] = field(default_factory=list)
    has_alarms: bool = True
    # Deployments that were deleted.
    gone: set[str] = field(default_factory=set)
    aliases: dict[str, dict[str, str]] = field(
        default_factory=lambda: {"live": dict(OLD.versions), "canary": dict(OLD.versions)}
    )
    serving: dict[str, str] = field(default_factory=lambda: dict(OLD.deployments))
    canary: tuple[Mapping[str, str], float] | None = None
    # Every combination of versions and deployments that a request could have reached.
    met: list[set[tuple[str, str]]] = field(default_factory=list)

    def live(self) -> Pointers:
        return Pointers(dict(self.aliases["live"]), dict(self.serving))

    def newest(self) -> Pointers:
        return self.newest_

    def point(self, alias: Alias, versions: Mapping[str, str]) -> None:
        for key, version in versions.items():
            if self.aliases[alias][key] != version:
                self._change()
                self.aliases[alias][key] = version
                self._meet()

    def shift(self, deployments: Mapping[str, str], share: float) -> None:
        for api in deployments:
            self._change()
            before = self.canary[0] if self.canary else {}
            self.canary = ({**before, api: deployments[api]}, share)
            self._meet()

    def check(self, pointers: Pointers) -> None:
        if self.gone & set(pointers.deployments.values()):
            raise NotDeployed("a deployment isn't there any more")

    def serve_canary(self) -> None:
        for api, deployment in self.canary[0].items() if self.canary else ():
            self._change()
            self.serving[api] = deployment
            self._meet()

    def end_canary(self) -> None:
        if self.canary is not None:
            self._change()
            self.canary = None
            self._meet()

    def has_critical_alarm(self) -> bool:
        return self.has_alarms

    def triggered_alarms(self) -> set[str]:
        return self.alarms.pop(0) if self.alarms else set()

    def _change(self) -> None:
        if self.breaks_after is not None:
            if self.breaks_after == 0:
                self.breaks_after = None
                raise BrokenOff
            self.breaks_after -= 1

    def _meet(self) -> None:
        for api, deployment in self.serving.items():
            canary, share = self.canary or ({}, 0.0)
            if api not in canary or share < 100:
                self.met.append({(deployment[1], self.aliases["live"][key]) for key in FUNCTIONS[:2]})
            if api in canary and share > 0:
                self.met.append({(canary[api][1], self.aliases["canary"][key]) for key in FUNCTIONS[:2]})


@dataclass
class RememberedRecord:
    """An in-memory record, with or without a concurrent writer."""

    record: Record = field(default_factory=Record)
    has_concurrent_writer: bool = False

    def load(self) -> Record:
        return self.record

    def save(self, record: Record) -> None:
        if self.has_concurrent_writer:
            raise RecordChanged("another process")
        self.record = record
