"""docker/compose.yaml, which contributors with Docker run, defines every function as Lambda starts it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
import yaml

from docker import compose
from docker.functions import RunningInstances
from local.aws.functions import rows
from local.config import DEFAULT_PORT, ROOT, TABLE

TEXT = compose.FILE.read_text()
FILE: dict[str, Any] = yaml.safe_load(TEXT)
OTHERS = {"gateway", "dynamodb"}


def test_compose_file_is_generated_from_functions_json() -> None:
    assert compose.render(TEXT, rows()) == TEXT, "run make generate"


def test_services_are_the_functions_of_functions_json() -> None:
    assert set(FILE["services"]) - OTHERS == {row["name"] for row in rows().values()}


def test_the_gateway_finds_every_function() -> None:
    gateway = FILE["services"]["gateway"]["environment"]
    given = RunningInstances(rows(), int(gateway["FUNCTIONS_PORT"]))
    for key, row in rows().items():
        _, address, *_ = FILE["services"][row["name"]]["command"]
        assert address == f"127.0.0.1:{given.port_of(key)}"


@pytest.mark.parametrize("key", rows())
def test_each_function_has_its_handler_memory_and_settings(key: str) -> None:
    row = rows()[key]
    service = FILE["services"][row["name"]]

    assert service["command"][-1] == service["environment"]["_HANDLER"] == row["handler"]
    assert service["mem_limit"] == f"{row['memory']}m"
    assert service["read_only"]
    assert set(row["settings"]) <= set(service["environment"])
    assert service["environment"]["TABLE_NAME"] == TABLE


def test_ports_are_unique_and_bound_to_localhost() -> None:
    own = [FILE["services"][row["name"]]["command"] for row in rows().values()]
    addresses = [address for command in own for address in (command[1], command[3])]

    assert len(set(addresses)) == 2 * len(own)
    assert all(port.startswith("127.0.0.1:") for port in FILE["services"]["gateway"]["ports"])
    assert f"127.0.0.1:{DEFAULT_PORT}:{DEFAULT_PORT}" in FILE["services"]["gateway"]["ports"]


def test_the_gateway_image_contains_every_imported_module_of_the_repository() -> None:
    # Given the files of the checkout that its build copies
    ignored = (ROOT / "docker" / "gateway.Dockerfile.dockerignore").read_text()
    seen = {line[1:].removesuffix("/*.py") for line in ignored.splitlines() if line.startswith("!")}

    # When the gateway's modules are imported
    program = "import sys, docker.run, local.shop, local.sample_shop; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    # Then all of our modules are among those files
    ours = {name.partition(".")[0] for name in modules.split()} & {path.name for path in ROOT.iterdir()}
    assert {"local", "handlers"} < ours <= seen


def test_each_function_adds_a_service() -> None:
    row = {"name": "new", "handler": "handlers.new.handler", "memory": 128, "timeout": 3, "settings": ["JWT_EXPIRY"]}

    written = yaml.safe_load(compose.render(TEXT, rows() | {"new": row}))

    assert written["services"]["new"]["environment"]["JWT_EXPIRY"] == "86400"
    assert len(written["services"]) == len(FILE["services"]) + 1
