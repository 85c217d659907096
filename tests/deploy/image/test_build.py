"""Builds of the image are reproducible, also for the other architecture."""

from __future__ import annotations

import json

from docker.architecture import platform_of, this_architecture
from docker.base import Base
from docker.build import DOCKERFILE, build, options_of
from tests.deploy.image.conftest import Image

AGAIN = "ecommerce-api:built-again"
PACKAGES = "ecommerce-api:packages-of-the-other"
# The ELF machine number of each container architecture.
ELF_MACHINES = {"amd64": 62, "arm64": 183}
LIBRARIES = """
import json, pathlib
heads = [path.read_bytes()[:20] for path in pathlib.Path("task").rglob("*.so*")]
print(json.dumps([int.from_bytes(head[18:20], "little") for head in heads]))
"""


def base_of(image: Image) -> Base:
    return Base(
        image.inspect()["Config"]["Labels"]["org.opencontainers.image.base.name"], "as it is", ("--pull=never",)
    )


def test_builds_have_identical_layers(image: Image) -> None:
    # Given an up-to-date image
    here, base = image.engine, base_of(image)
    build(here, this_architecture(), base, image=image.name)

    # When it is built again without a cache
    build(here, this_architecture(), base, image=AGAIN, options=["--no-cache"])

    # Then all layers are identical
    assert Image(here, AGAIN).inspect()["RootFS"]["Layers"] == image.inspect()["RootFS"]["Layers"]


def test_packages_match_the_target_architecture(image: Image) -> None:
    # Given the stage that installs packages, which runs on this machine for every target
    here = image.engine
    [other] = {"amd64", "arm64"} - {platform_of(this_architecture())}
    arguments = ["--build-arg", f"BASE_IMAGE={base_of(image).image}", "--build-arg", f"TARGETARCH={other}"]

    # When it is built for the other architecture
    options = [*options_of(here), *base_of(image).options, *arguments, "--target", "packages", "--tag", PACKAGES]
    here.run("build", *options, "--file", DOCKERFILE, ".")

    # Then every library in it is compiled for that architecture
    limits = ["--rm", "--network", "none", "--entrypoint", "python3"]
    machines = json.loads(here.run("run", *limits, PACKAGES, "-c", LIBRARIES))
    assert set(machines) == {ELF_MACHINES[other]}
