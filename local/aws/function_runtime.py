"""What runs the functions of a local shop: ``LOCAL_RUNTIME=python`` or ``LOCAL_RUNTIME=image``."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from docker.architecture import this_architecture
from docker.build import image_name
from docker.containers import Containers
from docker.engine import EngineFailed, engine
from docker.functions import GivenInstances, ImageFunctions, StartedInstances
from local.aws.functions import Functions, rows
from local.config import CannotRun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.functions import FunctionRuntime
    from local.config import LocalConfig


@contextmanager
def function_runtime(config: LocalConfig) -> Iterator[FunctionRuntime]:
    """Run the functions of a shop as ``LOCAL_RUNTIME`` says, until the block ends; their settings are set already.

    From the image, a function is started when it is first called. Where ``FUNCTIONS_PORT`` is set, as in
    ``docker/compose.yaml``, they are there already: the first function of ``terraform/functions.json`` at that port,
    the next at the one after.

    Parameters
    ----------
    config : LocalConfig
        The shop.

    Raises
    ------
    CannotRun
        If they can't be run so.
    """
    match os.environ.get("LOCAL_RUNTIME") or "python":
        case "python":
            functions = Functions(rows())
            functions.load()
            yield functions
        case "image" if os.environ.get("FUNCTIONS_PORT"):
            yield ImageFunctions(rows(), GivenInstances(rows(), int(os.environ["FUNCTIONS_PORT"])))
        case "image":
            with _containers(config) as containers:
                yield ImageFunctions(rows(), StartedInstances(containers))
        case other:
            raise CannotRun(f"LOCAL_RUNTIME is python or image, not {other}.")


@contextmanager
def _containers(config: LocalConfig) -> Iterator[Containers]:
    here, image = engine(), image_name(this_architecture())
    if not here.has_image(image):
        raise CannotRun(f"There is no image {image} for {here.name}: make it first, with `make image`.")
    containers = Containers(here, image, rows(), owner=f"ecommerce-local-{config.port}")
    try:
        containers.remove_all()
        yield containers
    except EngineFailed as failure:
        raise CannotRun(str(failure)) from failure
    finally:
        containers.remove_all()
