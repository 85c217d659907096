from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ops.scan import code, command, npm
from ops.scan.result import ScanResult
from tests.unit.ops.conftest import run_shop

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "handlers").mkdir()
    return tmp_path


def written(root: Path, text: str) -> list[str]:
    (root / "handlers" / "shop.py").write_text(text)
    return list(code.scan(root).findings)


def test_safe_code_has_no_findings(root: Path) -> None:
    assert written(root, "PRICE = 1\n") == []


def test_a_vulnerability_is_found_with_its_line(root: Path) -> None:
    findings = written(root, "import pickle\n\nCART = pickle.loads(b'')\n")

    assert any("handlers/shop.py:3:8: S301" in finding for finding in findings)


def test_a_rule_may_be_silenced_for_a_reason(root: Path) -> None:
    silenced = "PASSWORD = 'x'  # noqa: S105{}\n"

    assert written(root, silenced.format("  # its name")) == []
    assert written(root, silenced.format("")) == ["handlers/shop.py:1: S105 is silenced without a reason after it"]


def audited(**vulnerabilities: str) -> str:
    packages = {name: {"range": "<2", "severity": severity} for name, severity in vulnerabilities.items()}
    return json.dumps({"vulnerabilities": packages, "metadata": {"dependencies": {"total": 3}}})


def test_a_vulnerable_package_of_npm_is_named_unless_it_does_no_harm() -> None:
    assert list(npm.read_report(audited(lodash="high", tape="low", ajv="moderate")).findings) == [
        "npm: ajv <2: moderate",
        "npm: lodash <2: high",
    ]


def test_no_vulnerability_is_no_finding() -> None:
    assert npm.read_report(audited()) == ScanResult(scope="3 packages of npm", findings=[])


@pytest.mark.parametrize("report", ["", '{"message": "405 Method Not Allowed"}'])
def test_without_a_response_of_the_registry_the_scan_is_skipped(report: str) -> None:
    assert npm.read_report(report).skipped.startswith("npm's packages: ")


@pytest.mark.parametrize(("options", "status"), [((), 0), (("--required",), 1)])
def test_a_skipped_scan_fails_if_it_is_required(
    monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], status: int
) -> None:
    monkeypatch.setattr(command, "SCANS", {"npm": lambda: ScanResult(skipped="npm's packages")})

    assert run_shop("scan", *options) == status


def test_one_finding_fails_the_scan(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    bad = ScanResult(scope="code", findings=["a vulnerability"])
    monkeypatch.setattr(command, "SCANS", {"code": lambda: bad, "npm": lambda: ScanResult(scope="3 packages")})

    assert run_shop("scan") == 1
    assert capsys.readouterr() == ("scan: 3 packages: nothing found\n", "scan: a vulnerability\n")


def test_an_unknown_scan_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_shop("scan", "everything") == 2
    assert "'everything'" in capsys.readouterr().err
