"""Which image may go to production: the one that development has run, of the very files that are released.

``make pass IMAGE=…@sha256:…`` puts a tag on an image whose tests have passed in development, ``make passed`` finds it.
The tag has the hash of git's tree in it, so that a merge that changes nothing finds the same image. ECR lets nobody
move a tag.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from docker.architecture import wanted_architecture
from local.config import CannotRun
from ops.account import region
from ops.git import ask, tree
from ops.outputs import tell
from ops.push import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_ecr import ECRClient

_IMAGE = re.compile(r"[^@\s]+/(?P<repository>[^/@\s]+)@(?P<digest>sha256:[0-9a-f]{64})")
_VERBS = ("mark", "find")
_NONE_PASSED = (
    "development hasn't run the files of {commit}, or they didn't pass there. Production gets what did: let the run of"
    " develop come to its end, or run the workflow Deploy by hand on this branch, which goes to development; then run"
    " this again."
)


@dataclass(frozen=True, slots=True)
class Images:
    """The images in ECR."""

    ecr: ECRClient
    name: str = REPOSITORY

    def mark(self, digest: str, tag: str) -> None:
        """Put a tag on an image; that it has it already is good.

        Raises
        ------
        CannotRun
            If there is no such image, or another one has the tag.
        """
        there = self.find(tag)
        if there is not None:
            if not there.endswith(digest):
                raise CannotRun(f"{tag} is {there}, which has passed before: that one goes to production.")
            return
        images = self.ecr.batch_get_image(repositoryName=self.name, imageIds=[{"imageDigest": digest}])["images"]
        if not images:
            raise CannotRun(f"{self.name} has no image {digest}: make push pushes it.")
        self.ecr.put_image(
            repositoryName=self.name,
            imageManifest=images[0]["imageManifest"],
            imageManifestMediaType=images[0]["imageManifestMediaType"],
            imageTag=tag,
            imageDigest=digest,
        )

    def find(self, tag: str) -> str | None:
        """Return the URI of the image with a tag, by its digest, or nothing."""
        try:
            told = self.ecr.describe_images(repositoryName=self.name, imageIds=[{"imageTag": tag}])
        except self.ecr.exceptions.ImageNotFoundException:
            return None
        image = told["imageDetails"][0]
        host = f"{image['registryId']}.dkr.ecr.{self.ecr.meta.region_name}"
        return f"{host}.{_domain(self.ecr)}/{self.name}@{image['imageDigest']}"


def main(arguments: Sequence[str]) -> int:
    """Do what is asked, and return the exit status."""
    if len(arguments) != 1 or arguments[0] not in _VERBS:
        print(f"promotion: say what: {' or '.join(_VERBS)}", file=sys.stderr)
        return 2
    try:
        images = Images(boto3.client("ecr", region_name=region()))
        _marked(images) if arguments[0] == "mark" else _found(images)
    except (CannotRun, BotoCoreError, ClientError) as reason:
        print(f"{'pass' if arguments[0] == 'mark' else 'passed'}: {reason}", file=sys.stderr)
        return 1
    return 0


def tag_of(tree: str, architecture: str) -> str:
    """Return the tag of an image that has passed."""
    return f"passed-{tree}-{architecture}"


def _marked(images: Images) -> None:
    named = _IMAGE.fullmatch(os.environ.get("IMAGE", ""))
    if named is None or named["repository"] != images.name:
        raise CannotRun(f"IMAGE must name an image of {images.name} by its digest: make pass IMAGE=…@sha256:…")
    tag = _tag()
    images.mark(named["digest"], tag)
    print(f"pass: {named['digest']} is {tag}")


def _found(images: Images) -> None:
    uri = images.find(_tag())
    if uri is None:
        raise CannotRun(_NONE_PASSED.format(commit=ask("rev-parse", "--short", "HEAD").strip()))
    tell("image_uri", uri)
    print(uri)


def _tag() -> str:
    return tag_of(tree(), wanted_architecture())


def _domain(ecr: ECRClient) -> str:
    return ecr.meta.endpoint_url.partition(f"{ecr.meta.region_name}.")[2].strip("/") or "amazonaws.com"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
