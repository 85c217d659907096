"""`bin/shop releases` lists them, and sets the output `live`, to which a job would roll back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ops.releases.commands import list_releases
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


def test_before_the_first_deployment_live_is_empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "outputs"))
    stored = RememberedRecord()

    list_releases(ReleaseProcess(_Nothing(), stored), stored)

    assert (tmp_path / "outputs").read_text() == "live=\n"
