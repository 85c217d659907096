"""The findings of openapi-diff are merged with ours; a fake program prints them here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ops.contract_changes import openapi_diff
from ops.contract_changes.change import Change
from ops.contract_changes.loading import parse
from ops.contract_changes.openapi_diff import OpenapiDiffFailed, additional_breaks
from tests.unit.ops.conftest import run_shop
from tests.unit.ops.contracts import BROKEN, SMALL, WIDER, changed

if TYPE_CHECKING:
    from collections.abc import Callable

    type Program = Callable[[int, str], Path]

OLD = parse(SMALL, "old")


def finding(code: str, location: str) -> dict[str, object]:
    return {"code": code, "sourceSpecEntityDetails": [{"location": location}], "destinationSpecEntityDetails": []}


def report(*findings: dict[str, object]) -> str:
    return f"Breaking changes found:\n{json.dumps({'breakingDifferences': findings})}"


STATUS = finding("response.status-code.remove", "paths./orders.get.responses.200")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A fake openapi-diff that needs two files, prints a text and exits with a status."""

    def create(status: int, text: str) -> Path:
        (tmp_path / "output").write_text(text)
        file = tmp_path / "openapi-diff"
        file.write_text(f'#!/bin/sh\ntest -s "$1" && test -s "$2" || exit 9\ncat "{tmp_path}/output"\nexit {status}\n')
        file.chmod(0o755)
        return file

    return create


def test_finding_of_openapi_diff_only_is_a_breaking_change(program: Program) -> None:
    found = additional_breaks(OLD, OLD, [], program(1, report(STATUS)))

    assert [(change.rule, change.where) for change in found] == [("openapi-diff", "GET /orders")]
    assert "response.status-code.remove at paths./orders.get.responses.200" in found[0].sentence


def test_break_of_ours_in_the_same_operation_replaces_the_finding(program: Program) -> None:
    ours = Change("response-status-removed", "GET /orders response 200", "200 was removed")

    assert additional_breaks(OLD, OLD, [ours], program(1, report(STATUS))) == ()


def test_compatible_change_or_break_elsewhere_keeps_the_finding(program: Program) -> None:
    ours = [
        Change("response-status-added", "GET /orders response 201", "201 is new"),
        Change("response-status-removed", "GET /orders/{id} response 200", "200 was removed"),
    ]

    assert len(additional_breaks(OLD, OLD, ours, program(1, report(STATUS)))) == 1


def test_no_findings_add_no_changes(program: Program) -> None:
    assert additional_breaks(OLD, OLD, [], program(0, "No changes found between the two specifications")) == ()


@pytest.mark.parametrize(("status", "text"), [(2, "no such file"), (1, "Error: circular reference"), (127, "")])
def test_failure_message_has_the_command_and_its_output(program: Program, status: int, text: str) -> None:
    message = f"`node_modules/.bin/openapi-diff OLD NEW` failed with {status}: {text}"

    with pytest.raises(OpenapiDiffFailed, match=message):
        additional_breaks(OLD, OLD, [], program(status, text))


def test_output_longer_than_a_pipe_is_read_completely(program: Program) -> None:
    many = [finding("path.remove", f"paths./path{number}") for number in range(5000)]

    assert len(additional_breaks(OLD, OLD, [], program(1, report(*many)))) == 5000


@pytest.mark.parametrize("change", [WIDER, BROKEN])
def test_finding_of_openapi_diff_rejects_the_change(
    program: Program,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    change: tuple[str, str],
) -> None:
    # Given a version that is enough for an addition, and a finding of openapi-diff
    fake = program(1, report(STATUS))
    monkeypatch.setattr(openapi_diff, "is_installed", lambda: True)
    monkeypatch.setattr(openapi_diff.additional_breaks, "__defaults__", (fake,))
    for name, text in (("old", SMALL), ("new", changed(change, version="1.5.0"))):
        (tmp_path / f"{name}.yaml").write_text(text)

    # When the gate runs
    status = run_shop("contract-changes", "--base", str(tmp_path / "old.yaml"), "--new", str(tmp_path / "new.yaml"))

    # Then the change is rejected, and the report names openapi-diff only if our rules find no break
    captured = capsys.readouterr()
    assert status == 1
    assert ("openapi-diff: response.status-code.remove" in captured.out) == (change is WIDER)
    assert "to 2.0.0 (it is 1.5.0)" in captured.err


def test_missing_openapi_diff_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(openapi_diff, "is_installed", lambda: openapi_diff.PROGRAM.with_name("missing").exists())
    (tmp_path / "old.yaml").write_text(SMALL)

    assert run_shop("contract-changes", "--base", str(tmp_path / "old.yaml"), "--new", str(tmp_path / "old.yaml")) == 0

    assert "openapi-diff isn't installed (it needs Node and `npm ci`): only our rules decide" in capsys.readouterr().out
