"""No verb of a workflow goes unrun here unnoticed: `make check` runs it, or there is a reason why not."""

from __future__ import annotations

import re

from local.config import ROOT
from ops.workflows.parser import all_of
from ops.workflows.rules import findings, place

MAKEFILE = (ROOT / "Makefile").read_text()
AT_AWS = "it asks or changes an account at AWS"
AT_GITHUB = "it writes at GitHub, and its tests do to a double of it"
RUN_OTHERWISE = {
    "plan": AT_AWS,
    "apply": AT_AWS,
    "push": AT_AWS,
    "pass": AT_AWS,
    "passed": AT_AWS,
    "releases": AT_AWS,
    "release": AT_AWS,
    "rollback": AT_AWS,
    "publish": AT_AWS,
    "notify": AT_AWS,
    "purge": AT_AWS,
    "image-scan": AT_AWS,
    "stage-test": "it needs a deployed stage; the tests try the same requests on a shop of their own",
    "smoke": "it needs a deployed stage; its tests play it against a shop of their own",
    "end-to-end": "it needs a deployed stage; its tests play it against a shop of their own",
    "comment": AT_GITHUB,
    "github-release": AT_GITHUB,
    "version": "it reads git's tags, of which a checkout may have none; its tests make some",
    "release-notes": "it compares two releases, of which a checkout may have none; its tests make some",
}


def used() -> set[str]:
    steps = [step for workflow in all_of(ROOT) for step in workflow.steps()]
    return {verb for step in steps for made in step.made() for verb in made.verbs}


def run_by_check() -> set[str]:
    rule = re.search(r"^check:(?P<before>[^#\n]*)[^\n]*\n(?P<recipe>(?:\t[^\n]*\n)+)", MAKEFILE, re.MULTILINE)
    assert rule is not None
    before = set(re.sub(r"\$\(if \$\(NPM\),([^)]*)\)", r"\1", rule["before"]).split())
    inside = re.findall(r"\$\(MAKE\) --no-print-directory ((?:[a-z-]+ ?)+)", rule["recipe"])
    return before | {verb for words in inside for verb in words.split()}


def test_every_verb_of_a_workflow_is_run_by_check_or_has_a_reason() -> None:
    assert used() - run_by_check() - RUN_OTHERWISE.keys() == set()


def test_no_reason_is_given_for_what_check_runs_or_no_workflow_uses() -> None:
    assert RUN_OTHERWISE.keys() & run_by_check() == set()
    assert RUN_OTHERWISE.keys() - used() == set()


def test_the_workflows_keep_our_rules() -> None:
    assert findings(all_of(ROOT), place(ROOT)) == []
