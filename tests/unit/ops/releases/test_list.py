"""`make releases` lists them, and tells a job which one serves: that is what it would go back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ops.releases import __main__ as program
from ops.releases.errors import NotDeployed
from ops.releases.process import ReleaseProcess
from tests.unit.ops.releases.stages import RecordedStage, RememberedRecord

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from ops.releases.record import Pointers


class _Nothing(RecordedStage):
    def live(self) -> Pointers:
        raise NotDeployed("The stage dev has no API partner, storefront")


def test_a_job_is_told_which_release_serves(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "outputs"))
    stored = RememberedRecord()
    process = ReleaseProcess(RecordedStage(), stored, say=lambda _: None)
    process.release("v2")

    program._list(process, stored)

    assert (tmp_path / "outputs").read_text() == "live=v2\n"
    first, second = capsys.readouterr().out.splitlines()
    assert (first.split()[1:], second.split()[1:]) == (["found", "good"], ["v2", "live"])


def test_the_first_deploy_of_all_has_nothing_to_go_back_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "outputs"))
    stored = RememberedRecord()

    program._list(ReleaseProcess(_Nothing(), stored), stored)

    assert (tmp_path / "outputs").read_text() == "live=\n"
