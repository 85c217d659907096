"""A stage's first apply fits the time limits of its job, and the credentials outlast it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ops.cli import ROOT

# docs/pipeline.md: what takes long.
FIRST_APPLY_MINUTES = 60


@pytest.fixture(params=["development", "production"])
def job(request: pytest.FixtureRequest) -> dict[str, Any]:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "deploy.yml").read_text())
    found: dict[str, Any] = workflow["jobs"][request.param]
    return found


def test_an_apply_may_take_an_hour(job: dict[str, Any]) -> None:
    [apply] = [step for step in job["steps"] if step.get("id") == "apply"]

    assert apply["timeout-minutes"] >= FIRST_APPLY_MINUTES


def test_credentials_last_until_the_release_has_ended(job: dict[str, Any]) -> None:
    [set_up] = [step for step in job["steps"] if "session-seconds" in step.get("with", {})]
    limits = [step.get("timeout-minutes", 0) for step in job["steps"] if step.get("id") in {"apply", "release"}]

    assert int(set_up["with"]["session-seconds"]) >= 60 * sum(limits)


def test_a_job_may_take_as_long_as_its_steps(job: dict[str, Any]) -> None:
    assert job["timeout-minutes"] >= sum(step.get("timeout-minutes", 0) for step in job["steps"])
