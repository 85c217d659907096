"""The process of a release: tried, watched, promoted or withdrawn; and the way back to an earlier one."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from ops.releases.errors import AlarmRings, NotDeployed
from ops.releases.record import Release

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ops.releases.record import Pointers, Record
    from ops.releases.stage import Alias

# How often the alarms are looked at: CloudWatch judges them by the minute.
_SECONDS = 15.0
# Percent of the requests.
_ALL = 100
# The alarm of what the canary answers.
_OF_THE_CANARY = "-canary-errors"


class Stage(Protocol):
    """What a release moves: `ops.releases.stage.DeployedStage` is one."""

    def live(self) -> Pointers:
        """Return what is served."""

    def newest(self) -> Pointers:
        """Return what was applied last."""

    def point(self, alias: Alias, versions: Mapping[str, str]) -> None:
        """Point an alias of functions at their versions."""

    def shift(self, deployments: Mapping[str, str], share: float) -> None:
        """Let the canary answer so many percent of the requests."""

    def check(self, pointers: Pointers) -> None:
        """See that all that they point at is there."""

    def serve_canary(self) -> None:
        """Let the stages serve what their canaries do."""

    def end_canary(self) -> None:
        """Let the canary answer nothing any more."""

    def ringing(self) -> set[str]:
        """Return the critical alarms that ring."""

    def is_watched(self) -> bool:
        """Tell whether there is a critical alarm at all."""


class Stored(Protocol):
    """Where the record is kept."""

    def load(self) -> Record:
        """Return it."""

    def save(self, record: Record) -> None:
        """Write it, unless somebody else has meanwhile."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, and waiting for it."""

    seconds: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class ReleaseProcess:
    """Releases of a stage.

    Parameters
    ----------
    say : Callable
        Is told what happens, in a sentence each.
    """

    stage: Stage
    stored: Stored
    clock: Clock = field(default_factory=Clock)
    say: Callable[[str], None] = print

    def release(self, name: str, *, share: float = 0, minutes: float = 0) -> str | None:
        """Release what was applied last, and return the release's name, or none if that is live already.

        Parameters
        ----------
        name : str
            What the release is to be called.
        share : float
            On how many percent of the requests it is tried; on none, it takes all at once.
        minutes : float
            For how long, before it takes all.

        Raises
        ------
        AlarmRings
            If a critical alarm began to ring while it was tried; all is as it was before.
        NotDeployed
            If what was applied isn't whole, or the stage has no alarm to watch.
        RecordChanged
            If somebody else releases, too.
        """
        record = self._known(self._settled(self.stored.load()))
        wanted = self.stage.newest()
        if wanted == self.stage.live():
            self.say(f"Nothing to release: {record.live} is live, and nothing was applied since.")
            return None
        if share and not self.stage.is_watched():
            raise NotDeployed("Nothing is tried out where no critical alarm would ring: the stage has none.")
        release = Release(record.free_name(name), self.clock.now().isoformat(), wanted, "trying")
        record = record.with_release(release)
        self.stored.save(record)
        if share:
            self._try_out(record, release, share, minutes)
        self._promote(record, release)
        return release.name

    def roll_back(self, name: str | None = None) -> str:
        """Go back to a release, or to the one before the one that is live, and return its name.

        A release that is still being tried is ended, and that is all, unless a name is given.

        Raises
        ------
        UnknownRelease
            If there is none to go back to.
        NotDeployed
            If a part of it isn't there any more; nothing is changed.
        """
        record = self.stored.load()
        underway = record.underway()
        if name is None and underway is not None and underway.state == "trying":
            return self._end(record, underway).live or underway.name
        record = self._settled(record)
        back = record.before_live() if name is None else record.named(name)
        self.stage.check(back.pointers)
        if record.live is not None and record.live != back.name:
            record = record.with_state(record.live, "withdrawn")
        self._promote(record, back)
        return back.name

    def _settled(self, record: Record) -> Record:
        """Return the record, once what broke off before has come to an end."""
        underway = record.underway()
        if underway is None:
            return record
        if underway.state == "trying":
            self.say(f"{underway.name} was being tried when it broke off.")
            return self._end(record, underway)
        try:
            self.stage.check(underway.pointers)
        except NotDeployed as reason:
            self.say(f"{underway.name} was being promoted when it broke off, and can't be any more. {reason}")
            return self._end(record, underway)
        # Back would be a way through a mixture: `live` is partly moved, and all requests go by the canary.
        self.say(f"{underway.name} was being promoted when it broke off: that is brought to its end first.")
        return self._promote(record, underway)

    def served(self) -> str:
        """Return the name of the release that is served, which is written down if nobody has."""
        record = self.stored.load()
        return str((record if record.underway() else self._known(record)).live)

    def _known(self, record: Record) -> Record:
        """Return the record with what is live, though no release has made it: the first apply, or somebody by hand."""
        live = self.stage.live()
        if record.live is not None and live.includes(record.named(record.live).pointers):
            return record
        name = record.free_name("found")
        found = Release(name, self.clock.now().isoformat(), live, "good")
        record = record.with_release(found).with_state(name, "good")
        self.stored.save(record)
        return record

    def _try_out(self, record: Record, release: Release, share: float, minutes: float) -> None:
        # What rings already can't tell what a release does: the one that mends it must get through.
        before = {alarm for alarm in self.stage.ringing() if not alarm.endswith(_OF_THE_CANARY)}
        if before:
            self.say(f"These ring already, and are not counted: {_listed(before)}.")
        self.say(f"{release.name} answers {share:g} % of the requests for {minutes:g} minutes.")
        try:
            self.stage.point("canary", release.pointers.versions)
            self.stage.shift(release.pointers.deployments, share)
            self._watch(release, minutes, before)
        except BaseException:
            self._end(record, release)
            raise

    def _watch(self, release: Release, minutes: float, before: set[str]) -> None:
        until = self.clock.seconds() + 60 * minutes
        while True:
            ringing = self.stage.ringing() - before
            if ringing:
                raise AlarmRings(
                    f"{release.name} was rolled back: {_listed(ringing)} rang while it was tried. "
                    "What was live before answers everything."
                )
            left = until - self.clock.seconds()
            if left <= 0:
                return
            self.clock.wait(min(_SECONDS, left))

    def _end(self, record: Record, release: Release) -> Record:
        self.stage.end_canary()
        record = record.with_state(release.name, "withdrawn")
        self.stored.save(record)
        self.say(f"{release.name} answers nothing any more.")
        return record

    def _promote(self, record: Record, release: Release) -> Record:
        record = record.with_state(release.name, "promoting")
        self.stored.save(record)
        pointers = release.pointers
        # While `live` is moved, function by function, requests go by the other alias: none meets a mixture.
        self.stage.point("canary", pointers.versions)
        self.stage.shift(pointers.deployments, _ALL)
        self.stage.point("live", pointers.versions)
        self.stage.serve_canary()
        self.stage.end_canary()
        record = record.with_state(release.name, "good")
        self.stored.save(record)
        self.say(f"{release.name} is live.")
        return record


def _listed(alarms: set[str]) -> str:
    return ", ".join(sorted(alarms))
