"""The measures for cold starts change no model."""

from __future__ import annotations

import subprocess
import sys

import pytest

from local.config import ROOT

# Prints the core schema of every model, which determines its behaviour.
SCHEMAS = """
import importlib, pathlib, re, sys
from pydantic_core import core_schema
print(core_schema.StringSchema.__mro__[1].__name__)
from generated.base import Model
for path in sorted(pathlib.Path("generated/models").glob("*.py")):
    importlib.import_module(f"generated.models.{path.stem}")
def models(base):
    for model in base.__subclasses__():
        yield model
        yield from models(model)
for model in sorted(models(Model), key=lambda model: (model.__module__, model.__name__)):
    model.model_rebuild()
    schema = repr(model.__pydantic_core_schema__)
    print(model.__module__, model.__name__, re.sub(r" at 0x[0-9a-f]+|:\\d{9,}", "", schema))
"""
SHAPE = """
import importlib, sys
importlib.import_module(sys.argv[1])
core_schema = sys.modules.get("pydantic_core.core_schema")
print(core_schema.StringSchema.__mro__[1].__name__ if core_schema else "none")
"""


def output_of(program: str, *arguments: str) -> list[str]:
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.splitlines()


def test_models_have_the_same_schemas_with_and_without_the_loader() -> None:
    plain, *with_it = output_of("import handlers" + SCHEMAS)
    usual, *without = output_of(SCHEMAS)

    assert (plain, usual) == ("_PlainDict", "dict")
    assert with_it == without
    assert len(with_it) > 30


@pytest.mark.parametrize("module", ["handlers.auth.authorize_request", "handlers.products.get_product"])
def test_loader_applies_to_functions_that_use_pydantic(module: str) -> None:
    shape = output_of(SHAPE, module)

    assert shape == (["none"] if "authorize" in module else ["_PlainDict"])


def test_other_typed_dictionaries_stay_typed() -> None:
    program = (
        "import handlers, pydantic_core.core_schema, typing\nprint(typing.TypedDict('T', {'a': int}).__annotations__)"
    )

    assert output_of(program) == ["{'a': <class 'int'>}"]


@pytest.mark.parametrize("module", ["handlers.auth.authorize_request", "handlers.products.get_product"])
def test_garbage_collection_is_normal_after_a_function_is_loaded(module: str) -> None:
    program = """
import gc, importlib, sys
usual = gc.get_threshold()
importlib.import_module("handlers")
during = gc.get_threshold()
importlib.import_module(sys.argv[1])
print(during > usual, gc.get_threshold() == usual, gc.get_freeze_count() > 10_000)
"""

    assert output_of(program, module) == ["True True True"]
