"""Build the image of the functions for ``ARCH`` on ``BASE_IMAGE``: ``python -m docker.build``."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

from docker.architecture import platform_of, target_architecture, this_architecture
from docker.base import Base, base_for
from docker.engine import Engine, EngineFailed, find_engine
from generated.operations import CONTRACT_VERSION
from local.config import ROOT, CannotRun

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "ecommerce-api"
CONTRACT_LABEL = "ecommerce-api.contract-version"
DOCKERFILE = "docker/Dockerfile"


def main() -> int:
    """Build the image, print its name and size, and return the exit status."""
    try:
        engine = find_engine()
        architecture = target_architecture()
        base = base_for(engine, architecture, name=os.environ.get("BASE_IMAGE", ""))
        print(f"image: on {base.image} ({base.description}), with {engine.name} ...", flush=True)
        image = build(engine, architecture, base)
    except (CannotRun, EngineFailed) as reason:
        print(f"image: {reason}", file=sys.stderr)
        return 1
    print(f"image: {image}, {_size(engine, image)} MB with its base")
    return 0


def image_name(architecture: str) -> str:
    """Return the local name of an architecture's image."""
    return f"{NAME}:{architecture}"


def build(engine: Engine, architecture: str, base: Base, *, image: str = "", options: Sequence[str] = ()) -> str:
    """Build the image and return its name.

    Parameters
    ----------
    engine : Engine
        The container engine.
    architecture : str
        ``x86_64`` or ``arm64``.
    base : Base
        The base image.
    image : str, optional
        Its name, instead of `image_name`.
    options : Sequence[str], optional
        More options for the engine.

    Raises
    ------
    EngineFailed
        If the build fails.
    """
    name = image or image_name(architecture)
    labels = {"VERSION": _version(), "REVISION": _revision(), "CONTRACT_VERSION": CONTRACT_VERSION}
    arguments = {"BASE_IMAGE": base.image, "TARGETARCH": platform_of(architecture), **labels}
    build_args = [option for key, value in arguments.items() for option in ("--build-arg", f"{key}={value}")]
    if architecture != this_architecture():
        build_args += ["--platform", f"linux/{platform_of(architecture)}"]
    engine.run(
        "build",
        *options_of(engine),
        *base.options,
        *build_args,
        *options,
        "--tag",
        name,
        "--file",
        DOCKERFILE,
        ".",
    )
    return name


def options_of(engine: Engine) -> list[str]:
    """Return the options for reproducible layers and a single manifest.

    Lambda takes no index and no attestations.
    """
    if engine.name == "podman":
        ignored = ["--ignorefile", f"{DOCKERFILE}.dockerignore"]
        return [*engine.build_options, *ignored, "--network", "host", "--timestamp", "0", "--format", "docker"]
    # Docker's image stores don't agree on rewriting times in layers (moby/buildkit#4230), so those may differ.
    fixed = ["--build-arg", "SOURCE_DATE_EPOCH=0", "--output", "type=docker"]
    return [*engine.build_options, "--provenance=false", "--sbom=false", *fixed]


def _version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def _revision() -> str:
    """Return the commit, with ``-dirty`` for uncommitted changes."""
    command = ["git", "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty"]
    described = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return described.stdout.strip() or "unknown"


def _size(engine: Engine, image: str) -> int:
    return int(engine.run("image", "inspect", "--format", "{{.Size}}", image)) // 1_000_000


if __name__ == "__main__":
    sys.exit(main())
