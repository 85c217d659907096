"""docker/compose.yaml, which is tried by people with Docker, holds every function as Lambda would start it."""

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


def test_it_is_what_functions_json_gives() -> None:
    assert compose.written(TEXT, rows()) == TEXT, "run make generate"


def test_its_functions_are_those_of_functions_json() -> None:
    assert set(FILE["services"]) - OTHERS == {row["name"] for row in rows().values()}


def test_the_gateway_finds_every_function() -> None:
    gateway = FILE["services"]["gateway"]["environment"]
    given = RunningInstances(rows(), int(gateway["FUNCTIONS_PORT"]))
    for key, row in rows().items():
        _, address, *_ = FILE["services"][row["name"]]["command"]
        assert address == f"127.0.0.1:{given.port_of(key)}"


@pytest.mark.parametrize("key", rows())
def test_a_function_has_its_handler_its_memory_and_all_its_settings(key: str) -> None:
    row = rows()[key]
    service = FILE["services"][row["name"]]

    assert service["command"][-1] == service["environment"]["_HANDLER"] == row["handler"]
    assert service["mem_limit"] == f"{row['memory']}m"
    assert service["read_only"]
    assert set(row["settings"]) <= set(service["environment"])
    assert service["environment"]["TABLE_NAME"] == TABLE


def test_no_two_share_a_port_and_nothing_is_open_to_other_machines() -> None:
    own = [FILE["services"][row["name"]]["command"] for row in rows().values()]
    addresses = [address for command in own for address in (command[1], command[3])]

    assert len(set(addresses)) == 2 * len(own)
    assert all(port.startswith("127.0.0.1:") for port in FILE["services"]["gateway"]["ports"])
    assert f"127.0.0.1:{DEFAULT_PORT}:{DEFAULT_PORT}" in FILE["services"]["gateway"]["ports"]


def test_the_gateways_image_holds_every_module_of_ours_that_it_imports() -> None:
    # Given what its build may see of the checkout
    ignored = (ROOT / "docker" / "gateway.Dockerfile.dockerignore").read_text()
    seen = {line[1:].removesuffix("/*.py") for line in ignored.splitlines() if line.startswith("!")}

    # When a gateway's modules are imported
    program = "import sys, docker.run, local.shop, local.sample_shop; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    # Then ours are among that
    ours = {name.partition(".")[0] for name in modules.split()} & {path.name for path in ROOT.iterdir()}
    assert {"local", "handlers"} < ours <= seen


def test_a_function_more_is_a_service_more() -> None:
    row = {"name": "new", "handler": "handlers.new.handler", "memory": 128, "timeout": 3, "settings": ["JWT_EXPIRY"]}

    written = yaml.safe_load(compose.written(TEXT, rows() | {"new": row}))

    assert written["services"]["new"]["environment"]["JWT_EXPIRY"] == "86400"
    assert len(written["services"]) == len(FILE["services"]) + 1
