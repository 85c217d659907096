"""Run the local shop with its functions from the image: ``python -m docker.run``.

`make run LOCAL_RUNTIME=image` and ``docker/compose.yaml`` start it.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from docker.architecture import this_architecture
from docker.build import image_name
from docker.containers import Containers
from docker.engine import EngineFailed, find_engine
from docker.functions import ImageFunctions, RunningInstances, StartedInstances
from local.aws.functions import rows
from local.config import CannotRun
from local.run import main

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.function_runtime import FunctionRuntime
    from local.config import LocalConfig


@contextmanager
def image_runtime(config: LocalConfig) -> Iterator[FunctionRuntime]:
    """Run the functions from the image, each started on its first invocation.

    With ``FUNCTIONS_PORT``, as in ``docker/compose.yaml``, they are running already: the first function of
    ``terraform/functions.json`` on that port, the next on the one after.

    Parameters
    ----------
    config : LocalConfig
        The shop's configuration.

    Raises
    ------
    CannotRun
        If there is no container engine or no image, or a container can't be removed.
    """
    if os.environ.get("FUNCTIONS_PORT"):
        yield ImageFunctions(rows(), RunningInstances(rows(), int(os.environ["FUNCTIONS_PORT"])))
        return
    engine, image = find_engine(), image_name(this_architecture())
    if not engine.has_image(image):
        raise CannotRun(f"There is no image {image} in {engine.name}: build it first, with `make image`.")
    containers = Containers(engine, image, rows(), owner=f"ecommerce-local-{config.port}")
    try:
        containers.remove_all()
        yield ImageFunctions(rows(), StartedInstances(containers))
    except EngineFailed as failure:
        raise CannotRun(str(failure)) from failure
    finally:
        containers.remove_all()


if __name__ == "__main__":
    sys.exit(main(image_runtime))
