"""The functions' image, and the engine that the embedded AWS runs it with."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from docker.architecture import this_architecture
from docker.base import Base, base_for
from docker.build import build
from docker.engine import Engine, EngineFailed, find_engine
from local.config import LOOPBACK, ROOT, CannotRun
from ops.tool_environments import tool_environment
from tests.harness import eventually

# The embedded AWS needs this package to use an engine, but doesn't depend on it; our folder docker/ has its name.
_CLIENT = Path(__file__).parents[1] / "container-client.txt"
_LABEL = "label=ministack"
_BRIDGE = {"docker": "bridge", "podman": "podman"}


@dataclass(frozen=True, slots=True)
class Containers:
    """A container engine for functions."""

    host: str
    gateway: str
    client: Path


@contextmanager
def containers(image_uri: str, folder: Path) -> Iterator[Containers | None]:
    """Build the functions' image with this tag, and yield its engine; None if no engine works."""
    architecture = this_architecture()
    try:
        here = _with_network_tools(find_engine())
        base = base_for(here, architecture, name=os.environ.get("BASE_IMAGE", ""))
        _require_network(here, base)
    except CannotRun as reason:
        print(f"functions run from source: {reason}", flush=True)
        yield None
        return
    here.run("tag", build(here, architecture, base), image_uri)
    try:
        with _engine_socket(here, folder) as host:
            yield Containers(host, _gateway(here), _packages())
    finally:
        # The embedded AWS removes its containers, unless it is interrupted.
        for left in here.run("ps", "--all", "--quiet", "--filter", _LABEL).split():
            here.run("rm", "--force", left)
        here.run("rmi", image_uri)


def _with_network_tools(here: Engine) -> Engine:
    # podman's network calls iptables, which isn't on every user's PATH.
    return replace(here, settings={**here.settings, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"})


def _require_network(here: Engine, base: Base) -> None:
    """Refuse an engine that builds, but whose containers have no network."""
    try:
        here.run("run", "--rm", "--publish", f"{LOOPBACK}::8080", "--entrypoint", "/bin/true", base.image)
    except EngineFailed as failure:
        raise CannotRun(f"{here.name} can't connect a container to a network: {failure}") from failure


@contextmanager
def _engine_socket(here: Engine, folder: Path) -> Iterator[str]:
    if here.name == "docker":
        yield os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")
        return
    socket = folder / "podman.sock"
    command = ["podman", "system", "service", "--time=0", f"unix://{socket}"]
    with (folder / "podman.log").open("wb") as log:
        service = subprocess.Popen(command, env=os.environ | here.settings, stdout=log, stderr=log)
        try:
            eventually(socket.exists)
            yield f"unix://{socket}"
        finally:
            service.terminate()
            service.wait()


def _packages() -> Path:
    python = tool_environment(ROOT / ".cache" / _CLIENT.stem, _CLIENT)
    (packages,) = python.parents[1].glob("lib/python3*/site-packages")
    return packages


def _gateway(here: Engine) -> str:
    (network,) = json.loads(here.run("network", "inspect", _BRIDGE[here.name]))
    if here.name == "docker":
        return str(network["IPAM"]["Config"][0]["Gateway"])
    return str(network["subnets"][0]["gateway"])
