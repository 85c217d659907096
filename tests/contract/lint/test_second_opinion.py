"""openapi-diff itself on changes of the corpus. Needs Node, so `make lint` runs this."""

import pytest

from ops.contract_changes.openapi_diff import OpenapiDiffFailed, only_its_own
from ops.contract_changes.operations import changes
from ops.contract_changes.reading import from_file
from tests.contract.corpus import CORPUS, LABELS

OF_ITS_OWN_OPINION = {name: label["openapi-diff"] for name, label in LABELS.items() if "openapi-diff" in label}
# What tells that it is run at all, and what it is blind to.
SEEN_BY_BOTH = ["field-of-an-answer-removed"]
SEEN_BY_US_ALONE = ["security-added", "required-query-parameter-added", "parameter-enum-value-removed"]
SEEN_BY_NONE = ["field-added-to-an-answer"]


def its_own(name: str) -> list[str]:
    old, new = (from_file(str(CORPUS / name / f"{each}.yaml")) for each in ("old", "new"))
    return [change.rule for change in only_its_own(old, new, changes(old, new))]


def alone(name: str) -> list[str]:
    old, new = (from_file(str(CORPUS / name / f"{each}.yaml")) for each in ("old", "new"))
    return [change.rule for change in only_its_own(old, new, [])]


@pytest.mark.parametrize("name", [name for name, verdict in OF_ITS_OWN_OPINION.items() if verdict == "breaking"])
def test_what_it_alone_calls_breaking_is_told_as_its_verdict(name: str) -> None:
    assert set(its_own(name)) == {"openapi-diff"}


@pytest.mark.parametrize("name", [name for name, verdict in OF_ITS_OWN_OPINION.items() if verdict == "fails"])
def test_what_it_can_not_compare_is_said(name: str) -> None:
    with pytest.raises(OpenapiDiffFailed, match=r"Circular \$ref"):
        its_own(name)


@pytest.mark.parametrize("name", SEEN_BY_BOTH)
def test_what_both_call_breaking_is_told_once(name: str) -> None:
    assert set(alone(name)) == {"openapi-diff"}
    assert its_own(name) == []


@pytest.mark.parametrize("name", SEEN_BY_US_ALONE)
def test_what_it_is_blind_to_our_rules_see(name: str) -> None:
    assert LABELS[name]["verdict"] == "breaking"
    assert alone(name) == []


@pytest.mark.parametrize("name", SEEN_BY_NONE)
def test_what_breaks_nobody_it_lets_through(name: str) -> None:
    assert alone(name) == []
