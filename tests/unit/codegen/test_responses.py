"""The functions write the JSON that the pydantic models would write."""

import ast
import importlib
import typing
from decimal import Decimal
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel

from codegen.annotations import is_model, plain_type
from codegen.naming import snake_case
from codegen.responses import response_source
from generated.responses import JsonObject
from handlers.runtime import json_text
from handlers.runtime.http.response import represent
from local.config import ROOT
from tests.sampling import shortened
from tests.unit.codegen.test_operations import model

RESPONSES = [path.stem for path in sorted(Path(ROOT, "generated", "responses").glob("[a-z]*.py"))]
VALUES: dict[Any, list[Any]] = {
    str: ["", "Desk", 'a "b"\\', "\x00\n\x7f", "\u2028é\U0001f600", "{}", "</script>"],
    int: [0, 1, -7, 10**12],
    bool: [True, False],
    Decimal: [*map(Decimal, ("0", "18.90", "0.07", "1E+3", "1E-7", "-0.00", "123456789012345678901234567890.12"))],
}


def pair(plain: Any, rng: Random) -> tuple[Any, Any]:
    """Return a value of a type, for the model and for the function's object."""
    arguments = typing.get_args(plain)
    if is_model(plain):
        return objects(plain, rng)
    match typing.get_origin(plain):
        case typing.Literal:
            value = rng.choice(arguments)
        case each if each is list:
            pairs = [pair(arguments[0], rng) for _ in range(rng.randrange(3))]
            return [first for first, _ in pairs], [second for _, second in pairs]
        case each if each is dict:
            value = {rng.choice(VALUES[str]): rng.choice(VALUES[str]) for _ in range(rng.randrange(3))}
        case _:
            value = rng.choice(VALUES[plain])
    return value, value


def objects(kind: type[BaseModel], rng: Random) -> tuple[BaseModel, JsonObject]:
    pairs = {
        name: pair(plain_type(field.annotation), rng)
        for name, field in kind.model_fields.items()
        if field.is_required() or rng.random() < 0.5
    }
    written = written_class(kind)(**{name: second for name, (_, second) in pairs.items()})
    return kind.model_construct(**{name: first for name, (first, _) in pairs.items()}), written


def written_class(kind: type[BaseModel]) -> type[JsonObject]:
    module = importlib.import_module(f"generated.responses.{snake_case(kind.__name__)}")
    found: type[JsonObject] = getattr(module, kind.__name__)
    return found


@pytest.mark.parametrize("module", RESPONSES)
def test_class_is_written_from_its_model(module: str) -> None:
    sources = response_source(model(module)), (ROOT / "generated" / "responses" / f"{module}.py").read_text()

    ours, written = ([each for each in ast.parse(source).body if isinstance(each, ast.ClassDef)] for source in sources)
    assert [*map(ast.unparse, ours)] == [*map(ast.unparse, written)] != []


@pytest.mark.parametrize("module", RESPONSES)
def test_text_is_the_models_json(module: str) -> None:
    rng = Random(module)  # noqa: S311  # a seeded sample

    for _ in range(shortened(5_000)):
        expected, written = objects(model(module), rng)
        assert json_text.parse(written.text) == json_text.parse(json_text.dump(expected.model_dump(by_alias=True)))


@pytest.mark.parametrize("module", RESPONSES)
def test_text_is_written_from_an_object_with_the_same_attributes(module: str) -> None:
    kind = model(module)
    attributes = {name: pair(plain_type(each.annotation), Random(1))[1] for name, each in kind.model_fields.items()}  # noqa: S311
    name, value = attributes.popitem()

    represented = represent(written_class(kind), SimpleNamespace(**attributes), **{name: value})

    assert represented.text == written_class(kind)(**attributes, **{name: value}).text


@pytest.mark.parametrize(
    "wrong", [{"stock": None}, {"price": None}, {"name": None}, {"price": "1"}, {"stock": "1"}], ids=str
)
def test_value_of_another_type_is_an_error_and_never_a_wrong_text(wrong: dict[str, Any]) -> None:
    kind = model("product")
    fields = {name: pair(plain_type(each.annotation), Random(1))[1] for name, each in kind.model_fields.items()}  # noqa: S311

    with pytest.raises((TypeError, ValueError)):
        written_class(kind)(**{**fields, **wrong})
