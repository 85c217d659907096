"""Run the embedded AWS for a deployment: all services, no persistence, functions from source or from the image."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from local.aws.ministack import _settings
from local.aws.process import wait_until_ready
from local.config import LOOPBACK, REGION, ROOT, LocalConfig
from tests.deploy.aws.adapter import EXECUTE, adapted_aws
from tests.deploy.aws.containers import Containers
from tests.harness import PATIENCE_SECONDS, free_ports, served

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

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
