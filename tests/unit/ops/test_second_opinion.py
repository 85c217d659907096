"""What openapi-diff says is merged with our verdict; a stand-in says here what it would."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ops.contract_changes import openapi_diff
from ops.contract_changes.change import Change
from ops.contract_changes.openapi_diff import OpenapiDiffFailed, only_its_own
from ops.contract_changes.reading import parse
from tests.unit.ops.commands import run_shop
from tests.unit.ops.contracts import BROKEN, SMALL, WIDER, changed

if TYPE_CHECKING:
    from collections.abc import Callable

    type Program = Callable[[int, str], Path]

OLD = parse(SMALL, "old")


def finding(code: str, location: str) -> dict[str, object]:
    return {"code": code, "sourceSpecEntityDetails": [{"location": location}], "destinationSpecEntityDetails": []}


def said(*findings: dict[str, object]) -> str:
    return f"Breaking changes found:\n{json.dumps({'breakingDifferences': findings})}"


STATUS = finding("response.status-code.remove", "paths./orders.get.responses.200")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Something that ends with a status after it has said something, and wants two files that are there."""

    def written(status: int, text: str) -> Path:
        (tmp_path / "said").write_text(text)
        file = tmp_path / "openapi-diff"
        file.write_text(f'#!/bin/sh\ntest -s "$1" && test -s "$2" || exit 9\ncat "{tmp_path}/said"\nexit {status}\n')
        file.chmod(0o755)
        return file

    return written


def test_what_it_alone_calls_breaking_is_a_change(program: Program) -> None:
    found = only_its_own(OLD, OLD, [], program(1, said(STATUS)))

    assert [(change.rule, change.where) for change in found] == [("openapi-diff", "GET /orders")]
    assert "response.status-code.remove at paths./orders.get.responses.200" in found[0].sentence


def test_what_we_call_breaking_in_the_same_operation_is_not_said_twice(program: Program) -> None:
    ours = Change("answer-status-removed", "GET /orders answer 200", "200 is no longer answered")

    assert only_its_own(OLD, OLD, [ours], program(1, said(STATUS))) == ()


def test_what_we_call_compatible_there_or_breaking_elsewhere_hides_nothing(program: Program) -> None:
    ours = [
        Change("answer-status-added", "GET /orders answer 201", "201 is new"),
        Change("answer-status-removed", "GET /orders/{id} answer 200", "200 is no longer answered"),
    ]

    assert len(only_its_own(OLD, OLD, ours, program(1, said(STATUS)))) == 1


def test_without_breaking_findings_there_is_nothing_to_add(program: Program) -> None:
    assert only_its_own(OLD, OLD, [], program(0, "No changes found between the two specifications")) == ()


@pytest.mark.parametrize(("status", "text"), [(2, "no such file"), (1, "Error: circular reference"), (127, "")])
def test_that_it_failed_is_said_with_how_to_run_it(program: Program, status: int, text: str) -> None:
    told = f"`node_modules/.bin/openapi-diff OLD NEW` failed with {status}: {text}"

    with pytest.raises(OpenapiDiffFailed, match=told):
        only_its_own(OLD, OLD, [], program(status, text))


def test_an_answer_that_is_longer_than_a_pipe_is_read_whole(program: Program) -> None:
    many = [finding("path.remove", f"paths./path{number}") for number in range(5000)]

    assert len(only_its_own(OLD, OLD, [], program(1, said(*many)))) == 5000


@pytest.mark.parametrize("change", [WIDER, BROKEN])
def test_its_verdict_alone_keeps_a_change_out(
    program: Program,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    change: tuple[str, str],
) -> None:
    # Given a change under a version that is enough for an addition, which it calls breaking
    stand_in = program(1, said(STATUS))
    monkeypatch.setattr(openapi_diff, "is_here", lambda: True)
    monkeypatch.setattr(openapi_diff.only_its_own, "__defaults__", (stand_in,))
    for name, text in (("old", SMALL), ("new", changed(change, version="1.5.0"))):
        (tmp_path / f"{name}.yaml").write_text(text)

    # When the gate is asked
    answered = run_shop("contract-changes", "--base", str(tmp_path / "old.yaml"), "--new", str(tmp_path / "new.yaml"))

    # Then it is kept out, and it is said whose verdict that is, if it is its own
    captured = capsys.readouterr()
    assert answered == 1
    assert ("openapi-diff calls it breaking" in captured.out) == (change is WIDER)
    assert "to 2.0.0 (it is 1.5.0)" in captured.err


def test_that_it_is_not_here_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(openapi_diff, "is_here", lambda: openapi_diff.PROGRAM.with_name("missing").exists())
    (tmp_path / "old.yaml").write_text(SMALL)

    assert run_shop("contract-changes", "--base", str(tmp_path / "old.yaml"), "--new", str(tmp_path / "old.yaml")) == 0

    assert (
        "openapi-diff isn't here (it needs Node; npm ci installs it): our rules alone decide" in capsys.readouterr().out
    )
