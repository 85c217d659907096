"""Handler files, rows of functions.json and rows of operations.py are exactly the operationIds."""

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from generated.operations import OPERATIONS

ROOT = Path(__file__).parents[3]
CONTRACT: dict[str, Any] = yaml.load((ROOT / "openapi.yaml").read_text(), yaml.CSafeLoader)
FUNCTIONS: dict[str, dict[str, Any]] = json.loads((ROOT / "terraform/functions.json").read_text())
IN_CONTRACT = {
    operation["operationId"]: (method.upper(), path, operation["tags"][0])
    for path, item in CONTRACT["paths"].items()
    for method, operation in item.items()
}
EVENT_FUNCTIONS = set(FUNCTIONS) - set(IN_CONTRACT)


def snake_case(operation_id: str) -> str:
    return re.sub("([A-Z])", r"_\1", operation_id).lower()


def test_contract_and_operations_name_the_same_operations() -> None:
    rows = {row.operation_id: (row.method, row.path, row.tag) for row in OPERATIONS.values()}

    assert rows == IN_CONTRACT


@pytest.mark.parametrize("operation_id", IN_CONTRACT)
def test_operation_has_a_handler_file_and_a_function(operation_id: str) -> None:
    method, path, tag = IN_CONTRACT[operation_id]

    assert FUNCTIONS[operation_id]["handler"] == f"handlers.{tag}.{snake_case(operation_id)}.handler"
    assert FUNCTIONS[operation_id]["triggers"] == [f"{method} {path}"]


@pytest.mark.parametrize("name", sorted(EVENT_FUNCTIONS))
def test_event_function_is_named_after_its_file(name: str) -> None:
    assert FUNCTIONS[name]["handler"].split(".")[2] == name


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_has_a_callable_handler(function: str) -> None:
    module, _, name = FUNCTIONS[function]["handler"].rpartition(".")

    assert callable(getattr(importlib.import_module(module), name))


def test_every_handler_file_is_a_function() -> None:
    # Given the files that define a handler
    files = (ROOT / "handlers").glob("*/*.py")
    defining = {file for file in files if re.search("^def handler", file.read_text(), re.MULTILINE)}

    # Then each is the handler of one function
    assert {".".join(file.relative_to(ROOT).with_suffix("").parts) for file in defining} == {
        row["handler"].rpartition(".")[0] for row in FUNCTIONS.values()
    }


def test_names_in_aws_are_unique() -> None:
    names = [row["name"] for row in FUNCTIONS.values()]

    assert len(set(names)) == len(names)


HASHING = ["registerUser", "loginUser", "changePassword", "changeEmail", "removeMfa", "confirmPasswordReset"]


@pytest.mark.parametrize("function", HASHING)
def test_functions_that_hash_passwords_get_a_whole_vcpu(function: str) -> None:
    assert FUNCTIONS[function]["memory"] >= 1769
