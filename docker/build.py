"""Building the image of the functions: ``python -m docker.build``, for ``ARCH`` and on ``BASE_IMAGE``."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

from docker.architecture import platform_of, this_architecture, wanted_architecture
from docker.base import Base, base_for
from docker.engine import Engine, EngineFailed, engine
from generated.operations import CONTRACT_VERSION
from local.config import ROOT, CannotRun

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "ecommerce-api"
CONTRACT_LABEL = "ecommerce-api.contract-version"
DOCKERFILE = "docker/Dockerfile"


def main() -> int:
    """Build the image, say what came of it and return the exit status."""
    try:
        here = engine()
        architecture = wanted_architecture()
        base = base_for(here, architecture, asked=os.environ.get("BASE_IMAGE", ""))
        print(f"image: on {base.image} ({base.what_it_is}), with {here.name} ...", flush=True)
        image = build(here, architecture, base)
    except (CannotRun, EngineFailed) as reason:
        print(f"image: {reason}", file=sys.stderr)
        return 1
    print(f"image: {image}, {_size(here, image)} MB with its base")
    return 0


def image_name(architecture: str) -> str:
    """Return what the image of an architecture is called here."""
    return f"{NAME}:{architecture}"


def build(here: Engine, architecture: str, base: Base, *, image: str = "", options: Sequence[str] = ()) -> str:
    """Build the image and return its name.

    Parameters
    ----------
    here : Engine
        What builds.
    architecture : str
        For what: ``x86_64`` or ``arm64``.
    base : Base
        On what.
    image : str, optional
        What to call it otherwise than `image_name` does.
    options : Sequence[str], optional
        What else to tell the engine.

    Raises
    ------
    EngineFailed
        If it can't be built.
    """
    name = image or image_name(architecture)
    labels = {"VERSION": _version(), "REVISION": _revision(), "CONTRACT_VERSION": CONTRACT_VERSION}
    arguments = {"BASE_IMAGE": base.image, "TARGETARCH": platform_of(architecture), **labels}
    told = [option for key, value in arguments.items() for option in ("--build-arg", f"{key}={value}")]
    if architecture != this_architecture():
        told += ["--platform", f"linux/{platform_of(architecture)}"]
    here.run("build", *options_of(here), *base.options, *told, *options, "--tag", name, "--file", DOCKERFILE, ".")
    return name


def options_of(here: Engine) -> list[str]:
    """Return what makes an engine build one manifest with the same layers each time.

    Lambda takes no index and no attestations.
    """
    if here.name == "podman":
        ignored = ["--ignorefile", f"{DOCKERFILE}.dockerignore"]
        return [*here.build_options, *ignored, "--network", "host", "--timestamp", "0", "--format", "docker"]
    # Docker's image stores don't agree on rewriting times in layers (moby/buildkit#4230), so those may differ.
    fixed = ["--build-arg", "SOURCE_DATE_EPOCH=0", "--output", "type=docker"]
    return [*here.build_options, "--provenance=false", "--sbom=false", *fixed]


def _version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def _revision() -> str:
    """Return the commit; one with changes on top says so."""
    command = ["git", "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"


def _size(here: Engine, image: str) -> int:
    return int(here.run("image", "inspect", "--format", "{{.Size}}", image)) // 1_000_000


if __name__ == "__main__":
    sys.exit(main())
