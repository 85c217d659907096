"""Every command of a workflow is run by `make check`, or has a reason not to be."""

from __future__ import annotations

import shlex

from ops.check import STEPS
from ops.cli import ROOT
from ops.workflows.parser import parse_all
from ops.workflows.rules import findings, repository_facts

AT_AWS = "it reads or changes an AWS account"
AT_GITHUB = "it writes to GitHub, for which its tests have a double"
STAGE = "it needs a deployed stage; its tests use a shop of their own"
RUN_OTHERWISE = {
    **dict.fromkeys(("plan", "apply", "releases", "release", "rollback", "publish", "notify", "purge"), AT_AWS),
    **dict.fromkeys(("image push", "image scan", "image mark", "image find"), AT_AWS),
    **dict.fromkeys(("stage-test", "smoke", "end-to-end"), STAGE),
    **dict.fromkeys(("comment", "github-release"), AT_GITHUB),
    "version": "it reads git's tags, of which a checkout may have none; its tests create some",
    "release-notes": "it compares two releases, of which a checkout may have none; its tests create some",
}


def commands(words: list[str]) -> str:
    """Return a command of bin/shop, with its subcommand."""
    return " ".join(words[: 2 if words[0] in {"image", "workflows"} else 1])


def used() -> set[str]:
    steps = [step for workflow in parse_all(ROOT) for step in workflow.steps()]
    verbs = {verb for step in steps for call in step.make_calls() for verb in call.verbs}
    return verbs | {commands(words) for step in steps for words in step.shop_calls()}


def run_by_check() -> set[str]:
    programs = [shlex.split(step.command) for step in STEPS]
    return {words[1] if words[0] == "make" else commands(words[1:]) for words in programs}


def test_every_command_of_a_workflow_is_run_by_check_or_has_a_reason() -> None:
    assert sorted(used() - run_by_check() - RUN_OTHERWISE.keys()) == []


def test_every_reason_is_needed() -> None:
    assert RUN_OTHERWISE.keys() & run_by_check() == set()
    assert RUN_OTHERWISE.keys() - used() == set()


def test_the_workflows_keep_the_rules() -> None:
    assert findings(parse_all(ROOT), repository_facts(ROOT)) == []
