"""The image of the functions: pushed to ECR, scanned, marked for production: ``bin/shop image``.

An image is pushed once for each state of the sources: its tag is the hash of git's tree, and ECR's tags are immutable.
After its tests in development the job that ran them marks it, and ``image find`` looks for the mark before production
is deployed. A merge that changes no file finds the same image.
"""

from __future__ import annotations

import base64
import os
import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
import click
from botocore.exceptions import ClientError

from docker.architecture import this_architecture
from ops import git
from ops.cli import PROJECT_NAME, ROOT, CannotRun, ImageType, WrongInput, set_output
from ops.stage import region
from ops.terraform import state_bucket
from ops.tool_environments import tool_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_ecr.type_defs import ImageIdentifierTypeDef
    from mypy_boto3_s3 import S3Client

    from docker.engine import Engine

# The folder of the marks in the bucket of the state.
_MARK = "passed/{}"
_ARCHITECTURES = ("x86_64", "arm64")
_URI = re.compile(r"[^@\s]+/(?P<repository>[^/@\s]+)@(?P<digest>sha256:[0-9a-f]{64})")
_NOT_MARKED = (
    "No image of the files of {commit} has passed its tests in development. Production gets the image that did: "
    "wait for the run of develop to finish, or run the workflow Deploy on this branch, which deploys to development. "
    "Then run this again."
)

_architecture = click.option(
    "--arch",
    type=click.Choice(_ARCHITECTURES),
    default=this_architecture,
    help="The architecture; default: this machine's.",
)


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry, and the password for it, which is valid for some hours."""

    host: str
    password: str


@dataclass(frozen=True, slots=True)
class Repository:
    """The images in ECR."""

    ecr: ECRClient
    name: str = PROJECT_NAME

    def registry(self) -> Registry:
        """Return the account's registry."""
        data = self.ecr.get_authorization_token()["authorizationData"][0]
        password = base64.b64decode(data["authorizationToken"]).decode().partition(":")[2]
        return Registry(data["proxyEndpoint"].removeprefix("https://"), password)

    def find(self, tag: str) -> str | None:
        """Return the URI of the image with a tag, by its digest; None if there is no such image."""
        return self._find({"imageTag": tag})

    def find_digest(self, digest: str) -> str:
        """Return the URI of the image with a digest.

        Raises
        ------
        CannotRun
            If there is none.
        """
        uri = self._find({"imageDigest": digest})
        if uri is None:
            raise CannotRun(f"{self.name} has no image {digest}: it was deleted.")
        return uri

    def _find(self, image: ImageIdentifierTypeDef) -> str | None:
        try:
            found = self.ecr.describe_images(repositoryName=self.name, imageIds=[image])
        except self.ecr.exceptions.ImageNotFoundException:
            return None
        detail = found["imageDetails"][0]
        host = f"{detail['registryId']}.dkr.ecr.{self.ecr.meta.region_name}.{_domain(self.ecr)}"
        return f"{host}/{self.name}@{detail['imageDigest']}"


@dataclass(frozen=True, slots=True)
class Marks:
    """The digests of the images that passed their tests in development: objects in the bucket of the states.

    Not a tag in ECR: IAM can't restrict which tag a role puts on an image, so the role that pushes could mark too. Here
    only the role of the job that ran the tests can.
    """

    s3: S3Client
    bucket: str

    def find(self, name: str) -> str | None:
        """Return the digest of the marked image; None if there is none."""
        try:
            return self.s3.get_object(Bucket=self.bucket, Key=_MARK.format(name))["Body"].read().decode()
        except self.s3.exceptions.NoSuchKey:
            return None

    def mark(self, name: str, digest: str) -> None:
        """Mark an image, unless it is marked already.

        Raises
        ------
        CannotRun
            If another image is marked.
        """
        try:
            self.s3.put_object(Bucket=self.bucket, Key=_MARK.format(name), Body=digest.encode(), IfNoneMatch="*")
        except ClientError as error:
            if error.response["Error"]["Code"] != "PreconditionFailed":
                raise
            if (marked := self.find(name)) != digest:
                raise CannotRun(f"{marked} of the same files passed earlier: production gets that one.") from error


@click.group()
def image() -> None:
    """Push, scan, mark and find the image of the functions."""


@image.command()
@_architecture
@click.option("--base-image", default="", help="The base image; default: AWS's own.")
def push(arch: str, base_image: str) -> None:
    """Build the image and push it to ECR, unless it is there for these sources.

    Prints its URI on the last line.
    """
    uri = push_once(_repository(), f"{git.tree()}-{arch}", lambda: _build(arch, base_image))
    set_output("image_uri", uri)
    click.echo(uri)


