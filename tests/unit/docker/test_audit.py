from __future__ import annotations

import json

import pytest

from docker.audit import findings_of, verdict

GOOD = {"name": "boto3", "version": "1.43.106", "vulns": []}
BAD = {"name": "urllib3", "version": "2.8.0", "vulns": [{"id": "PYSEC-2026-1"}]}
UNKNOWN = {"name": "six", "skip_reason": "Dependency not found on PyPI"}


def audited(*packages: object, required: bool = False) -> int:
    return verdict(findings_of(json.dumps({"dependencies": packages, "fixes": []})), required=required)


def test_audit_without_findings_succeeds(capsys: pytest.CaptureFixture[str]) -> None:
    assert audited(GOOD, required=True) == 0
    assert capsys.readouterr().out == "audit: 1 packages, none known to be vulnerable\n"


def test_vulnerable_package_is_named_and_fails_the_audit(capsys: pytest.CaptureFixture[str]) -> None:
    assert audited(GOOD, BAD, UNKNOWN) == 1
    assert capsys.readouterr().err == "audit: urllib3 2.8.0: PYSEC-2026-1\n"


@pytest.mark.parametrize("packages", [(), (UNKNOWN,), (GOOD, UNKNOWN)])
def test_unchecked_packages_are_reported_as_skipped(
    packages: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert audited(*packages) == 0
    assert capsys.readouterr().out.startswith("audit: skipped ")


@pytest.mark.parametrize("packages", [(), (UNKNOWN,), (GOOD, UNKNOWN)])
def test_unchecked_packages_fail_a_required_audit(packages: tuple[object, ...]) -> None:
    assert audited(*packages, required=True) == 2


def test_empty_report_fails_a_required_audit() -> None:
    assert verdict(findings_of(""), required=True) == 2
