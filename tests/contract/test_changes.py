"""What our rules say of each change of the corpus is what its label says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ops.contract_changes.operations import changes
from ops.contract_changes.reading import from_file
from ops.contract_changes.rules import RULES, Severity
from tests.contract.corpus import CORPUS, LABELS

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("name", LABELS)
def test_a_change_is_judged_as_its_label_says(name: str, record_property: Callable[[str, object], None]) -> None:
    # Given two contracts, which from_file refuses unless they are valid
    old, new = (from_file(str(CORPUS / name / f"{each}.yaml")) for each in ("old", "new"))

    # When they are compared
    found = changes(old, new)

    # Then the rules are those of the label, and so is the verdict
    breaks = any(change.severity is Severity.BREAKING for change in found)
    assert {change.rule for change in found} == set(LABELS[name]["rules"])
    assert ("breaking" if breaks else "compatible") == LABELS[name]["verdict"]
    # And each of them, compared with itself, has no changes
    assert changes(old, old) == changes(new, new) == ()
    record_property("change", LABELS[name]["verdict"])


def test_a_label_says_what_it_rests_on() -> None:
    for name, label in LABELS.items():
        assert label.keys() - {"openapi-diff"} == {"verdict", "rules", "because"}, name
        assert label["verdict"] in ("breaking", "compatible"), name
        assert label["because"].endswith((".", ")")), name


def test_every_rule_has_a_change_that_falls_under_it() -> None:
    ours = RULES.keys() - {"openapi-diff"}

    assert {rule for label in LABELS.values() for rule in label["rules"]} == ours


def test_both_verdicts_are_in_the_corpus_in_numbers() -> None:
    verdicts = [label["verdict"] for label in LABELS.values()]

    assert min(verdicts.count("breaking"), verdicts.count("compatible")) > 30
