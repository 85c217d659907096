"""The measures for cold starts change no model and no token."""

from __future__ import annotations

import subprocess
import sys

import pytest

from local.config import ROOT

# Prints the core schema of every model, which determines its behaviour.
SCHEMAS = """
import importlib, pathlib, re, sys
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
# Prints whether a function, which then rejects a value, has imported and executed the module of schemas' types.
EXECUTED = """
import importlib, sys
importlib.import_module(sys.argv[1])
from handlers.runtime.http.validation import validator_of
from pydantic_core import ValidationError
try:
    validator_of("register_request").validate_python({})
except ValidationError:
    print([*vars(sys.modules["pydantic_core.core_schema"])].count("StringSchema"))
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
    with_it = output_of("import handlers" + SCHEMAS)

    assert with_it == output_of(SCHEMAS)
    assert len(with_it) > 30


def test_function_validates_without_the_types_of_schemas() -> None:
    assert output_of(EXECUTED, "handlers.products.get_product") == ["0"]


def test_types_of_schemas_are_loaded_when_they_are_read() -> None:
    program = "import handlers; from pydantic_core import core_schema; print(core_schema.StringSchema.__name__)"

    assert output_of(program) == ["StringSchema"]


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


def test_tokens_are_signed_without_cryptography_which_can_be_imported_later() -> None:
    program = """
import sys
import handlers.domain.access_tokens, jwt
print(jwt.decode(jwt.encode({"sub": "ada"}, b"k" * 32, algorithm="HS256"), b"k" * 32, algorithms=["HS256"])["sub"])
print("cryptography" in sys.modules)
from handlers.domain.encryption import AESGCM
print(len(AESGCM(b"k" * 32).encrypt(b"n" * 12, b"", None)))
"""

    assert output_of(program) == ["ada", "False", "16"]
