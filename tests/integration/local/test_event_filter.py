from __future__ import annotations

from typing import Any

import pytest

from local.aws.stream_mapping import matches

PATTERN = {"kind": ["a", {"prefix": "b"}], "deep": {"key": {"S": [{"prefix": "USER#"}]}}}


@pytest.mark.parametrize(
    ("event", "matching"),
    [
        ({"kind": "a", "deep": {"key": {"S": "USER#1"}}}, True),
        ({"kind": "bc", "deep": {"key": {"S": "USER#", "more": 1}}, "more": 1}, True),
        ({"kind": "c", "deep": {"key": {"S": "USER#1"}}}, False),
        ({"kind": "a", "deep": {"key": {"S": "user#1"}}}, False),
        ({"kind": "a", "deep": {"key": {"S": 1}}}, False),
        ({"kind": "a", "deep": {"key": "USER#1"}}, False),
        ({"kind": "a", "deep": {}}, False),
        ({"kind": "a"}, False),
        ({}, False),
    ],
)
def test_event_matches_if_it_has_every_field_of_the_pattern(event: dict[str, Any], matching: bool) -> None:
    assert matches(PATTERN, event) is matching


def test_empty_pattern_matches_everything() -> None:
    assert matches({}, {"kind": "a"})


@pytest.mark.parametrize("rule", [{"exists": True}, {"prefix": "a", "suffix": "b"}, {"numeric": [">", 1]}, 1])
def test_unknown_rule_is_an_error(rule: object) -> None:
    with pytest.raises(ValueError, match="isn't supported"):
        matches({"kind": [rule]}, {"kind": "b"})
