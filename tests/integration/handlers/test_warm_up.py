"""What a function prepares while it is loaded in Lambda."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from handlers.runtime.aws import clients, first_calls
from local.config import LOOPBACK, ROOT
from local.ports import free_ports
from tests.harness import PATIENCE_SECONDS
from tests.integration.handlers.aws_calls import CLIENTS, recorded
from tests.integration.handlers.calling import FUNCTIONS
from tests.integration.handlers.conftest import forget_clients
from tests.integration.handlers.every_function import AWS_FUNCTIONS, good_event, make
from tests.integration.handlers.test_least_privilege import expected

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.integration.handlers.table import Table

# Prints the clients that a function's process creates before its first event, and what the first event adds.
FIRST_EVENT = """
import json, sys
from botocore.session import Session
from tests.performance.measured.start import Context, imported
created, create = [], Session.create_client
def note(*arguments, **options):
    created.append(arguments[1])
    return create(*arguments, **options)
Session.create_client = note
handle = imported(sys.argv[1])
before, modules = len(created), {*sys.modules}
response = handle(json.loads(sys.stdin.read()), Context())
more = created[before:], sorted({*sys.modules} - modules)
print(json.dumps([sorted(created[:before]), response["statusCode"], *more]))
"""
IN_LAMBDA = {"LAMBDA_TASK_ROOT": "/var/task", "PYTHONPATH": str(ROOT)}


def loaded(program: str, *arguments: str, environment: Mapping[str, str], stdin: str = "") -> list[str]:
    """Return the output of a program in a new process."""
    command = [sys.executable, "-c", program, *arguments]
    ran = subprocess.run(command, env=dict(environment), input=stdin, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


@pytest.mark.parametrize("function", AWS_FUNCTIONS)
def test_first_calls_are_reads_that_the_role_allows(table: Table, function: str) -> None:
    # Given a table with objects
    event = good_event(function, make())
    before = table.rows()

    # When a function makes its first calls
    with recorded() as recording:
        first_calls._make_calls(function)

    # Then its role allows them, they are reads, and the table is as before
    assert recording.resources <= expected(function, event, table.name)
    assert recording.actions <= {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}
    assert table.rows() == before


@pytest.mark.parametrize("function", AWS_FUNCTIONS)
def test_every_client_of_a_function_is_created(table: Table, function: str) -> None:
    forget_clients()

    first_calls.make_first_calls(function)

    created = {make.__name__.strip("_") for make in CLIENTS if make.cache_info().currsize}
    assert created == {action.partition(":")[0] for action in FUNCTIONS[function]["actions"]}


@pytest.mark.parametrize("function", ["getProduct", "createOrder", "createImageUpload", "getHealth"])
def test_first_event_imports_nothing_and_creates_no_client(table: Table, function: str) -> None:
    event, row = json.dumps(good_event(function, make())), FUNCTIONS[function]

    *_, result = loaded(FIRST_EVENT, row["handler"], environment={**os.environ, **IN_LAMBDA}, stdin=event)

    created, status, *more = json.loads(result)
    assert created == sorted({action.partition(":")[0] for action in row["actions"]})
    assert more == [[], []]
    assert status < 400


@pytest.mark.parametrize("function", ["getProduct", "createOrder", "process_order_changes"])
@pytest.mark.parametrize("credentials", [{}, {"AWS_ACCESS_KEY_ID": "unused", "AWS_SECRET_ACCESS_KEY": "unused"}])
def test_function_is_loaded_without_settings_and_network(function: str, credentials: dict[str, str]) -> None:
    # Given an endpoint where nothing listens, and no table name and no region
    (port,) = free_ports(1)
    environment = {
        "PATH": os.environ["PATH"],
        **IN_LAMBDA,
        **credentials,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
    }

    output = loaded(f"import {FUNCTIONS[function]['handler'].rpartition('.')[0]}", environment=environment)

    assert output == []


def test_nothing_is_prepared_outside_lambda() -> None:
    program = "import sys, handlers.products.get_product\nprint('handlers.runtime.aws.first_calls' in sys.modules)"
    credentials = {"AWS_ACCESS_KEY_ID": "unused", "AWS_SECRET_ACCESS_KEY": "unused"}

    assert loaded(program, environment={"PYTHONPATH": str(ROOT), **credentials}) == ["False"]


def test_silent_service_is_not_waited_for(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a service that accepts connections and never answers, and attempts that begin even after the deadline
    forget_clients()
    with socket.create_server((LOOPBACK, 0)) as listener:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", f"http://{LOOPBACK}:{listener.getsockname()[1]}")
        monkeypatch.setattr(clients, "ATTEMPT_MILLISECONDS", -60_000)
        monkeypatch.setenv("FIRST_CALL_SECONDS", "0")

        # When a function makes its first calls, then they end before the response
        first_calls.make_first_calls("getProduct")
        [call] = (thread for thread in threading.enumerate() if thread.name == "first-calls")
    call.join(PATIENCE_SECONDS)
    forget_clients()


def test_no_call_begins_that_could_end_too_late(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRST_CALL_SECONDS", "3")

    with recorded() as recording:
        first_calls._make_calls("getProduct")

    assert recording.responses == []
