"""The image that `make image` built, and containers of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from docker.architecture import target_architecture, this_architecture
from docker.build import image_name
from docker.containers import Containers
from docker.engine import find_engine
from local.aws.functions import rows
from tests.deploy.image.looking import Image
from tests.integration.conftest import aws
from tests.integration.handlers.conftest import table

__all__ = ["aws", "table"]


@pytest.fixture(scope="session")
def image() -> Image:
    """The image for this machine."""
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
    reports = terminalreporter.getreports("passed")
    bases = {value for report in reports for name, value in report.user_properties if name == "base"}
    for base in bases:
        terminalreporter.section("the base that the image was tested on")
        terminalreporter.write_line(str(base))
