"""Looks at what ECR's scan has found in an image: ``make image-scan IMAGE=…@sha256:…``.

A finding that is critical or high fails, unless ``docker/accepted_findings.yaml`` accepts it for a reason, until a day.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import boto3
import yaml
from botocore.exceptions import BotoCoreError, ClientError, WaiterError

from local.config import ROOT, CannotRun
from ops.account import region

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
    """A vulnerability of an image.

    Parameters
    ----------
    severity : str
        Such as ``HIGH``.
    name : str
        Such as ``CVE-2026-1234``.
    package : str
        What has it, with its version.
    page : str
        Where it is described.
    """

    severity: str
    name: str
    package: str
    page: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that is lived with, why, and until which day."""

    name: str
    reason: str
    until: date


def main() -> int:
    """Say what the scan has found, and return the exit status."""
    image = os.environ.get("IMAGE", "")
    try:
        found = findings(boto3.client("ecr", region_name=region()), image)
        return verdict(found, accepted(ACCEPTED), datetime.now(UTC).date())
    except CannotRun as reason:
        print(f"image-scan: {reason}", file=sys.stderr)
        return 2
    except (BotoCoreError, ClientError) as error:
        print(f"image-scan: {error}\nimage-scan: run it here: make image-scan IMAGE={image}", file=sys.stderr)
        return 1


def findings(ecr: ECRClient, image: str) -> list[Finding]:
    """Have an image scanned, wait for it, and return what was found.

    Parameters
    ----------
    ecr : ECRClient
        Who scans.
    image : str
        Its URI, with its digest.

    Raises
    ------
    CannotRun
        If that is no image of ECR, or it can't be scanned.
    """
    match = _IMAGE.fullmatch(image)
    if match is None:
        raise CannotRun("IMAGE must name an image of ECR by its digest, as `make push` does: …/ecommerce@sha256:….")
    which: Any = {
        "registryId": match["account"],
        "repositoryName": match["repository"],
        "imageId": {"imageDigest": match["digest"]},
    }
    _start(ecr, which)
    try:
        ecr.get_waiter("image_scan_complete").wait(**which)
    except WaiterError as error:
        raise CannotRun(f"{image} isn't scanned: {error}") from error
    pages = ecr.get_paginator("describe_image_scan_findings").paginate(**which)
    return sorted(finding for page in pages for finding in _read(page["imageScanFindings"]))


def _start(ecr: ECRClient, which: Any) -> None:  # noqa: ANN401  # the arguments of ECR's calls
    try:
        ecr.start_image_scan(**which)
    except ClientError as error:
        if error.response["Error"]["Code"] not in _SCANNED_ALREADY:
            raise


def _read(told: Any) -> Iterator[Finding]:  # noqa: ANN401  # basic and enhanced scanning tell different things
    for each in told.get("findings", []):
        attributes = {attribute["key"]: attribute.get("value", "") for attribute in each.get("attributes", [])}
        package = f"{attributes.get('package_name', '?')} {attributes.get('package_version', '')}".strip()
        yield Finding(each["severity"], each["name"], package, each.get("uri", ""))
    for each in told.get("enhancedFindings", []):
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
    """Return the findings that are lived with.

    Raises
    ------
    CannotRun
        If one has no reason or no day.
    """
    read = []
    for entry in yaml.safe_load(file.read_text()) or []:
        match entry:
            case {"name": str(name), "reason": str(reason), "until": date() as until} if reason.strip():
                read.append(Accepted(name, reason, until))
            case _:
                raise CannotRun(f"{file.name}: each entry has a name, a reason, and until: a day. This hasn't: {entry}")
    return read


def verdict(found: Iterable[Finding], accepted: Sequence[Accepted], today: date) -> int:
    """Say what was found and return the exit status: 1 for what is critical or high, and not accepted any more.

    Parameters
    ----------
    found : Iterable[Finding]
        What was found.
    accepted : Sequence[Accepted]
        What is lived with.
    today : date
        The last day on which an `Accepted` counts is its own.
    """
    serious = [finding for finding in found if finding.severity in FAILING]
    until = {each.name: each.until for each in accepted}
    refused = [finding for finding in serious if until.get(finding.name, date.min) < today]
    for finding in refused:
        ended = f" (was accepted until {until[finding.name]})" if finding.name in until else ""
        print(
            f"image-scan: {finding.severity} {finding.name} in {finding.package}{ended} {finding.page}", file=sys.stderr
        )
    for name in sorted(until.keys() - {finding.name for finding in serious}):
        print(f"image-scan: {name} is accepted, and not found any more: take it out of {ACCEPTED.name}")
    if refused:
        print(f"image-scan: mend it, or accept it in docker/{ACCEPTED.name}, with a reason and a day.", file=sys.stderr)
        return 1
    print(f"image-scan: nothing critical or high that isn't accepted ({len(serious)} accepted)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
