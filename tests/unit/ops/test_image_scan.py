"""A serious finding fails, unless it is accepted with a reason and an expiry date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest
from botocore.stub import Stubber

from local.config import CannotRun
from ops.cli import WrongInput
from ops.image_scan import ACCEPTED, Accepted, Finding, accepted, findings, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mypy_boto3_ecr import ECRClient

DIGEST = f"sha256:{'a' * 64}"
IMAGE = f"123456789012.dkr.ecr.us-east-1.amazonaws.com/ecommerce@{DIGEST}"
WHICH: Any = {"registryId": "123456789012", "repositoryName": "ecommerce", "imageId": {"imageDigest": DIGEST}}
TODAY = date(2026, 11, 29)
HIGH = Finding("HIGH", "CVE-2026-1", "openssl 3.0", "https://example.com/CVE-2026-1")
LOW = Finding("LOW", "CVE-2026-2", "zlib 1.2", "")


def client_of(stub: Stubber) -> ECRClient:
    return cast("ECRClient", stub.client)


@pytest.fixture
def ecr() -> Iterator[Stubber]:
    client = boto3.client("ecr", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


def stub_findings(stub: Stubber, status: str, **found: Any) -> None:
    response = {"imageScanStatus": {"status": status}, "imageScanFindings": found}
    stub.add_response("describe_image_scan_findings", response, WHICH)


def test_the_findings_of_a_basic_scan_are_read(ecr: Stubber) -> None:
    attributes = [{"key": "package_name", "value": "openssl"}, {"key": "package_version", "value": "3.0"}]
    one = {"name": "CVE-2026-1", "severity": "HIGH", "uri": HIGH.page, "attributes": attributes}
    ecr.add_response("start_image_scan", {}, WHICH)
    stub_findings(ecr, "COMPLETE", findings=[one])
    stub_findings(ecr, "COMPLETE", findings=[one])

    assert findings(client_of(ecr), IMAGE) == [HIGH]


def test_the_findings_of_an_enhanced_scan_are_read(ecr: Stubber) -> None:
    details = {
        "vulnerabilityId": "CVE-2026-1",
        "sourceUrl": HIGH.page,
        "vulnerablePackages": [{"name": "openssl", "version": "3.0"}],
    }
    one = {"severity": "HIGH", "title": "CVE-2026-1 - openssl", "packageVulnerabilityDetails": details}
    # Given a registry that scans automatically, and rejects manual scans
    ecr.add_client_error("start_image_scan", "ValidationException", expected_params=WHICH)
    stub_findings(ecr, "COMPLETE", enhancedFindings=[one])
    stub_findings(ecr, "COMPLETE", enhancedFindings=[one])

    assert findings(client_of(ecr), IMAGE) == [HIGH]


def test_an_image_that_was_scanned_today_is_not_scanned_again(ecr: Stubber) -> None:
    ecr.add_client_error("start_image_scan", "LimitExceededException", expected_params=WHICH)
    stub_findings(ecr, "COMPLETE")
    stub_findings(ecr, "COMPLETE")

    assert findings(client_of(ecr), IMAGE) == []


def test_an_image_that_cannot_be_scanned_is_an_error(ecr: Stubber) -> None:
    ecr.add_response("start_image_scan", {}, WHICH)
    stub_findings(ecr, "FAILED")

    with pytest.raises(CannotRun, match="was not scanned"):
        findings(client_of(ecr), IMAGE)


@pytest.mark.parametrize("image", ["", "ecommerce:latest", f"docker.io/ecommerce@{DIGEST}"])
def test_an_image_is_named_by_its_digest(image: str, ecr: Stubber) -> None:
    with pytest.raises(WrongInput, match="is no image of ECR"):
        findings(client_of(ecr), image)


def test_a_serious_finding_is_reported_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert verdict([HIGH, LOW], [], TODAY) == 1

    printed = capsys.readouterr().err
    assert "HIGH CVE-2026-1 in openssl 3.0 https://example.com/CVE-2026-1" in printed
    assert "CVE-2026-2" not in printed


def test_a_minor_finding_passes() -> None:
    assert verdict([LOW], [], TODAY) == 0


@pytest.mark.parametrize(("until", "status"), [(TODAY, 0), (date(2026, 11, 28), 1)])
def test_an_accepted_finding_passes_until_its_expiry(
    until: date, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verdict([HIGH], [Accepted("CVE-2026-1", "not reached", until)], TODAY) == status

    assert ("was accepted until 2026-11-28" in capsys.readouterr().err) == (status == 1)


def test_an_obsolete_acceptance_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert verdict([], [Accepted("CVE-2026-1", "not reached", TODAY)], TODAY) == 0

    assert "CVE-2026-1 is accepted but no longer found" in capsys.readouterr().out


def test_the_committed_list_can_be_read() -> None:
    assert all(each.reason for each in accepted(ACCEPTED))


def test_an_entry_is_read(tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    file.write_text("- {name: CVE-2026-1, reason: not reached, until: 2026-12-31}\n")

    assert accepted(file) == [Accepted("CVE-2026-1", "not reached", date(2026, 12, 31))]


@pytest.mark.parametrize(
    "entry",
    [
        "{name: CVE-2026-1}",
        "{name: a, reason: b}",
        "{name: a, reason: ' ', until: 2026-12-31}",
        "{name: a, reason: b, until: ever}",
    ],
)
def test_an_acceptance_requires_a_reason_and_an_expiry(entry: str, tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    file.write_text(f"- {entry}\n")

    with pytest.raises(CannotRun, match="needs name, reason and until"):
        accepted(file)
