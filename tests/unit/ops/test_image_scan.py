"""A serious finding fails, unless it is accepted for a reason and until a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest
from botocore.stub import Stubber

from local.config import CannotRun
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


def told(stub: Stubber, status: str, **found: Any) -> None:
    answer = {"imageScanStatus": {"status": status}, "imageScanFindings": found}
    stub.add_response("describe_image_scan_findings", answer, WHICH)


def test_the_findings_of_a_basic_scan_are_read(ecr: Stubber) -> None:
    attributes = [{"key": "package_name", "value": "openssl"}, {"key": "package_version", "value": "3.0"}]
    one = {"name": "CVE-2026-1", "severity": "HIGH", "uri": HIGH.page, "attributes": attributes}
    ecr.add_response("start_image_scan", {}, WHICH)
    told(ecr, "COMPLETE", findings=[one])
    told(ecr, "COMPLETE", findings=[one])

    assert findings(client_of(ecr), IMAGE) == [HIGH]


def test_the_findings_of_an_enhanced_scan_are_read(ecr: Stubber) -> None:
    details = {
        "vulnerabilityId": "CVE-2026-1",
        "sourceUrl": HIGH.page,
        "vulnerablePackages": [{"name": "openssl", "version": "3.0"}],
    }
    one = {"severity": "HIGH", "title": "CVE-2026-1 - openssl", "packageVulnerabilityDetails": details}
    # Given a registry that scans by itself, and refuses to be told to
    ecr.add_client_error("start_image_scan", "ValidationException", expected_params=WHICH)
    told(ecr, "COMPLETE", enhancedFindings=[one])
    told(ecr, "COMPLETE", enhancedFindings=[one])

    assert findings(client_of(ecr), IMAGE) == [HIGH]


def test_an_image_that_was_scanned_today_is_not_scanned_again(ecr: Stubber) -> None:
    ecr.add_client_error("start_image_scan", "LimitExceededException", expected_params=WHICH)
    told(ecr, "COMPLETE")
    told(ecr, "COMPLETE")

    assert findings(client_of(ecr), IMAGE) == []


def test_an_image_that_cannot_be_scanned_is_no_clean_one(ecr: Stubber) -> None:
    ecr.add_response("start_image_scan", {}, WHICH)
    told(ecr, "FAILED")

    with pytest.raises(CannotRun, match="isn't scanned"):
        findings(client_of(ecr), IMAGE)


@pytest.mark.parametrize("image", ["", "ecommerce:latest", f"docker.io/ecommerce@{DIGEST}"])
def test_an_image_is_named_by_its_digest(image: str, ecr: Stubber) -> None:
    with pytest.raises(CannotRun, match="by its digest"):
        findings(client_of(ecr), image)


def test_what_is_serious_fails_and_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert verdict([HIGH, LOW], [], TODAY) == 1

    said = capsys.readouterr().err
    assert "HIGH CVE-2026-1 in openssl 3.0 https://example.com/CVE-2026-1" in said
    assert "CVE-2026-2" not in said


def test_what_is_not_serious_passes() -> None:
    assert verdict([LOW], [], TODAY) == 0


@pytest.mark.parametrize(("until", "status"), [(TODAY, 0), (date(2026, 11, 28), 1)])
def test_what_is_accepted_passes_until_its_day(until: date, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert verdict([HIGH], [Accepted("CVE-2026-1", "not reached", until)], TODAY) == status

    assert ("was accepted until 2026-11-28" in capsys.readouterr().err) == (status == 1)


def test_what_is_accepted_and_gone_is_to_be_taken_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert verdict([], [Accepted("CVE-2026-1", "not reached", TODAY)], TODAY) == 0

    assert "CVE-2026-1 is accepted, and not found any more" in capsys.readouterr().out


def test_the_list_that_is_kept_can_be_read() -> None:
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
def test_nothing_is_accepted_without_a_reason_or_for_ever(entry: str, tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    file.write_text(f"- {entry}\n")

    with pytest.raises(CannotRun, match="a reason, and until"):
        accepted(file)
