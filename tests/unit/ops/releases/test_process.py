from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ops.releases.commands import list_releases
from ops.releases.errors import AlarmTriggered, NotDeployed, RecordChanged, UnknownRelease
from ops.releases.process import Clock, ReleaseProcess
from ops.releases.record import Pointers, Record

if TYPE_CHECKING:
    from pathlib import Path

    from ops.releases.stage import Alias

FUNCTIONS = ("getProduct", "createOrder", "authorize_request")
OLD = Pointers(dict.fromkeys(FUNCTIONS, "1"), {"storefront": "s1", "partner": "p1"})
NEW = Pointers(dict.fromkeys(FUNCTIONS, "2"), {"storefront": "s2", "partner": "p2"})
NEWER = Pointers(dict.fromkeys(FUNCTIONS, "3"), {"storefront": "s3", "partner": "p3"})
_BEGIN = datetime(2026, 11, 29, 12, tzinfo=UTC)
# The maximum number of changes of a release with a canary.
_CHANGES = 20


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


class _Hours:
    """A clock that advances by the waits."""

    def __init__(self) -> None:
        self.passed = 0.0

    def wait(self, seconds: float) -> None:
        self.passed += seconds

    def clock(self) -> Clock:
        return Clock(lambda: self.passed, self.wait, lambda: _BEGIN + timedelta(seconds=self.passed))


def _process(stage: RecordedStage, stored: RememberedRecord, hours: _Hours | None = None) -> ReleaseProcess:
    return ReleaseProcess(stage, stored, (hours or _Hours()).clock(), report=lambda _: None)


def _consistent(stage: RecordedStage) -> bool:
    return all(len(met) == 1 and {deployment == version for deployment, version in met} == {True} for met in stage.met)


def test_a_release_without_alarms_is_live_after_its_canary_time() -> None:
    stage, stored, hours = RecordedStage(), RememberedRecord(), _Hours()

    name = _process(stage, stored, hours).release("v2", share=10, minutes=15)

    assert name == "v2" == stored.record.live
    assert stage.live() == NEW
    assert stage.canary is None
    assert hours.passed == 15 * 60


def test_a_canary_gets_requests_of_its_own_while_it_is_watched() -> None:
    stage, shares = RecordedStage(), list[float]()
    process = replace(_process(stage, RememberedRecord()), traffic=shares.append)

    process.release("v2", share=10, minutes=1)

    # Every 15 seconds
    assert shares == [10] * 5


def test_code_and_contract_of_a_request_are_always_of_one_release() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    process = _process(stage, stored)

    process.release("v2", share=10, minutes=15)
    process.roll_back()

    assert stage.live() == OLD
    assert len(stage.met) > 20
    assert _consistent(stage)


@pytest.mark.parametrize("quiet_minutes", [0, 1, 40])
def test_an_alarm_during_the_canary_rolls_back(quiet_minutes: int) -> None:
    quiet: list[set[str]] = [set() for _ in range(1 + quiet_minutes)]
    stage, stored = RecordedStage(alarms=[*quiet, {"ecommerce-prod-canary-errors"}]), RememberedRecord()

    with pytest.raises(AlarmTriggered, match="v2 was withdrawn: ecommerce-prod-canary-errors"):
        _process(stage, stored).release("v2", share=10, minutes=60)

    assert stage.live() == OLD
    assert stage.canary is None
    assert stored.record.named("v2").state == "withdrawn"
    assert stored.record.live == "found"


def test_an_existing_alarm_does_not_block_a_release() -> None:
    ringing = {"ecommerce-prod-api-5xx-storefront"}
    stage, stored = RecordedStage(alarms=[ringing] * 9), RememberedRecord()

    _process(stage, stored).release("v2", share=10, minutes=1)

    assert stage.live() == NEW


def test_an_additional_alarm_ends_the_canary() -> None:
    before = {"ecommerce-prod-api-5xx-storefront"}
    stage, stored = RecordedStage(alarms=[before, before, before | {"ecommerce-prod-queue-failed"}]), RememberedRecord()

    with pytest.raises(AlarmTriggered, match="withdrawn: ecommerce-prod-queue-failed fired"):
        _process(stage, stored).release("v2", share=10, minutes=5)

    assert stage.live() == OLD


