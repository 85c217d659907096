from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ops.releases.errors import AlarmTriggered, NotDeployed, RecordChanged, UnknownRelease
from ops.releases.process import Clock, ReleaseProcess
from ops.releases.record import Pointers
from tests.unit.ops.releases.stages import NEW, NEWER, OLD, BrokenOff, RecordedStage, RememberedRecord

_BEGIN = datetime(2026, 11, 29, 12, tzinfo=UTC)
# A release of one that was tried takes no more changes than this.
_CHANGES = 20


class _Hours:
    """A clock that is always later by what somebody has waited."""

    def __init__(self) -> None:
        self.passed = 0.0

    def wait(self, seconds: float) -> None:
        self.passed += seconds

    def clock(self) -> Clock:
        return Clock(lambda: self.passed, self.wait, lambda: _BEGIN + timedelta(seconds=self.passed))


def _course(stage: RecordedStage, stored: RememberedRecord, hours: _Hours | None = None) -> ReleaseProcess:
    return ReleaseProcess(stage, stored, (hours or _Hours()).clock(), report=lambda _: None)


def _consistent(stage: RecordedStage) -> bool:
    return all(len(met) == 1 and {deployment == version for deployment, version in met} == {True} for met in stage.met)


def test_a_release_that_nothing_rings_at_is_live_after_its_minutes() -> None:
    stage, stored, hours = RecordedStage(), RememberedRecord(), _Hours()

    name = _course(stage, stored, hours).release("v2", share=10, minutes=15)

    assert name == "v2" == stored.record.live
    assert stage.live() == NEW
    assert stage.canary is None
    assert hours.passed == 15 * 60


def test_no_request_meets_new_code_with_the_old_contract_or_the_other_way_round() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    process = _course(stage, stored)

    process.release("v2", share=10, minutes=15)
    process.roll_back()

    assert stage.live() == OLD
    assert len(stage.met) > 20
    assert _consistent(stage)


@pytest.mark.parametrize("minutes_of_peace", [0, 1, 40])
def test_an_alarm_while_it_is_tried_brings_back_what_was_live(minutes_of_peace: int) -> None:
    peace: list[set[str]] = [set() for _ in range(1 + minutes_of_peace)]
    stage, stored = RecordedStage(alarms=[*peace, {"ecommerce-prod-canary-errors"}]), RememberedRecord()

    with pytest.raises(AlarmTriggered, match="v2 was withdrawn: ecommerce-prod-canary-errors"):
        _course(stage, stored).release("v2", share=10, minutes=60)

    assert stage.live() == OLD
    assert stage.canary is None
    assert stored.record.named("v2").state == "withdrawn"
    assert stored.record.live == "found"


def test_what_rings_already_keeps_nobody_from_the_release_that_mends_it() -> None:
    ringing = {"ecommerce-prod-api-5xx-storefront"}
    stage, stored = RecordedStage(alarms=[ringing] * 9), RememberedRecord()

    _course(stage, stored).release("v2", share=10, minutes=1)

    assert stage.live() == NEW


def test_what_begins_to_ring_besides_ends_the_trial() -> None:
    before = {"ecommerce-prod-api-5xx-storefront"}
    stage, stored = RecordedStage(alarms=[before, before, before | {"ecommerce-prod-queue-failed"}]), RememberedRecord()

    with pytest.raises(AlarmTriggered, match="withdrawn: ecommerce-prod-queue-failed went off"):
        _course(stage, stored).release("v2", share=10, minutes=5)

    assert stage.live() == OLD


def test_the_canary_s_own_alarm_counts_though_it_rang_before() -> None:
    stage, stored = RecordedStage(alarms=[{"ecommerce-prod-canary-errors"}] * 2), RememberedRecord()

    with pytest.raises(AlarmTriggered):
        _course(stage, stored).release("v2", share=10, minutes=5)


def test_nothing_is_tried_where_no_alarm_would_ring() -> None:
    stage, stored = RecordedStage(has_alarms=False), RememberedRecord()

    with pytest.raises(NotDeployed, match="the stage has none"):
        _course(stage, stored).release("v2", share=10, minutes=5)

    assert not stage.met
    assert stored.record.underway() is None


def test_a_release_that_is_gone_is_not_gone_back_to_and_blocks_nobody() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    process = _course(stage, stored)
    process.release("v2")
    stage.newest_ = NEWER
    process.release("v3")
    stage.gone = {"s1"}

    with pytest.raises(NotDeployed):
        process.roll_back("found")

    assert process.roll_back("v2") == "v2"
    assert stage.live() == NEW


def test_a_promotion_that_can_not_be_brought_to_its_end_is_given_up() -> None:
    stage, stored = RecordedStage(breaks_after=6), RememberedRecord()
    _broken_off(stage, stored)
    stage.gone, stage.newest_ = {"s2"}, NEWER

    _course(stage, stored).release("v3")

    assert stage.live() == NEWER
    assert stored.record.named("v2").state == "withdrawn"


def test_what_is_served_is_told_as_it_is_and_not_as_it_was_recorded() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    process = _course(stage, stored)
    process.release("v2")
    assert process.served() == "v2"
    # When somebody goes back by hand
    stage.aliases["live"], stage.serving = dict(OLD.versions), dict(OLD.deployments)

    assert process.served() == "found-2"
    assert stored.record.named("found-2").pointers == OLD


