import importlib
import subprocess
import sys
from typing import Any

import pytest
from pydantic import BaseModel

from generated.operations import CONTRACT_VERSION, OPERATIONS
from local.config import ROOT
from tests.contract import document
from tests.unit.codegen.documents import BODIES, CONTRACT, resolved


def model(module: str) -> type[BaseModel]:
    """Return the model of a module in ``generated.models``."""
    name = module.title().replace("_", "")
    found: type[BaseModel] = getattr(importlib.import_module(f"generated.models.{module}"), name)
    return found


def test_table_has_every_operation() -> None:
    assert list(OPERATIONS) == list(document.OPERATIONS)
    assert CONTRACT["info"]["version"] == CONTRACT_VERSION


@pytest.mark.parametrize("name", OPERATIONS)
def test_row_matches_the_contract(name: str) -> None:
    operation = document.OPERATIONS[name]
    described = operation.written
    row = OPERATIONS[name]

    assert (row.operation_id, row.path, row.method) == (name, operation.path, operation.method)
    assert [row.tag] == described["tags"]
    assert row.roles == frozenset(described["x-roles"])
    assert [str(status) for status in row.statuses] == list(described["responses"])
    parameters = resolved(described.get("parameters", []))
    assert row.locations == {parameter["name"]: parameter["in"] for parameter in parameters}


@pytest.mark.parametrize("name", OPERATIONS)
def test_models_of_a_row_exist_and_match_the_contract(name: str) -> None:
    described = document.OPERATIONS[name].written
    row = OPERATIONS[name]

    assert (row.body and model(row.body).__name__) == BODIES.get(name)
    assert bool(row.parameters) == bool(row.locations)
    if row.parameters:
        fields = model(row.parameters).model_fields
        assert {field.alias or key for key, field in fields.items()} == set(row.locations)
    for status, response in described["responses"].items():
        assert_answer(row.responses.get(int(status)), resolved(response).get("content", {}))


def assert_answer(module: str | None, content: dict[str, Any]) -> None:
    assert (module is not None) == ("application/json" in content)
    if module is not None:
        shown = resolved(CONTRACT["components"]["schemas"][model(module).__name__])
        assert shown == content["application/json"]["schema"]


def test_table_imports_without_pydantic() -> None:
    script = "import sys, generated.operations; print('pydantic' in sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)

    assert loaded.stdout.strip() == "False"
