"""`make releases` tells people which releases there are, and a job which of them is live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.releases import __main__ as program
from pipeline.releases.record import Pointers, Record, Release

if TYPE_CHECKING:
    from pathlib import Path

NOTHING = Pointers({}, {})
TWO = Record("v2", (Release("v1", "2026-11-28", NOTHING, "good"), Release("v2", "2026-11-29", NOTHING, "good")))


class Kept:
    def __init__(self, record: Record) -> None:
        self.record = record

    def load(self) -> Record:
        return self.record


@pytest.mark.parametrize(("record", "told"), [(TWO, "live=v2\n"), (Record(), "live=\n")])
def test_a_job_is_told_which_release_is_live(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], record: Record, told: str
) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "outputs"))

    program._list(Kept(record))  # type: ignore[arg-type]  # it loads, and no more is asked of it

    assert (tmp_path / "outputs").read_text() == told
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == ["good", "live"][
        : len(record.releases)
    ]
