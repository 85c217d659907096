"""Builds the image of the functions and pushes it to ECR, once for each state of the sources: ``make push``.

Its tag is the hash of git's tree, so that the same sources are the same image: where the tag is there, nothing is built
and nothing pushed. What the base has got since then comes with the next commit.
"""

from __future__ import annotations

import base64
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from docker.architecture import wanted_architecture
from docker.base import AWS_BASE, base_for
from docker.build import build
from docker.engine import EngineFailed, engine
from local.config import CannotRun
from ops.account import region
from ops.git import tree
from ops.outputs import tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_ecr import ECRClient

    from docker.engine import Engine

# As terraform/bootstrap calls it.
REPOSITORY = "ecommerce"


@dataclass(frozen=True, slots=True)
class Registry:
    """Where images are pushed to, and the password that lets an engine do it for some hours."""

    host: str
    password: str


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository of the image in ECR."""

    ecr: ECRClient
    name: str = REPOSITORY

    def digest(self, tag: str) -> str | None:
        """Return the digest of the image that has a tag, or nothing if none has it."""
        try:
            told = self.ecr.describe_images(repositoryName=self.name, imageIds=[{"imageTag": tag}])
        except self.ecr.exceptions.ImageNotFoundException:
            return None
        return told["imageDetails"][0]["imageDigest"]

    def registry(self) -> Registry:
        """Return the account's registry."""
        told = self.ecr.get_authorization_token()["authorizationData"][0]
        password = base64.b64decode(told["authorizationToken"]).decode().partition(":")[2]
        return Registry(told["proxyEndpoint"].removeprefix("https://"), password)


def main() -> int:
    """Push the image, say its URI on the last line and return the exit status."""
    try:
        architecture = wanted_architecture()
        repository = Repository(boto3.client("ecr", region_name=region()))
        uri = pushed(repository, f"{tree()}-{architecture}", lambda: _built(architecture))
    except (CannotRun, EngineFailed, BotoCoreError, ClientError) as reason:
        print(f"push: {reason}\npush: run it here: make push", file=sys.stderr)
        return 1
    tell("image_uri", uri)
    print(uri)
    return 0


def pushed(repository: Repository, tag: str, built: Callable[[], tuple[Engine, str]]) -> str:
    """Push an image, unless the tag is there, and return its URI with its digest.

    Parameters
    ----------
    repository : Repository
        Where to.
    tag : str
        The tag, which ECR lets nobody move to another image.
    built : Callable
        What builds the image, and returns the engine that has it and its name there; where the tag is there it isn't
        called.

    Raises
    ------
    CannotRun
        If ECR doesn't know what was pushed.
    """
    registry = repository.registry()
    target = f"{registry.host}/{repository.name}:{tag}"
    digest = repository.digest(tag)
    if digest is None:
        _push(*built(), target, registry)
        digest = repository.digest(tag)
    else:
        print(f"push: {target} is there already", flush=True)
    if digest is None:
        raise CannotRun(f"{target} was pushed, but ECR doesn't know it.")
    return f"{registry.host}/{repository.name}@{digest}"


def _built(architecture: str) -> tuple[Engine, str]:
    here = engine()
    # No substitute: what Lambda runs stands on AWS's base, or on what was asked for.
    base = base_for(here, architecture, asked=os.environ.get("BASE_IMAGE") or AWS_BASE)
    print(f"push: building on {base.image}, with {here.name} ...", flush=True)
    return here, build(here, architecture, base)


def _push(here: Engine, image: str, target: str, registry: Registry) -> None:
    print(f"push: {target} ...", flush=True)
    here.log_in(registry.host, "AWS", registry.password)
    try:
        here.run("tag", image, target)
        here.run("push", *here.build_options, target)
    finally:
        here.run("logout", registry.host)


if __name__ == "__main__":
    sys.exit(main())
