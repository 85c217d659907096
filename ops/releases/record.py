"""A stage's releases and the live one: a JSON object in the bucket of Terraform's states."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from botocore.exceptions import ClientError

from ops.releases.errors import RecordChanged, UnknownRelease

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_s3 import S3Client

# Older ones are in earlier versions of the object.
_KEPT = 20


@dataclass(frozen=True, slots=True)
class Pointers:
    """What a stage serves: versions of functions and deployments of APIs.

    Parameters
    ----------
    versions : Mapping
        The version of each function, by its key in ``terraform/functions.json``.
    deployments : Mapping
        The deployment's id of each API, ``storefront`` and ``partner``.
    """

    versions: Mapping[str, str]
    deployments: Mapping[str, str]

    def includes(self, other: Pointers) -> bool:
        """Return whether both agree, ignoring functions that only one of them has."""
        both = self.versions.keys() & other.versions.keys()
        return self.deployments == other.deployments and all(self.versions[key] == other.versions[key] for key in both)


@dataclass(frozen=True, slots=True)
class Release:
    """Pointers with a name.

    Parameters
    ----------
    at : str
        When it began, in UTC, in ISO 8601.
    state : str
        ``trying``: its canary runs. ``promoting``: ``live`` is being moved to it. ``good``: it is or was live.
        ``withdrawn``: it was rolled back.
    """

    name: str
    at: str
    pointers: Pointers
    state: Literal["trying", "promoting", "good", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Record:
    """A stage's releases, the oldest first.

    Parameters
    ----------
    live : str or None
        The name of the live release; None before the first.
    """

    live: str | None = None
    releases: tuple[Release, ...] = field(default=())

    def named(self, name: str) -> Release:
        """Return the release of that name.

        Raises
        ------
        UnknownRelease
            If there is none.
        """
        for release in self.releases:
            if release.name == name:
                return release
        known = ", ".join(release.name for release in self.releases if release.state == "good") or "none"
        raise UnknownRelease(f"There is no release {name}: there are {known}.")

    def unfinished(self) -> Release | None:
        """Return the release that is running or was interrupted."""
        return next((release for release in self.releases if release.state in {"trying", "promoting"}), None)

    def before_live(self) -> Release:
        """Return the last good release before the one that is live.

        Raises
        ------
        UnknownRelease
            If there is none.
        """
        names = [release.name for release in self.releases]
        earlier = self.releases[: names.index(self.live)] if self.live in names else ()
        good = [release for release in earlier if release.state == "good"]
        if not good:
            raise UnknownRelease("There is no good release before the live one to roll back to.")
        return good[-1]

    def free_name(self, name: str) -> str:
        """Return the name, with a number after it if another release has it."""
        taken = {release.name for release in self.releases}
        numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
        return next(each for each in (name, *numbered) if each not in taken)

    def with_release(self, release: Release) -> Record:
        """Return the record with one more release, and without the oldest."""
        good = [each.name for each in self.releases if each.state != "withdrawn"][-_KEPT:]
        gone = [each.name for each in self.releases if each.state == "withdrawn"][-_KEPT:]
        kept = {self.live, *good, *gone}
        return replace(self, releases=(*(each for each in self.releases if each.name in kept), release))

    def with_state(self, name: str, state: Literal["promoting", "good", "withdrawn"]) -> Record:
        """Return the record with a release's new state; a good one becomes live."""
        changed = tuple(replace(each, state=state) if each.name == name else each for each in self.releases)
        return replace(self, releases=changed, live=name if state == "good" else self.live)


@dataclass(slots=True)
class StoredRecord:
    """The record of a stage in S3; `save` never overwrites another process's changes.

    Parameters
    ----------
    bucket : str
        The bucket of Terraform's states.
    """

    s3: S3Client
    bucket: str
    stage: str
    _etag: str | None = None

    @property
    def _key(self) -> str:
        return f"{self.stage}/releases.json"

    def load(self) -> Record:
        """Return the record; an empty one if there is none."""
        # For a missing object S3 returns "forbidden" to callers that may not list the whole bucket.
        listed = self.s3.list_objects_v2(Bucket=self.bucket, Prefix=self._key, MaxKeys=1)
        if not any(each["Key"] == self._key for each in listed.get("Contents", [])):
            self._etag = None
            return Record()
        found = self.s3.get_object(Bucket=self.bucket, Key=self._key)
        self._etag = found["ETag"]
        return _read(json.loads(found["Body"].read()))

    def save(self, record: Record) -> None:
        """Write the record.

        Raises
        ------
        RecordChanged
            If another process wrote it since it was read.
        """
        condition: dict[str, Any] = {"IfMatch": self._etag} if self._etag else {"IfNoneMatch": "*"}
        body = json.dumps(asdict(record), indent=2).encode()
        try:
            written = self.s3.put_object(
                Bucket=self.bucket, Key=self._key, Body=body, ContentType="application/json", **condition
            )
        except ClientError as error:
            if error.response["Error"]["Code"] not in {"PreconditionFailed", "ConditionalRequestConflict"}:
                raise
            raise RecordChanged(
                f"Another release to {self.stage} is running: wait until it has ended, and run this again."
            ) from error
        self._etag = written["ETag"]


def _read(record: Mapping[str, Any]) -> Record:
    releases = (Release(**(each | {"pointers": Pointers(**each["pointers"])})) for each in record["releases"])
    return Record(record["live"], tuple(releases))
