"""Containers of the image, each of which is one function behind AWS's Runtime Interface Emulator."""

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

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docker.engine import Engine

# Both are where AWS's base image has them.
_EMULATOR = "/usr/local/bin/aws-lambda-rie"
_BOOTSTRAP = "/var/runtime/bootstrap"
_LABEL = "ecommerce-api.owner"
_START_SECONDS = 30
_ASK_AGAIN_SECONDS = 0.02
_AWS_SETTINGS = frozenset(
    {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_EC2_METADATA_DISABLED"}
)
# Every function has them; the others are in its row.
_COMMON_SETTINGS = frozenset({"ALLOW_ORIGIN", "DOCS_URL", "ENVIRONMENT", "LOG_LEVEL"})


@dataclass(frozen=True, slots=True)
class Container:
    """A function that runs: what its container is called, and the port of its emulator."""

    name: str
    port: int


class Containers:
    """Starts functions from the image, on this machine's own network.

    Parameters
    ----------
    here : Engine
        What runs them.
    image : str
        The image's name.
    rows : Mapping
        What ``terraform/functions.json`` says of each function.
    owner : str
        Whose they are: `remove_all` removes those of the same owner.
    """

    def __init__(self, here: Engine, image: str, rows: Mapping[str, Mapping[str, Any]], *, owner: str) -> None:
        self._engine = here
        self._image = image
        self._rows = rows
        self._owner = owner

    def start(self, key: str, *, handler: str = "") -> Container:
        """Start a function as Lambda would: with its memory, its settings out of the environment, and read-only.

        Parameters
        ----------
        key : str
            Which: a key of ``terraform/functions.json``.
        handler : str, optional
            What to start instead of its handler.

        Raises
        ------
        EngineFailed
            If it can't be started, or its emulator doesn't answer.
        """
        row = self._rows[key]
        name = f"{self._owner}-{row['name']}-{new_id()[-6:].lower()}"
        port, api_port = _free_ports(2)
        command = command_of(handler or row["handler"], port, api_port)
        settings = settings_of(row, handler or row["handler"], os.environ)
        told = [option for key, value in settings.items() for option in ("--env", f"{key}={value}")]
        where = ["--name", name, "--label", f"{_LABEL}={self._owner}", "--network", "host"]
        limits = ["--memory", f"{row['memory']}m", "--read-only", "--tmpfs", "/tmp"]  # noqa: S108  # the function's own
        entry, *arguments = command
        self._engine.run("run", "--detach", *where, *limits, *told, "--entrypoint", entry, self._image, *arguments)
        container = Container(name, port)
        if not answers(port):
            raise EngineFailed(f"{name} does not answer: {self.logs(container)}")
        return container

    def logs(self, container: Container) -> str:
        """Return what a function has written so far."""
        return self._engine.run("logs", container.name)

    def remove(self, *names: str) -> None:
        """End containers, at once, and forget them."""
        if names:
            # Docker kills at once; podman would ask first, and wait.
            at_once = ["--time", "0"] if self._engine.name == "podman" else []
            self._engine.run("rm", "--force", *at_once, *names)

    def remove_all(self) -> None:
        """End all containers of the owner, one that was killed included."""
        listed = self._engine.run("ps", "--all", "--quiet", "--filter", f"label={_LABEL}={self._owner}")
        self.remove(*listed.split())


def answers(port: int) -> bool:
    """Wait until an emulator listens at a port, and tell whether it did in time."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
            return True
        time.sleep(_ASK_AGAIN_SECONDS)
    return False


def command_of(handler: str, port: int, api_port: int) -> list[str]:
    """Return what starts a handler behind the emulator on ports of its own; the image's entry point takes 8080."""
    emulator = ["--runtime-interface-emulator-address", f"{LOOPBACK}:{port}"]
    return [_EMULATOR, *emulator, "--runtime-api-address", f"{LOOPBACK}:{api_port}", _BOOTSTRAP, handler]


def settings_of(row: Mapping[str, Any], handler: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return a function's environment: its settings and AWS's, out of a larger one, and what Lambda says of it.

    Parameters
    ----------
    row : Mapping
        What ``terraform/functions.json`` says of it.
    handler : str
        What is started.
    environment : Mapping[str, str]
        Where its settings are.
    """
    wanted = _COMMON_SETTINGS | set(row["settings"])
    own = {name: value for name, value in environment.items() if name in wanted or _is_aws(name)}
    return own | {
        "_HANDLER": handler,
        "AWS_LAMBDA_FUNCTION_NAME": function_name(row["name"]),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(row["memory"]),
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(row["timeout"]),
    }


def _is_aws(name: str) -> bool:
    # And no other: a profile or a bundle of certificates is not in the container, and a token is nobody's there.
    return name in _AWS_SETTINGS or name.startswith("AWS_ENDPOINT_URL")


def _free_ports(count: int) -> list[int]:
    holders = [socket.socket() for _ in range(count)]
    try:
        for holder in holders:
            holder.bind((LOOPBACK, 0))
        return [holder.getsockname()[1] for holder in holders]
    finally:
        for holder in holders:
            holder.close()