def test_an_existing_canary_alarm_ends_the_canary() -> None:
    stage, stored = RecordedStage(alarms=[{"ecommerce-prod-canary-errors"}] * 2), RememberedRecord()

    with pytest.raises(AlarmTriggered):
        _process(stage, stored).release("v2", share=10, minutes=5)


def test_a_canary_requires_alarms() -> None:
    stage, stored = RecordedStage(has_alarms=False), RememberedRecord()

    with pytest.raises(NotDeployed, match="the stage has none"):
        _process(stage, stored).release("v2", share=10, minutes=5)

    assert not stage.met
    assert stored.record.unfinished() is None


def test_a_deleted_release_is_no_rollback_target_and_blocks_nothing() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    process = _process(stage, stored)
    process.release("v2")
    stage.newest_ = NEWER
    process.release("v3")
    stage.gone = {"s1"}

    with pytest.raises(NotDeployed):
        process.roll_back("found")

    assert process.roll_back("v2") == "v2"
    assert stage.live() == NEW


def test_a_promotion_that_cannot_be_completed_is_withdrawn() -> None:
    stage, stored = RecordedStage(breaks_after=6), RememberedRecord()
    _broken_off(stage, stored)
    stage.gone, stage.newest_ = {"s2"}, NEWER

    _process(stage, stored).release("v3")

    assert stage.live() == NEWER
    assert stored.record.named("v2").state == "withdrawn"


def test_the_served_release_is_read_from_the_stage_not_from_the_record() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    process = _process(stage, stored)
    process.release("v2")
    assert process.live_release() == "v2"
    # When the stage is rolled back manually
    stage.aliases["live"], stage.serving = dict(OLD.versions), dict(OLD.deployments)

    assert process.live_release() == "found-2"
    assert stored.record.named("found-2").pointers == OLD


def test_withdrawn_releases_never_displace_rollback_targets() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    process = _process(stage, stored)
    process.release("v2")
    stage.newest_ = NEWER
    for _ in range(30):
        stage.alarms = [set(), {"ecommerce-prod-canary-errors"}]
        with pytest.raises(AlarmTriggered):
            process.release("bad", share=10, minutes=1)

    assert process.roll_back() == "found"
    assert len(stored.record.releases) < 30


def test_a_release_without_a_canary_ignores_alarms() -> None:
    stage, stored = RecordedStage(alarms=[{"ecommerce-dev-api-5xx-storefront"}]), RememberedRecord()

    _process(stage, stored).release("v2")

    assert stage.live() == NEW
    assert _consistent(stage)


def test_a_live_release_is_not_released_again() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    _process(stage, stored).release("v2")

    assert _process(stage, stored).release("v3") is None

    assert [release.name for release in stored.record.releases] == ["found", "v2"]


def test_a_taken_name_gets_a_number() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    _process(stage, stored).release("v2")
    stage.newest_ = NEWER

    assert _process(stage, stored).release("v2") == "v2-2"


def test_each_rollback_goes_one_release_further_until_the_first() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    process = _process(stage, stored)
    process.release("v2")
    stage.newest_ = NEWER
    process.release("v3")

    assert [process.roll_back(), process.roll_back()] == ["v2", "found"]

    assert stage.live() == OLD
    with pytest.raises(UnknownRelease, match="no good release before"):
        process.roll_back()


def test_rollback_skips_withdrawn_releases() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    process = _process(stage, stored)
    process.release("v2")
    process.roll_back()
    stage.newest_ = NEWER
    process.release("v3")

    assert process.roll_back() == "found"


def test_rollback_to_a_named_release() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    process = _process(stage, stored)
    process.release("v2")
    stage.newest_ = NEWER
    process.release("v3")

    process.roll_back("found")

    assert stage.live() == OLD
    with pytest.raises(UnknownRelease, match="There is no release v9: there are found, v2"):
        process.roll_back("v9")


def test_rollback_during_a_canary_ends_it_and_changes_nothing_else() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    _begin_trying(stage, stored)

    assert _process(stage, stored).roll_back() == "found"

    assert stage.canary is None
    assert stage.live() == OLD


