"""The image that `make image` built, and containers of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from docker.architecture import target_architecture, this_architecture
from docker.build import image_name
from docker.containers import Containers
from docker.engine import Engine, find_engine
from local.aws.functions import rows
from tests.integration.conftest import aws
from tests.integration.handlers.conftest import table

__all__ = ["aws", "table"]


@dataclass(frozen=True, slots=True)
class Image:
    """An image in an engine."""

    engine: Engine
    name: str

    def inspect(self) -> dict[str, Any]:
        return dict(json.loads(self.engine.run("image", "inspect", self.name))[0])

    def python(self, program: str) -> Any:
        """Run a Python program in it, without a network, and return its JSON output."""
        limits = ["--rm", "--read-only", "--network", "none"]
        return json.loads(self.engine.run("run", *limits, "--entrypoint", "python3", self.name, "-c", program))


@pytest.fixture(scope="session")
def image() -> Image:
    assert target_architecture() == this_architecture(), "an image for another architecture can't be started here"
    here, name = find_engine(), image_name(this_architecture())
    assert here.has_image(name), "make image builds it"
    return Image(here, name)


@pytest.fixture
def containers(image: Image, worker_id: str) -> Iterator[Containers]:
    """Functions started from the image; they end with the test."""
    containers = Containers(image.engine, image.name, rows(), owner=f"ecommerce-image-test-{worker_id}")
    containers.remove_all()
    yield containers
    containers.remove_all()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the base that the image was tested on."""
    properties = [each for report in terminalreporter.getreports("passed") for each in report.user_properties]
    for base in {value for name, value in properties if name == "base"}:
        terminalreporter.section("the base that the image was tested on")
        terminalreporter.write_line(str(base))
