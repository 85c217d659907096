"""Puts the documentation and the contract where a stage's readers find them: ``make publish STAGE=dev``.

What ``make docs`` has built is ``/docs/`` then, and the contract ``/docs/contract/`` and ``/docs/contract/<version>/``.
Only what has changed is sent; what is gone is taken away, but never a contract.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import uuid
from dataclasses import dataclass
from mimetypes import MimeTypes
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.config import ROOT, CannotRun
from ops.account import region
from ops.terraform import TerraformFailed, stage_root, state_bucket

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_s3 import S3Client

PREFIX = "docs/"
CONTRACT = f"{PREFIX}contract/"
_DEFAULT_FOLDER = "build/docs"
_BATCH = 1000
# A name with a hash in it is another name when the content is another.
_HASHED = re.compile(r"\.[0-9a-f]{8,}\.")
_FOREVER, _SHORT = "public, max-age=31536000, immutable", "public, max-age=300"
# What Python knows itself, and not what a machine's own files say besides.
_TYPES = MimeTypes()
_MORE_TYPES = {
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".woff2": "font/woff2",
    ".map": "application/json",
}
_TEXT = frozenset({"application/json", "application/yaml", "text/css", "text/html", "text/javascript", "text/plain"})


@dataclass(frozen=True, slots=True)
class Published:
    """How many objects were sent and how many taken away."""

    sent: int
    removed: int


@dataclass(frozen=True, slots=True)
class Docs:
    """A stage's bucket of documentation, and the distribution of CloudFront that reads it.

    Parameters
    ----------
    s3, cloudfront : S3Client, CloudFrontClient
        Who keeps it, and who has copies of it.
    bucket, distribution : str
        The bucket's name, and the distribution's id.
    """

    s3: S3Client
    cloudfront: CloudFrontClient
    bucket: str
    distribution: str

    def publish(self, wanted: Mapping[str, Path]) -> Published:
        """Make the bucket hold what is wanted, and have CloudFront forget what it has of it, if anything changed.

        Parameters
        ----------
        wanted : Mapping
            Files by their keys.
        """
        there = self._there()
        changed = [key for key, file in wanted.items() if there.get(key) != _md5(file)]
        # Pages come last: they name what stands beside them.
        for key in sorted(changed, key=lambda key: (key.endswith(".html"), key)):
            self._send(key, wanted[key])
        gone = sorted(key for key in there.keys() - wanted.keys() if not key.startswith(CONTRACT))
        self._remove(gone)
        if changed or gone:
            self.cloudfront.create_invalidation(
                DistributionId=self.distribution,
                InvalidationBatch={
                    "Paths": {"Quantity": 1, "Items": [f"/{PREFIX}*"]},
                    "CallerReference": str(uuid.uuid4()),
                },
            )
        return Published(len(changed), len(gone))

    def _there(self) -> dict[str, str]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=PREFIX)
        return {each["Key"]: each["ETag"].strip('"') for page in pages for each in page.get("Contents", [])}

    def _send(self, key: str, file: Path) -> None:
        self.s3.put_object(
            Bucket=self.bucket,
            Key=key,
            # In one part, so that its ETag is its MD5.
            Body=file.read_bytes(),
            ContentType=content_type(key),
            CacheControl=cache_control(key),
        )

    def _remove(self, keys: list[str]) -> None:
        for first in range(0, len(keys), _BATCH):
            batch = keys[first : first + _BATCH]
            told = self.s3.delete_objects(
                Bucket=self.bucket, Delete={"Objects": [{"Key": key} for key in batch], "Quiet": True}
            )
            for error in told.get("Errors", []):
                raise CannotRun(f"{error.get('Key')} can't be taken away: {error.get('Message')}")


def main() -> int:
    """Publish, say what came of it and return the exit status."""
    stage = os.environ.get("STAGE", "")
    try:
        wanted = files(ROOT / (os.environ.get("DOCS") or _DEFAULT_FOLDER)) | contract(ROOT)
        cdn = _cdn(stage)
        if cdn is None:
            print(f"publish: {stage} has no CloudFront, and so no place for documentation: nothing was published.")
            return 0
        docs = Docs(
            boto3.client("s3", region_name=region()),
            boto3.client("cloudfront"),
            cdn["docs_bucket"],
            cdn["distribution_id"],
        )
        done = docs.publish(wanted)
    except CannotRun as reason:
        print(f"publish: {reason}", file=sys.stderr)
        return 2
    except (BotoCoreError, ClientError, TerraformFailed) as failure:
        print(f"publish: {failure}\npublish: run it here: make publish STAGE={stage}", file=sys.stderr)
        return 1
    print(f"publish: {done.sent} of {len(wanted)} files sent, {done.removed} taken away: {cdn['url']}/{PREFIX}")
    return 0


def files(folder: Path) -> dict[str, Path]:
    """Return the files of the documentation by their keys.

    Raises
    ------
    CannotRun
        If there are none: all that is there would be taken away.
    """
    found = {f"{PREFIX}{file.relative_to(folder).as_posix()}": file for file in folder.rglob("*") if file.is_file()}
    if f"{PREFIX}index.html" not in found:
        raise CannotRun(f"There is no documentation in {folder}: make docs")
    return found


def contract(root: Path) -> dict[str, Path]:
    """Return the files of the contract by their keys: as the newest, and as their version."""
    documents = [root / "openapi.yaml", root / "generated" / "openapi.json"]
    version = json.loads(documents[1].read_text())["info"]["version"]
    return {f"{CONTRACT}{part}{file.name}": file for file in documents for part in ("", f"{version}/")}


def content_type(key: str) -> str:
    """Return what a file is, by its name."""
    guessed = _MORE_TYPES.get(Path(key).suffix) or _TYPES.guess_type(key)[0] or "application/octet-stream"
    return f"{guessed}; charset=utf-8" if guessed in _TEXT else guessed


def cache_control(key: str) -> str:
    """Return how long a file may be kept by who has read it."""
    return _FOREVER if _HASHED.search(Path(key).name) else _SHORT


def _cdn(stage: str) -> Mapping[str, Any] | None:
    root = stage_root(stage)
    root.init(bucket=state_bucket(), region=region())
    outputs = root.outputs()
    if "cdn" not in outputs:
        raise CannotRun(f"The stage {stage} isn't deployed: make plan STAGE={stage}, and make apply STAGE={stage}.")
    cdn: Mapping[str, Any] | None = outputs["cdn"]
    return cdn


def _md5(file: Path) -> str:
    return hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
