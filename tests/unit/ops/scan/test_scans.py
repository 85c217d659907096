from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ops.scan import __main__ as scan
from ops.scan import code, npm
from ops.scan.result import Outcome

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "handlers").mkdir()
    return tmp_path


def written(root: Path, text: str) -> list[str]:
    (root / "handlers" / "shop.py").write_text(text)
    return list(code.scanned(root).findings)


def test_code_without_holes_has_no_findings(root: Path) -> None:
    assert written(root, "PRICE = 1\n") == []


def test_a_hole_is_found_where_it_is(root: Path) -> None:
    findings = written(root, "import pickle\n\nCART = pickle.loads(b'')\n")

    assert any("handlers/shop.py:3:8: S301" in finding for finding in findings)


def test_a_hole_may_be_silenced_for_a_reason(root: Path) -> None:
    silenced = "PASSWORD = 'x'  # noqa: S105{}\n"

    assert written(root, silenced.format("  # its name")) == []
    assert written(root, silenced.format("")) == ["handlers/shop.py:1: S105 is silenced without a reason behind it"]


def audited(**vulnerabilities: str) -> str:
    told = {name: {"range": "<2", "severity": severity} for name, severity in vulnerabilities.items()}
    return json.dumps({"vulnerabilities": told, "metadata": {"dependencies": {"total": 3}}})


def test_a_vulnerable_package_of_npm_is_named_unless_it_does_no_harm() -> None:
    assert list(npm.judged(audited(lodash="high", tape="low", ajv="moderate")).findings) == [
        "npm: ajv <2: moderate",
        "npm: lodash <2: high",
    ]


def test_none_is_no_finding() -> None:
    assert npm.judged(audited()) == Outcome(looked_at="3 packages of npm", findings=[])


@pytest.mark.parametrize("report", ["", '{"message": "405 Method Not Allowed"}'])
def test_where_the_registry_gives_no_answer_it_is_left_out(report: str) -> None:
    assert npm.judged(report).left_out.startswith("npm's packages: ")


@pytest.mark.parametrize(("required", "status"), [("", 0), ("1", 2)])
def test_what_was_left_out_fails_where_it_is_required(
    monkeypatch: pytest.MonkeyPatch, required: str, status: int
) -> None:
    monkeypatch.setenv("REQUIRED", required)
    monkeypatch.setattr(scan, "_SCANS", {"npm": lambda: Outcome(looked_at="", left_out="npm's packages")})

    assert scan.main([]) == status


def test_a_finding_fails_however_good_the_rest_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = Outcome(looked_at="code", findings=["a hole"])
    monkeypatch.setattr(scan, "_SCANS", {"code": lambda: bad, "npm": lambda: Outcome(looked_at="3 packages")})

    assert scan.main([]) == 1
    assert capsys.readouterr() == ("scan: 3 packages: nothing found\n", "scan: a hole\n")


def test_a_scan_that_there_is_not_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert scan.main(["everything"]) == 2
    assert capsys.readouterr().err == "scan: there is no everything, but code, secrets, npm\n"
