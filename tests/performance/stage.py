"""The embedded AWS services that functions are measured against; they run in another process and are not counted."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.aws.functions import Functions, lambda_api, rows
from local.config import LocalConfig, settings
from tests.harness import embedded_services, served
from tests.integration.handlers import catalog
from tests.integration.handlers.every_function import good_event, make
from tests.integration.handlers.table import empty_table

_OWN = {"PASSWORD_SALT_ROUNDS": "4", "SETTLE_AFTER_SECONDS": "0"}


@dataclass(frozen=True, slots=True)
class Stage:
    """The running services, and the settings with which functions reach them."""

    config: LocalConfig
    settings: Mapping[str, str]

    @contextmanager
    def set_for(self, function: str, *, more_products: int = 0) -> Iterator[tuple[dict[str, str], Any]]:
        """Create the objects of a valid event in a new table; yield the settings and the event."""
        with empty_table(self.config) as table:
            os.environ["TABLE_NAME"] = table.name
            made = make()
            for _ in range(more_products):
                catalog.create()
            yield {**self.settings, "TABLE_NAME": table.name}, good_event(function, made)


@contextmanager
def stage() -> Iterator[Stage]:
    """Run the services; functions called by functions run in this process, with its settings."""
    with (
        tempfile.TemporaryDirectory() as folder,
        embedded_services(Path(folder)) as config,
        served(lambda_api(Functions(rows()))) as lambda_url,
    ):
        own = settings(config) | _OWN | {"AWS_ENDPOINT_URL_LAMBDA": lambda_url}
        os.environ.update(own)
        yield Stage(config, own)
