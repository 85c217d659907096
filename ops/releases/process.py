"""A release: canary, promotion or withdrawal; and the rollback to an earlier one."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from ops.releases.errors import AlarmTriggered, NotDeployed
from ops.releases.record import Release

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ops.releases.record import Pointers, Record
    from ops.releases.stage import Alias

# How often the alarms are read: CloudWatch evaluates them every minute.
_SECONDS = 15.0
# Percent of the requests.
_ALL = 100
# The alarm on the canary's errors.
_CANARY_ALARM = "-canary-errors"


class Stage(Protocol):
    """A stage whose pointers a release moves, such as `ops.releases.stage.DeployedStage`."""

    def live(self) -> Pointers:
        """Return the pointers that are served."""

    def newest(self) -> Pointers:
        """Return the pointers of the last apply."""

    def point(self, alias: Alias, versions: Mapping[str, str]) -> None:
        """Point an alias of functions at their versions."""

    def shift(self, deployments: Mapping[str, str], share: float) -> None:
        """Send a share of the requests, in percent, to the canary."""

    def check(self, pointers: Pointers) -> None:
        """Raise `NotDeployed` if something that they point at is gone."""

    def serve_canary(self) -> None:
        """Make the stages serve their canaries' deployments."""

    def end_canary(self) -> None:
        """End the canary."""

    def triggered_alarms(self) -> set[str]:
        """Return the names of the critical alarms in the state ALARM."""

    def has_critical_alarm(self) -> bool:
        """Return whether the stage has a critical alarm."""


class RecordStore(Protocol):
    """The storage of a stage's record."""

    def load(self) -> Record:
        """Return the record."""

    def save(self, record: Record) -> None:
        """Write the record; raise `RecordChanged` if another process wrote it since `load`."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, and a way to wait."""

    seconds: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class ReleaseProcess:
    """The releases of a stage.

    Parameters
    ----------
    report : Callable
        Called with a sentence for each step.
    traffic : Callable
        Called with the canary's share, in percent, whenever the alarms are read: sends requests.
    """

    stage: Stage
    store: RecordStore
    clock: Clock = field(default_factory=Clock)
    report: Callable[[str], None] = print
    traffic: Callable[[float], None] = lambda _share: None

    def release(self, name: str, *, share: float = 0, minutes: float = 0) -> str | None:
        """Release what was applied last, and return the release's name; None if that is live already.

        Parameters
        ----------
        name : str
            The release's name.
        share : float
            The canary's share of the requests, in percent; with 0 there is no canary.
        minutes : float
            How long the canary runs.

        Raises
        ------
        AlarmTriggered
            If a critical alarm fired during the canary; everything is served as before.
        NotDeployed
            If the last apply is incomplete, or the stage has no alarm to watch.
        RecordChanged
            If another release is running.
        """
        record = self._with_live(self._recover(self.store.load()))
        newest = self.stage.newest()
        if newest == self.stage.live():
            self.report(f"Nothing to release: {record.live} is live, and nothing has been applied since.")
            return None
        if share and not self.stage.has_critical_alarm():
            raise NotDeployed("A canary needs a critical alarm to watch, and the stage has none.")
        release = Release(record.free_name(name), self.clock.now().isoformat(), newest, "trying")
        record = record.with_release(release)
        self.store.save(record)
        if share:
            self._run_canary(record, release, share, minutes)
        self._promote(record, release)
        return release.name

    def roll_back(self, name: str | None = None) -> str:
        """Serve an earlier release, by default the one before the live one, and return its name.

        Without a name, a running canary is ended and nothing else is changed.

        Raises
        ------
        UnknownRelease
            If there is no such release.
        NotDeployed
            If a part of it has been deleted; nothing is changed.
        """
        record = self.store.load()
        unfinished = record.unfinished()
        if name is None and unfinished is not None and unfinished.state == "trying":
            return self._end(record, unfinished).live or unfinished.name
        record = self._recover(record)
        back = record.before_live() if name is None else record.named(name)
        self.stage.check(back.pointers)
        if record.live is not None and record.live != back.name:
            record = record.with_state(record.live, "withdrawn")
        self._promote(record, back)
        return back.name

    def _recover(self, record: Record) -> Record:
        """Return the record, after completing or withdrawing a release that was interrupted."""
        unfinished = record.unfinished()
        if unfinished is None:
            return record
        if unfinished.state == "trying":
            self.report(f"The canary of {unfinished.name} was interrupted.")
            return self._end(record, unfinished)
        try:
            self.stage.check(unfinished.pointers)
        except NotDeployed as reason:
            self.report(f"The promotion of {unfinished.name} was interrupted and can't be completed. {reason}")
            return self._end(record, unfinished)
        # Rolling back would serve a mixture: `live` is partly moved, and all requests go to the canary.
        self.report(f"The promotion of {unfinished.name} was interrupted: completing it first.")
        return self._promote(record, unfinished)

    def live_release(self) -> str:
        """Return the name of the live release, recording it first if the record doesn't have it."""
        record = self.store.load()
        return str((record if record.unfinished() else self._with_live(record)).live)

    def _with_live(self, record: Record) -> Record:
        """Return the record with the live pointers, even if no release set them (first apply, manual change)."""
        live = self.stage.live()
        if record.live is not None and live.includes(record.named(record.live).pointers):
            return record
        name = record.free_name("found")
        found = Release(name, self.clock.now().isoformat(), live, "good")
        record = record.with_release(found).with_state(name, "good")
        self.store.save(record)
        return record

    def _run_canary(self, record: Record, release: Release, share: float, minutes: float) -> None:
        # Alarms that are already firing say nothing about this release, which may be the fix.
        before = {alarm for alarm in self.stage.triggered_alarms() if not alarm.endswith(_CANARY_ALARM)}
        if before:
            self.report(f"Ignoring alarms that are already firing: {_join(before)}.")
        self.report(f"{release.name} gets {share:g} % of the requests for {minutes:g} minutes.")
        try:
            self.stage.point("canary", release.pointers.versions)
            self.stage.shift(release.pointers.deployments, share)
            self._watch(release, share, minutes, before)
        except BaseException:
            self._end(record, release)
            raise

    def _watch(self, release: Release, share: float, minutes: float, before: set[str]) -> None:
        until = self.clock.seconds() + 60 * minutes
        while True:
            self.traffic(share)
            triggered = self.stage.triggered_alarms() - before
            if triggered:
                raise AlarmTriggered(
                    f"{release.name} was withdrawn: {_join(triggered)} fired during its canary. "
                    "All requests get the live release, as before."
                )
            left = until - self.clock.seconds()
            if left <= 0:
                return
            self.clock.wait(min(_SECONDS, left))

    def _end(self, record: Record, release: Release) -> Record:
        self.stage.end_canary()
        record = record.with_state(release.name, "withdrawn")
        self.store.save(record)
        self.report(f"{release.name} is withdrawn and gets no requests.")
        return record

    def _promote(self, record: Record, release: Release) -> Record:
        record = record.with_state(release.name, "promoting")
        self.store.save(record)
        pointers = release.pointers
        # While `live` is moved, function by function, requests use the other alias: none gets a mixture.
        self.stage.point("canary", pointers.versions)
        self.stage.shift(pointers.deployments, _ALL)
        self.stage.point("live", pointers.versions)
        self.stage.serve_canary()
        self.stage.end_canary()
        record = record.with_state(release.name, "good")
        self.store.save(record)
        self.report(f"{release.name} is live.")
        return record


def _join(alarms: set[str]) -> str:
    return ", ".join(sorted(alarms))
