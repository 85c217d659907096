"""A failed step prints its command, and how to run it elsewhere."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from local.config import ROOT
from tests.harness import PATIENCE_SECONDS, eventually

if TYPE_CHECKING:
    from pathlib import Path

STEP = ROOT / ".ci" / "step"
SAME_PLAN = ROOT / ".ci" / "same-plan"


def run(*command: str, summary: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_SHA": "c0ffee"}
    return subprocess.run([str(STEP), *command], env=environment, capture_output=True, text=True, check=False)


def test_a_successful_command_runs_without_extra_output(tmp_path: Path) -> None:
    ended = run("echo", "good", summary=tmp_path / "summary")

    assert (ended.returncode, ended.stdout) == (0, "good\n")
    assert not (tmp_path / "summary").exists()


def test_a_failed_command_is_reported_with_its_commit_and_status(tmp_path: Path) -> None:
    ended = run("sh", "-c", "exit 3", summary=tmp_path / "summary")

    assert ended.returncode == 3
    assert ended.stdout.startswith("::error title=Failed::sh -c exit\\ 3 ended with 3.")
    assert "git checkout c0ffee\nsh -c exit\\ 3\n" in (tmp_path / "summary").read_text()


def test_a_missing_command_fails_alike(tmp_path: Path) -> None:
    ended = run("nothing-of-that-name", summary=tmp_path / "summary")

    assert ended.returncode == 127
    assert "nothing-of-that-name" in (tmp_path / "summary").read_text()


@pytest.mark.parametrize("heard", [signal.SIGINT, signal.SIGTERM])
def test_a_command_of_a_cancelled_run_can_clean_up(tmp_path: Path, heard: signal.Signals) -> None:
    # Given a command that records its start and a request to terminate
    begun, ended = tmp_path / "begun", tmp_path / "ended"
    script = f"trap 'touch {ended}; exit 9' TERM; touch {begun}; while :; do sleep 0.05; done"
    step = subprocess.Popen([str(STEP), "sh", "-c", script], stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        eventually(begun.exists)

        # When only the step gets the signal that cancels the run, as on GitHub
        step.send_signal(heard)

        assert step.wait(PATIENCE_SECONDS) == 9
        assert ended.exists()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(step.pid, signal.SIGKILL)


@pytest.mark.parametrize(("now", "status"), [("2 to change", 0), ("2 to change\n1 to destroy", 1)])
def test_a_plan_that_differs_from_the_approved_one_fails(tmp_path: Path, now: str, status: int) -> None:
    (tmp_path / "approved").write_text("2 to change")
    (tmp_path / "now").write_text(now)

    ended = subprocess.run(
        [str(SAME_PLAN), str(tmp_path / "approved"), str(tmp_path / "now")], capture_output=True, text=True, check=False
    )

    assert ended.returncode == status
    assert ("run the whole workflow again" in ended.stderr) == bool(status)
