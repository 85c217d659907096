"""Run the embedded AWS for a deployment: all services, no persistence, functions from source or from the image."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from starlette.types import Receive, Scope, Send

from docker.architecture import this_architecture
from docker.base import Base, base_for
from docker.build import build
from docker.engine import Engine, EngineFailed, find_engine
from local.aws.ministack import _settings
from local.aws.process import wait_until_ready
from local.config import LOOPBACK, REGION, ROOT, CannotRun, LocalConfig
from local.ports import free_ports
from ops.tool_environments import tool_environment
from tests.deploy.aws.adapter import EXECUTE, adapted_aws
from tests.harness import PATIENCE_SECONDS, eventually, served

# The minimum that a process needs; further variables would hide settings that a function lacks.
_INHERITED = ("PATH", "HOME", "LANG", "TMPDIR")


@dataclass(frozen=True, slots=True)
class DeployableAws:
    """An embedded AWS that Terraform can be applied to: the adapter's URL, and its own."""

    url: str
    bare_url: str

    @property
    def settings(self) -> dict[str, str]:
        """The environment variables of Terraform and of our commands."""
        regions = {"AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true"}
        keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        return {"AWS_ENDPOINT_URL": self.url, **keys, **regions}


@dataclass(frozen=True, slots=True)
class Containers:
    host: str
    gateway: str
    client: Path


@contextmanager
def deployable_aws(folder: Path, *, containers: Containers | None = None) -> Iterator[DeployableAws]:
    """Run an embedded AWS; it ends without a trace with the block."""
    (port,) = free_ports(1)
    url = f"http://{LOOPBACK}:{port}"
    with (folder / "aws.log").open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "ministack"],
            cwd=folder,
            env=_environment(port, folder, containers),
            stdout=written,
            stderr=written,
            start_new_session=True,
        )
    try:
        wait_until_ready(process, LocalConfig(port=port, aws_port=port, data=folder))
        with served(adapted_aws(url, from_source=containers is None)) as adapted:
            yield DeployableAws(adapted, url)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def front_door(aws: DeployableAws, api_id: str) -> Iterator[str]:
    """Serve a deployed API as API Gateway does, on its own host, with the stage's name first in the path."""
    api = adapted_aws(aws.bare_url, from_source=False)

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        inner = f"{EXECUTE}{api_id}"
        paths = {"path": inner + scope["path"], "raw_path": inner.encode() + scope["raw_path"]}
        await api({**scope, **paths}, receive, send)

    with served(door) as url:
        yield url


def _environment(port: int, folder: Path, containers: Containers | None) -> dict[str, str]:
    own = _settings(str(port), folder) | {"PYTHONPATH": str(ROOT), "PERSIST_STATE": "0", "S3_PERSIST": "0"}
    del own["SERVICES"]
    if containers is not None:
        own |= {
            "PYTHONPATH": str(containers.client),
            "DOCKER_HOST": containers.host,
            # A container can't reach the host's loopback. The network can reach this server, too, while it runs.
            "BIND_HOST": "0.0.0.0",  # noqa: S104  # see above
            "AWS_ENDPOINT_URL": f"http://{containers.gateway}:{port}",
        }
    return {name: os.environ[name] for name in _INHERITED if name in os.environ} | own


@contextmanager
def containers(image_uri: str, folder: Path) -> Iterator[Containers | None]:
    """Build the functions' image with this tag, and yield its engine; None if no engine works."""
    architecture = this_architecture()
    try:
        here = find_engine()
        # podman's network calls iptables, which isn't on every user's PATH.
        here = replace(here, settings={**here.settings, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"})
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
        for left in here.run("ps", "--all", "--quiet", "--filter", "label=ministack").split():
            here.run("rm", "--force", left)
        here.run("rmi", image_uri)


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
    # The embedded AWS needs this package to use an engine, but doesn't depend on it; our folder docker/ has its name.
    lock = Path(__file__).parents[1] / "container-client.txt"
    (packages,) = tool_environment(ROOT / ".cache" / lock.stem, lock).parents[1].glob("lib/python3*/site-packages")
    return packages


def _gateway(here: Engine) -> str:
    is_docker = here.name == "docker"
    (network,) = json.loads(here.run("network", "inspect", "bridge" if is_docker else "podman"))
    return str(network["IPAM"]["Config"][0]["Gateway"] if is_docker else network["subnets"][0]["gateway"])