def test_a_concurrent_release_fails_without_changes() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    _process(stage, stored).release("v2")
    stage.newest_, stored.has_concurrent_writer = NEWER, True
    met = len(stage.met)

    with pytest.raises(RecordChanged):
        _process(stage, stored).release("v3", share=10, minutes=1)

    assert stage.live() == NEW
    assert len(stage.met) == met


@pytest.mark.parametrize("breaks_after", range(_CHANGES))
def test_an_interrupted_release_can_be_run_again(breaks_after: int) -> None:
    stage, stored = RecordedStage(breaks_after=breaks_after), RememberedRecord()
    _broken_off(stage, stored)

    _process(stage, stored).release("v2", share=10, minutes=1)

    assert stage.live() == NEW
    assert stage.canary is None
    assert stored.record.unfinished() is None
    assert _consistent(stage)


@pytest.mark.parametrize("breaks_after", range(_CHANGES))
def test_an_interrupted_release_can_be_rolled_back(breaks_after: int) -> None:
    stage, stored = RecordedStage(breaks_after=breaks_after), RememberedRecord()
    _broken_off(stage, stored)

    if stored.record.live == "v2" or stored.record.unfinished():
        _process(stage, stored).roll_back()

    assert stage.live() == OLD
    assert stage.canary is None
    assert _consistent(stage)


def test_a_cancelled_process_ends_its_canary() -> None:
    stage, stored = RecordedStage(), RememberedRecord()

    def cancelled(_: float) -> None:
        raise KeyboardInterrupt

    clock = Clock(lambda: 0.0, cancelled, lambda: _BEGIN)
    with pytest.raises(KeyboardInterrupt):
        ReleaseProcess(stage, stored, clock, report=lambda _: None).release("v2", share=10, minutes=15)

    assert stage.canary is None
    assert stage.live() == OLD


def test_a_manual_change_is_recorded_as_a_rollback_target() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    process = _process(stage, stored)
    process.release("v2")
    stage.aliases["live"]["getProduct"] = "1"
    stage.newest_ = NEWER

    process.release("v3")
    process.roll_back()

    assert stage.live() == Pointers({**NEW.versions, "getProduct": "1"}, NEW.deployments)


def test_a_new_function_is_not_a_manual_change() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    process = _process(stage, stored)
    process.release("v2")
    stage.aliases["live"]["getStock"] = stage.aliases["canary"]["getStock"] = "1"
    stage.newest_ = Pointers({**NEWER.versions, "getStock": "1"}, NEWER.deployments)

    process.release("v3")

    assert [release.name for release in stored.record.releases] == ["found", "v2", "v3"]


def _broken_off(stage: RecordedStage, stored: RememberedRecord) -> None:
    """Release until interrupted; a killed process doesn't end its canary."""
    process = _process(stage, stored)
    try:
        process.release("v2", share=10, minutes=1)
    except BrokenOff:
        assert stage.breaks_after is None
    stage.breaks_after = None


def _begin_trying(stage: RecordedStage, stored: RememberedRecord) -> None:
    def killed(_: float) -> None:
        raise BrokenOff

    class _Unending(RecordedStage):
        def end_canary(self) -> None:
            raise BrokenOff

    dying = _Unending()
    with pytest.raises(BrokenOff):
        ReleaseProcess(dying, stored, Clock(lambda: 0.0, killed, lambda: _BEGIN), report=lambda _: None).release(
            "v2", share=10, minutes=1
        )
    stage.aliases, stage.serving, stage.canary = dying.aliases, dying.serving, dying.canary


def test_the_live_release_is_an_output(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "outputs"))
    stored = RememberedRecord()
    process = ReleaseProcess(RecordedStage(), stored, report=lambda _: None)
    process.release("v2")

    list_releases(process, stored)

    assert (tmp_path / "outputs").read_text() == "live=v2\n"
    first, second = capsys.readouterr().out.splitlines()
    assert (first.split()[1:], second.split()[1:]) == (["found", "good"], ["v2", "live"])


class _NothingDeployed(RecordedStage):
    def live(self) -> Pointers:
        raise NotDeployed("The stage dev has no API partner, storefront")


def test_before_the_first_deployment_live_is_empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "outputs"))
    stored = RememberedRecord()

    list_releases(ReleaseProcess(_NothingDeployed(), stored), stored)

    assert (tmp_path / "outputs").read_text() == "live=\n"
