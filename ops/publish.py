"""Publish the documentation and the contract of a stage: ``bin/shop publish``.

``make docs`` builds ``/docs/``, whose pages for accounts find the stage's API in ``account/shop.json``. The contract
goes to ``/docs/contract/`` and ``/docs/contract/<version>/``. Only changed files are uploaded. Files that are gone are
deleted, but never a contract.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from dataclasses import dataclass
from mimetypes import MimeTypes
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import boto3
import click

from ops.cli import ROOT, CannotRun, deployed_stage
from ops.stage import region
from ops.terraform import stage_root, state_bucket

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_s3 import S3Client

PREFIX = "docs/"
CONTRACT = f"{PREFIX}contract/"
DEFAULT_FOLDER = "build/docs"
_BATCH = 1000
# A file name with a hash changes with its content.
_HASHED = re.compile(r"\.[0-9a-f]{8,}\.")
_FOREVER, _SHORT = "public, max-age=31536000, immutable", "public, max-age=300"
# Python's own table, without the machine's files.
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
    """How many objects were uploaded and deleted."""

    sent: int
    removed: int


@dataclass(frozen=True, slots=True)
class Docs:
    """A stage's bucket of documentation, and the id of the CloudFront distribution that serves it."""

    s3: S3Client
    cloudfront: CloudFrontClient
    bucket: str
    distribution: str

    def publish(self, files_by_key: Mapping[str, Path]) -> Published:
        """Upload changed files, delete obsolete ones, and invalidate CloudFront's copies if anything changed."""
        published = self._published_files()
        changed = [key for key, file in files_by_key.items() if published.get(key) != _md5(file)]
        # Pages come last: they refer to the other files.
        for key in sorted(changed, key=lambda key: (key.endswith(".html"), key)):
            self._send(key, files_by_key[key])
        gone = sorted(key for key in published.keys() - files_by_key.keys() if not key.startswith(CONTRACT))
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

    def _published_files(self) -> dict[str, str]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=PREFIX)
        return {each["Key"]: each["ETag"].strip('"') for page in pages for each in page.get("Contents", [])}

    def _send(self, key: str, file: Path) -> None:
        self.s3.put_object(
            Bucket=self.bucket,
            Key=key,
            # Uploaded in one part, so that its ETag is its MD5.
            Body=file.read_bytes(),
            ContentType=content_type(key),
            CacheControl=cache_control(key),
        )

    def _remove(self, keys: list[str]) -> None:
        for first in range(0, len(keys), _BATCH):
            batch = keys[first : first + _BATCH]
            result = self.s3.delete_objects(
                Bucket=self.bucket, Delete={"Objects": [{"Key": key} for key in batch], "Quiet": True}
            )
            for error in result.get("Errors", []):
                raise CannotRun(f"{error.get('Key')} can't be deleted: {error.get('Message')}")


@click.command()
@deployed_stage
@click.option("--folder", type=click.Path(path_type=Path), default=DEFAULT_FOLDER, help="Where `make docs` built it.")
def publish(stage: str, folder: Path) -> None:
    """Publish the documentation and the contract where a stage's readers find them."""
    files_by_key = files(ROOT / folder) | contract(ROOT)
    outputs = _outputs(stage)
    cdn: Mapping[str, Any] | None = outputs["cdn"]
    if cdn is None:
        click.echo(f"publish: {stage} has no CloudFront distribution, so nothing was published.")
        return
    s3, cloudfront = boto3.client("s3", region_name=region()), boto3.client("cloudfront")
    docs = Docs(s3, cloudfront, cdn["docs_bucket"], cdn["distribution_id"])
    with TemporaryDirectory() as stage_folder:
        apis = Path(stage_folder, "shop.json")
        apis.write_text(json.dumps({"storefront": outputs["apis"]["storefront"]["invoke_url"]}))
        files_by_key[f"{PREFIX}account/shop.json"] = apis
        done = docs.publish(files_by_key)
    click.echo(f"publish: {done.sent} of {len(files_by_key)} files sent, {done.removed} deleted: {cdn['url']}/{PREFIX}")


def files(folder: Path) -> dict[str, Path]:
    """Return the files of the documentation by their keys.

    Raises
    ------
    CannotRun
        If there are none: publishing would delete everything.
    """
    found = {f"{PREFIX}{file.relative_to(folder).as_posix()}": file for file in folder.rglob("*") if file.is_file()}
    if f"{PREFIX}index.html" not in found:
        raise CannotRun(f"There is no documentation in {folder}: run make docs")
    return found


def contract(root: Path) -> dict[str, Path]:
    """Return the files of the contract by their keys: as the newest, and by version."""
    documents = [root / "openapi.yaml", root / "generated" / "openapi.json"]
    version = json.loads(documents[1].read_text())["info"]["version"]
    return {f"{CONTRACT}{part}{file.name}": file for file in documents for part in ("", f"{version}/")}


def content_type(key: str) -> str:
    """Return a file's content type, by its name."""
    guessed = _MORE_TYPES.get(Path(key).suffix) or _TYPES.guess_type(key)[0] or "application/octet-stream"
    return f"{guessed}; charset=utf-8" if guessed in _TEXT else guessed


def cache_control(key: str) -> str:
    """Return a file's Cache-Control header."""
    return _FOREVER if _HASHED.search(Path(key).name) else _SHORT


def _outputs(stage: str) -> Mapping[str, Any]:
    root = stage_root(stage)
    root.init(bucket=state_bucket(), region=region())
    outputs = root.outputs()
    if "cdn" not in outputs:
        raise CannotRun(
            f"The stage {stage} isn't deployed: bin/shop plan --stage {stage}, then bin/shop apply --stage {stage}."
        )
    return outputs


def _md5(file: Path) -> str:
    return hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()