@image.command()
@click.argument("uri", type=ImageType())
@_architecture
def mark(uri: str, arch: str) -> None:
    """Mark the image URI, of this commit's files, as ready for production."""
    named = _URI.fullmatch(uri)
    if named is None or named["repository"] != PROJECT_NAME:
        raise WrongInput(f"{uri} is no image of {PROJECT_NAME}.")
    name = f"{git.tree()}-{arch}"
    _marks().mark(name, named["digest"])
    click.echo(f"image mark: {named['digest']} of {name} passed")


@image.command()
@_architecture
def find(arch: str) -> None:
    """Find the image of this commit's files that is marked for production.

    Prints its URI on the last line.
    """
    digest = _marks().find(f"{git.tree()}-{arch}")
    if digest is None:
        raise CannotRun(_NOT_MARKED.format(commit=git.run("rev-parse", "--short", "HEAD").strip()))
    uri = _repository().find_digest(digest)
    set_output("image_uri", uri)
    click.echo(uri)


@image.command()
@click.argument("uri", type=ImageType())
def scan(uri: str) -> None:
    """Fail if ECR's scan of the image URI has critical or high findings that aren't accepted.

    Findings are accepted in docker/accepted_findings.yaml, with a reason and a day.
    """
    from ops.image_scan import scan_image

    raise SystemExit(scan_image(uri))


@click.command()
@_architecture
def compose(arch: str) -> None:
    """Serve the shop in containers: each function from the image, and DynamoDB Local. Needs Docker Compose."""
    settings = os.environ | {"ARCH": arch}
    subprocess.run(["make", "--no-print-directory", "image", f"ARCH={arch}"], cwd=ROOT, check=True)
    command = ["docker", "compose", "-f", "docker/compose.yaml", "up", "--build"]
    raise SystemExit(subprocess.run(command, cwd=ROOT, env=settings, check=False).returncode)


@click.command()
@click.option("--required", is_flag=True, help="Fail if the vulnerability database can't be reached.")
def audit(*, required: bool) -> None:
    """Check the licences and the known vulnerabilities of the packages in the image."""
    from docker import audit as vulnerabilities
    from docker import licences

    raise SystemExit(max(licences.main(), vulnerabilities.main(["--required"] if required else [])))


@click.command()
def sbom() -> None:
    """Write the image's bill of materials to reports/sbom.cdx.json."""
    from docker import sbom as bill

    raise SystemExit(bill.main(tool_environment(ROOT / ".cache" / "sbom", bill.LOCK)))


def push_once(repository: Repository, tag: str, build: Callable[[], tuple[Engine, str]]) -> str:
    """Push an image, unless the tag is there, and return its URI with its digest.

    Parameters
    ----------
    repository : Repository
        The repository.
    tag : str
        The tag.
    build : Callable
        Builds the image, and returns the engine that has it and its name there. Not called if the tag is there.

    Raises
    ------
    CannotRun
        If ECR doesn't have the image after the push.
    """
    registry = repository.registry()
    target = f"{registry.host}/{repository.name}:{tag}"
    uri = repository.find(tag)
    if uri is None:
        _push(*build(), target, registry)
        uri = repository.find(tag)
    else:
        click.echo(f"image push: {target} is there already")
    if uri is None:
        raise CannotRun(f"{target} was pushed, but ECR doesn't have it.")
    return uri


def _marks() -> Marks:
    return Marks(boto3.client("s3", region_name=region()), state_bucket())


def _repository() -> Repository:
    return Repository(boto3.client("ecr", region_name=region()))


def _build(architecture: str, base_image: str) -> tuple[Engine, str]:
    from docker.base import AWS_BASE, base_for
    from docker.build import build
    from docker.engine import find_engine

    engine = find_engine()
    # Never the substitute: Lambda runs on AWS's base, or on the one that was named.
    base = base_for(engine, architecture, name=base_image or AWS_BASE)
    click.echo(f"image push: building on {base.image}, with {engine.name} ...")
    return engine, build(engine, architecture, base)


def _push(engine: Engine, name: str, target: str, registry: Registry) -> None:
    click.echo(f"image push: {target} ...")
    engine.log_in(registry.host, "AWS", registry.password)
    try:
        engine.run("tag", name, target)
        engine.run("push", *engine.build_options, target)
    finally:
        engine.run("logout", registry.host)


def _domain(ecr: ECRClient) -> str:
    return ecr.meta.endpoint_url.partition(f"{ecr.meta.region_name}.")[2].strip("/") or "amazonaws.com"
