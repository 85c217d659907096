"""A handler imports what its operation needs and nothing else, which keeps cold starts short."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from generated.operations import OPERATIONS

ROOT = Path(__file__).parents[3]
FUNCTIONS: dict[str, dict[str, str]] = json.loads((ROOT / "terraform/functions.json").read_text())
NEVER = {
    "connexion",
    "moto",
    "yaml",
    "jsonschema",
    "jsonschema_rs",
    "starlette",
    "ministack",
    "local",
    "codegen",
    "tests",
}
MODELS = "generated.models."


@cache
def modules_after_importing(module: str) -> frozenset[str]:
    program = "import importlib, sys, json; importlib.import_module(sys.argv[1]); print(json.dumps([*sys.modules]))"
    # An empty environment: importing a handler reads no settings (R24).
    answer = subprocess.run(
        [sys.executable, "-c", program, module], capture_output=True, text=True, check=True, cwd=ROOT, env={}
    )
    return frozenset(json.loads(answer.stdout))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_handler_imports_only_packages_of_lambda(function: str) -> None:
    loaded = modules_after_importing(FUNCTIONS[function]["handler"].rpartition(".")[0])

    assert not {name.partition(".")[0] for name in loaded} & NEVER


@pytest.mark.parametrize("function", FUNCTIONS)
def test_handler_imports_no_other_operations_models(function: str) -> None:
    # Given the models that the contract says this function needs
    row = OPERATIONS.get(function)
    own = {row.body, row.parameters, *row.responses.values()} if row else set()
    needed = {name for dotted in own if dotted for name in models_behind(dotted.rpartition(".")[0])}

    # When its handler is imported
    loaded = modules_after_importing(FUNCTIONS[function]["handler"].rpartition(".")[0])

    # Then no other model is
    assert {name for name in loaded if name.startswith(MODELS)} <= needed


def models_behind(module: str) -> set[str]:
    return {name for name in modules_after_importing(module) if name.startswith(MODELS)}


def test_other_models_exist() -> None:
    assert len(models_behind("generated.models.product")) > len(models_behind("generated.models.health")) > 0
