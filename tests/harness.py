"""Real engines for tests: the embedded AWS services, the shop as a process, any application on a port."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from starlette.types import ASGIApp

from handlers.runtime.aws import clients
from local.aws.process import embedded_aws, wait_until_ready
from local.aws.provision import provision
from local.config import LOOPBACK, ROOT, LocalConfig
from local.gateway.server import server_of_app
from local.ports import free_ports

# Waits are on conditions: only a hang meets this limit.
PATIENCE_SECONDS = 300
# Factor on Lambda's timeout of a function: the machine may be overloaded many times.
SLOWDOWN = 30


def new_config(data: Path) -> LocalConfig:
    port, aws_port = free_ports(2)
    return LocalConfig(port=port, aws_port=aws_port, data=data)


def eventually[T](look: Callable[[], T], *, seconds: float = PATIENCE_SECONDS) -> T:
    """Return the first true result of a function; raise AssertionError if there is none in time."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, f"nothing was seen in {seconds} s"
        threading.Event().wait(0.02)
    return seen


def raise_timeouts(patch: pytest.MonkeyPatch) -> None:
    """Raise the timeouts of the functions' clients in this process, for a busy machine."""
    for name in ("_CONFIG", "_PAYMENT_CONFIG", "_SEND_CONFIG"):
        patch.setattr(clients, name, getattr(clients, name))
    clients.multiply_read_timeouts(SLOWDOWN)


@contextmanager
def embedded_services(data: Path) -> Iterator[LocalConfig]:
    """Run the embedded AWS services with table, bucket, secret and queue of a shop, but no gateway."""
    config = new_config(data)
    with embedded_aws(config) as child:
        wait_until_ready(child, config)
        provision(config.aws_url)
        yield config


@dataclass(frozen=True, slots=True)
class RunningShop:
    """A shop that runs as with `make run`."""

    config: LocalConfig
    process: subprocess.Popen[bytes]
    output: Path

    @property
    def storefront(self) -> str:
        return f"{self.config.url}/v1"

    @property
    def partner(self) -> str:
        return f"{self.config.url}/partner/v1"

    def text(self) -> str:
        return self.output.read_text()

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(PATIENCE_SECONDS)


def environment(config: LocalConfig, **more: str) -> dict[str, str]:
    """Return the environment of a shop: this process's without its settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    own = {"PORT": str(config.port), "AWS_PORT": str(config.aws_port), "LOCAL_DATA": str(config.data), "RESET": ""}
    return kept | own | {"PASSWORD_SALT_ROUNDS": "4", "LOCAL_SLOWDOWN": str(SLOWDOWN)} | more


def start_shop(config: LocalConfig, *, module: str = "local", **more: str) -> RunningShop:
    """Start a shop with the module that serves it; it may not respond yet."""
    config.data.mkdir(parents=True, exist_ok=True)
    output = config.data / "output.txt"
    with output.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=environment(config, **more),
            stdout=written,
            stderr=written,
            start_new_session=True,
        )
    return RunningShop(config, process, output)


@contextmanager
def running_shop(config: LocalConfig, *, module: str = "local", **more: str) -> Iterator[RunningShop]:
    """Run a shop with its sample accounts and products, with a low bcrypt cost."""
    shop = start_shop(config, module=module, **more)
    try:
        eventually(lambda: "The shop is running." in shop.text() or shop.process.poll() is not None)
        assert shop.process.poll() is None, shop.text()
        yield shop
    finally:
        if shop.process.poll() is None:
            shop.end(signal.SIGTERM)


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Serve an application on a free port, in a thread of this process, and yield its URL."""
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.bind((LOOPBACK, 0))
        server = server_of_app(app)
        thread = threading.Thread(target=lambda: anyio.run(lambda: server.serve(sockets=[listener])), daemon=True)
        thread.start()
        try:
            eventually(lambda: server.started)
            yield f"http://{LOOPBACK}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(PATIENCE_SECONDS)


def is_problem(response: httpx.Response, status: int, slug: str) -> Mapping[str, Any]:
    """Check that a response is this problem and complete, and return its body."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: Mapping[str, Any] = response.json()
    expected = {"type": f"/docs/problems/{slug}", "status": status, "requestId": response.headers["x-request-id"]}
    assert problem == {**problem, **expected}
    assert all((problem["title"], problem["detail"], problem["instance"].startswith("/")))
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cache-control"] == "no-store"
    return problem