def test_many_withdrawn_releases_push_none_off_that_can_be_gone_back_to() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    process = _course(stage, stored)
    process.release("v2")
    stage.newest_ = NEWER
    for _ in range(30):
        stage.alarms = [set(), {"ecommerce-prod-canary-errors"}]
        with pytest.raises(AlarmTriggered):
            process.release("bad", share=10, minutes=1)

    assert process.roll_back() == "found"
    assert len(stored.record.releases) < 30


def test_without_a_share_it_takes_all_at_once_whatever_rings() -> None:
    stage, stored = RecordedStage(alarms=[{"ecommerce-dev-api-5xx-storefront"}]), RememberedRecord()

    _course(stage, stored).release("v2")

    assert stage.live() == NEW
    assert _consistent(stage)


def test_what_is_live_already_is_not_released_again() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    _course(stage, stored).release("v2")

    assert _course(stage, stored).release("v3") is None

    assert [release.name for release in stored.record.releases] == ["found", "v2"]


def test_a_name_that_is_taken_gets_a_number() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    _course(stage, stored).release("v2")
    stage.newest_ = NEWER

    assert _course(stage, stored).release("v2") == "v2-2"


def test_back_goes_one_release_further_each_time_and_then_there_is_none() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    process = _course(stage, stored)
    process.release("v2")
    stage.newest_ = NEWER
    process.release("v3")

    assert [process.roll_back(), process.roll_back()] == ["v2", "found"]

    assert stage.live() == OLD
    with pytest.raises(UnknownRelease, match="no good release before"):
        process.roll_back()


def test_back_leaves_out_what_was_withdrawn_before() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    process = _course(stage, stored)
    process.release("v2")
    process.roll_back()
    stage.newest_ = NEWER
    process.release("v3")

    assert process.roll_back() == "found"


def test_back_to_a_release_by_its_name() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    process = _course(stage, stored)
    process.release("v2")
    stage.newest_ = NEWER
    process.release("v3")

    process.roll_back("found")

    assert stage.live() == OLD
    with pytest.raises(UnknownRelease, match="There is no release v9: there are found, v2"):
        process.roll_back("v9")


def test_back_while_it_is_tried_ends_the_trial_and_moves_nothing() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    _begin_trying(stage, stored)

    assert _course(stage, stored).roll_back() == "found"

    assert stage.canary is None
    assert stage.live() == OLD


def test_somebody_who_releases_at_the_same_time_changes_nothing() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    _course(stage, stored).release("v2")
    stage.newest_, stored.somebody_else_writes = NEWER, True
    met = len(stage.met)

    with pytest.raises(RecordChanged):
        _course(stage, stored).release("v3", share=10, minutes=1)

    assert stage.live() == NEW
    assert len(stage.met) == met


@pytest.mark.parametrize("breaks_after", range(_CHANGES))
def test_a_release_that_broke_off_anywhere_can_be_run_again(breaks_after: int) -> None:
    stage, stored = RecordedStage(breaks_after=breaks_after), RememberedRecord()
    _broken_off(stage, stored)

    _course(stage, stored).release("v2", share=10, minutes=1)

    assert stage.live() == NEW
    assert stage.canary is None
    assert stored.record.underway() is None
    assert _consistent(stage)


@pytest.mark.parametrize("breaks_after", range(_CHANGES))
def test_a_release_that_broke_off_anywhere_can_be_rolled_back(breaks_after: int) -> None:
    stage, stored = RecordedStage(breaks_after=breaks_after), RememberedRecord()
    _broken_off(stage, stored)

    if stored.record.live == "v2" or stored.record.underway():
        _course(stage, stored).roll_back()

    assert stage.live() == OLD
    assert stage.canary is None
    assert _consistent(stage)


def test_the_trial_of_a_process_that_dies_is_ended_by_it_if_it_can() -> None:
    stage, stored = RecordedStage(), RememberedRecord()

    def cancelled(_: float) -> None:
        raise KeyboardInterrupt

    clock = Clock(lambda: 0.0, cancelled, lambda: _BEGIN)
    with pytest.raises(KeyboardInterrupt):
        ReleaseProcess(stage, stored, clock, report=lambda _: None).release("v2", share=10, minutes=15)

    assert stage.canary is None
    assert stage.live() == OLD


def test_what_somebody_has_moved_by_hand_is_known_and_can_be_gone_back_to() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    process = _course(stage, stored)
    process.release("v2")
    stage.aliases["live"]["getProduct"] = "1"
    stage.newest_ = NEWER

    process.release("v3")
    process.roll_back()

    assert stage.live() == Pointers({**NEW.versions, "getProduct": "1"}, NEW.deployments)


def test_a_new_function_is_nobody_s_hand() -> None:
    stage, stored = RecordedStage(), RememberedRecord()
    process = _course(stage, stored)
    process.release("v2")
    stage.aliases["live"]["getStock"] = stage.aliases["canary"]["getStock"] = "1"
    stage.newest_ = Pointers({**NEWER.versions, "getStock": "1"}, NEWER.deployments)

    process.release("v3")

    assert [release.name for release in stored.record.releases] == ["found", "v2", "v3"]


def _broken_off(stage: RecordedStage, stored: RememberedRecord) -> None:
    """Release, and break off; a process that is killed ends no canary."""
    process = _course(stage, stored)
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
