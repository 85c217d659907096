"""Containers of the image, each a function behind AWS's Runtime Interface Emulator."""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docker.engine import EngineFailed
from handlers.domain.ids import new_id
from local.config import LOOPBACK, function_name
from local.ports import free_ports

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docker.engine import Engine

# Their paths in AWS's base image.
_EMULATOR = "/usr/local/bin/aws-lambda-rie"
_BOOTSTRAP = "/var/runtime/bootstrap"
_LABEL = "ecommerce-api.owner"
_START_SECONDS = 30
_POLL_SECONDS = 0.02
_AWS_SETTINGS = frozenset(
    {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_EC2_METADATA_DISABLED"}
)
# The settings of every function; the others are in its row.
_COMMON_SETTINGS = frozenset({"ADMIN_MFA", "ALLOWED_ORIGINS", "DOCS_URL", "ENVIRONMENT", "LOG_LEVEL"})


@dataclass(frozen=True, slots=True)
class Container:
    """A running function: its container's name, and its emulator's port."""

    name: str
    port: int


class Containers:
    """Starts functions from the image, on this machine's own network.

    Parameters
    ----------
    engine : Engine
        The container engine.
    image : str
        The image's name.
    rows : Mapping
        The rows of ``terraform/functions.json``.
    owner : str
        A label: `remove_all` removes the containers that have it.
    """

    def __init__(self, engine: Engine, image: str, rows: Mapping[str, Mapping[str, Any]], *, owner: str) -> None:
        self._engine = engine
        self._image = image
        self._rows = rows
        self._owner = owner

    def start(self, key: str, *, handler: str = "") -> Container:
        """Start a function as Lambda would: its memory, its settings from the environment, a read-only file system.

        Parameters
        ----------
        key : str
            A key of ``terraform/functions.json``.
        handler : str, optional
            A handler instead of the row's.

        Raises
        ------
        EngineFailed
            If it doesn't start, or its emulator doesn't respond.
        """
        row = self._rows[key]
        name = f"{self._owner}-{row['name']}-{new_id()[-6:].lower()}"
        port, api_port = free_ports(2)
        command = command_of(handler or row["handler"], port, api_port)
        settings = settings_of(row, handler or row["handler"], os.environ)
        variables = [option for key, value in settings.items() for option in ("--env", f"{key}={value}")]
        where = ["--name", name, "--label", f"{_LABEL}={self._owner}", "--network", "host"]
        limits = ["--memory", f"{row['memory']}m", "--read-only", "--tmpfs", "/tmp"]  # noqa: S108  # the function's own
        entry, *arguments = command
        self._engine.run("run", "--detach", *where, *limits, *variables, "--entrypoint", entry, self._image, *arguments)
        container = Container(name, port)
        if not wait_until_listening(port):
            raise EngineFailed(f"{name} does not respond: {self.logs(container)}")
        return container

    def logs(self, container: Container) -> str:
        """Return a function's output so far."""
        return self._engine.run("logs", container.name)

    def remove(self, *names: str) -> None:
        """Kill and remove containers."""
        if names:
            # Docker kills at once; podman waits for a grace period by default.
            at_once = ["--time", "0"] if self._engine.name == "podman" else []
            self._engine.run("rm", "--force", *at_once, *names)

    def remove_all(self) -> None:
        """Remove all containers of the owner, those of a killed shop included."""
        listed = self._engine.run("ps", "--all", "--quiet", "--filter", f"label={_LABEL}={self._owner}")
        self.remove(*listed.split())


def wait_until_listening(port: int) -> bool:
    """Wait until an emulator listens on a port, and return whether it did in time."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
            return True
        time.sleep(_POLL_SECONDS)
    return False


def command_of(handler: str, port: int, api_port: int) -> list[str]:
    """Return the command that starts a handler behind the emulator; the image's entry point would use port 8080."""
    emulator = ["--runtime-interface-emulator-address", f"{LOOPBACK}:{port}"]
    return [_EMULATOR, *emulator, "--runtime-api-address", f"{LOOPBACK}:{api_port}", _BOOTSTRAP, handler]


def settings_of(row: Mapping[str, Any], handler: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return a function's environment: its settings, AWS's, and the variables that Lambda sets.

    Parameters
    ----------
    row : Mapping
        Its row in ``terraform/functions.json``.
    handler : str
        The handler that is started.
    environment : Mapping[str, str]
        The environment that holds its settings.
    """
    names = _COMMON_SETTINGS | set(row["settings"])
    own = {name: value for name, value in environment.items() if name in names or _is_aws(name)}
    return own | {
        "_HANDLER": handler,
        "AWS_LAMBDA_FUNCTION_NAME": function_name(row["name"]),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(row["memory"]),
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(row["timeout"]),
    }


def _is_aws(name: str) -> bool:
    # No others: a profile or a certificate bundle isn't in the container, and a session token doesn't belong there.
    return name in _AWS_SETTINGS or name.startswith("AWS_ENDPOINT_URL")
