"""ECR's scan of an image: ``bin/shop image scan``.

A critical or high finding fails, unless ``docker/accepted_findings.yaml`` accepts it, with a reason and an end date.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import boto3
import yaml
from botocore.exceptions import ClientError, WaiterError

from ops.cli import ROOT, CannotRun, WrongInput
from ops.stage import region

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from mypy_boto3_ecr import ECRClient

ACCEPTED = ROOT / "docker" / "accepted_findings.yaml"
FAILING = ("CRITICAL", "HIGH")
_IMAGE = re.compile(
    r"(?P<account>[0-9]{12})\.dkr\.ecr\.[a-z0-9.-]+/(?P<repository>[^@]+)@(?P<digest>sha256:[0-9a-f]{64})"
)
# Basic scanning scans an image once a day at most; enhanced scanning does it by itself.
_SCANNED_ALREADY = frozenset({"LimitExceededException", "ValidationException"})


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A vulnerability in an image.

    Parameters
    ----------
    severity : str
        Such as ``HIGH``.
    name : str
        Such as ``CVE-2026-1234``.
    package : str
        The vulnerable package, with its version.
    page : str
        The URL of its description.
    """

    severity: str
    name: str
    package: str
    page: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted finding, the reason, and its last day."""

    name: str
    reason: str
    until: date


def scan_image(image: str) -> int:
    """Have an image scanned, print the verdict, and return the exit code."""
    found = findings(boto3.client("ecr", region_name=region()), image)
    return verdict(found, accepted(ACCEPTED), datetime.now(UTC).date())


def findings(ecr: ECRClient, image: str) -> list[Finding]:
    """Have an image scanned, wait for the scan, and return its findings.

    Raises
    ------
    WrongInput
        If this is no image of ECR.
    CannotRun
        If it can't be scanned.
    """
    match = _IMAGE.fullmatch(image)
    if match is None:
        raise WrongInput(f"{image} is no image of ECR.")
    which: Any = {
        "registryId": match["account"],
        "repositoryName": match["repository"],
        "imageId": {"imageDigest": match["digest"]},
    }
    _start(ecr, which)
    try:
        ecr.get_waiter("image_scan_complete").wait(**which)
    except WaiterError as error:
        raise CannotRun(f"{image} was not scanned: {error}") from error
    pages = ecr.get_paginator("describe_image_scan_findings").paginate(**which)
    return sorted(finding for page in pages for finding in _read(page["imageScanFindings"]))


def _start(ecr: ECRClient, which: Any) -> None:  # noqa: ANN401  # the arguments of ECR's calls
    try:
        ecr.start_image_scan(**which)
    except ClientError as error:
        if error.response["Error"]["Code"] not in _SCANNED_ALREADY:
            raise


def _read(report: Any) -> Iterator[Finding]:  # noqa: ANN401  # basic and enhanced scanning differ
    for each in report.get("findings", []):
        attributes = {attribute["key"]: attribute.get("value", "") for attribute in each.get("attributes", [])}
        package = f"{attributes.get('package_name', '?')} {attributes.get('package_version', '')}".strip()
        yield Finding(each["severity"], each["name"], package, each.get("uri", ""))
    for each in report.get("enhancedFindings", []):
        details = each.get("packageVulnerabilityDetails", {})
        packages = ", ".join(
            f"{one['name']} {one.get('version', '')}".strip() for one in details.get("vulnerablePackages", [])
        )
        yield Finding(
            each["severity"],
            details.get("vulnerabilityId") or each["title"],
            packages or "?",
            details.get("sourceUrl", ""),
        )


def accepted(file: Path) -> list[Accepted]:
    """Return the accepted findings.

    Raises
    ------
    CannotRun
        If an entry has no reason or no end date.
    """
    read = []
    for entry in yaml.safe_load(file.read_text()) or []:
        match entry:
            case {"name": str(name), "reason": str(reason), "until": date() as until} if reason.strip():
                read.append(Accepted(name, reason, until))
            case _:
                raise CannotRun(f"{file.name}: each entry needs name, reason and until (a date): {entry}")
    return read


def verdict(found: Iterable[Finding], accepted: Sequence[Accepted], today: date) -> int:
    """Print the findings and return the exit code: 1 if a critical or high one isn't accepted today."""
    serious = [finding for finding in found if finding.severity in FAILING]
    until = {each.name: each.until for each in accepted}
    rejected = [finding for finding in serious if until.get(finding.name, date.min) < today]
    for finding in rejected:
        ended = f" (was accepted until {until[finding.name]})" if finding.name in until else ""
        print(
            f"image-scan: {finding.severity} {finding.name} in {finding.package}{ended} {finding.page}", file=sys.stderr
        )
    for name in sorted(until.keys() - {finding.name for finding in serious}):
        print(f"image-scan: {name} is accepted but no longer found: remove it from {ACCEPTED.name}")
    if rejected:
        print(
            f"image-scan: fix it, or accept it in docker/{ACCEPTED.name}, with a reason and an end date.",
            file=sys.stderr,
        )
        return 1
    print(f"image-scan: nothing critical or high that isn't accepted ({len(serious)} accepted)")
    return 0
