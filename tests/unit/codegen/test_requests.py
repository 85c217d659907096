"""The functions' validators return what the pydantic models return: the same values, or the same faults."""

import ast
import json
import runpy
from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random
from typing import Any

import pydantic_core
import pytest
from pydantic_core import ValidationError

from codegen import without_pydantic
from codegen.requests import request_source
from generated import requests
from generated.operations import OPERATIONS
from handlers.runtime.http.validation import validator_of
from local.config import ROOT
from tests.contract import document
from tests.sampling import shortened
from tests.unit.codegen.documents import resolved
from tests.unit.codegen.test_operations import model

BODIES = {row.body: name for name, row in OPERATIONS.items() if row.body}
PARAMETERS = {row.parameters: name for name, row in OPERATIONS.items() if row.parameters}
INPUTS = shortened(20_000)
# Empty, blank, invisible, right-to-left, full-width, too long, or almost a number.
TEXTS = [
    *("", " ", "\u200b", "\u202ea", "\U000e0041", "é\n", '"', "ａ＠ｂ．ｃｄ", "a@b.cd", "*", 'W/"a"', "ada@"),
    *("5", "05", "-1", "0", "100", "101", "٥", "1e1", "9" * 19, "true", "cancelled", "EUR"),
    *("x" * length for length in (26, 65, 101, 129, 201, 256, 300, 2001)),
]
VALUES: list[Any] = [
    *(None, True, False, 0, 1, -1, 99, 100, 10**6, 10**6 + 1, 10**30, 1.5, [], {}, [None], {"a": 1}),
    *map(Decimal, ("0.07", "0.001", "1E+3", "-0.00", "1000000.01", "0.0100000", "NaN", "Infinity", "1E-400")),
    *TEXTS,
]


def example(node: dict[str, Any]) -> Any:
    """Return an example of a parameter or a media type."""
    if "example" in node:
        return node["example"]
    return next(iter(node["examples"].values()))["value"] if "examples" in node else example(node["schema"])


def body_of(operation: str) -> Any:
    content = resolved(document.OPERATIONS[operation].written)["requestBody"]["content"]["application/json"]
    return json.loads(json.dumps(example(content)), parse_float=Decimal)


def parameters_of(operation: str) -> dict[str, str]:
    parameters = resolved(document.OPERATIONS[operation].written["parameters"])
    return {parameter["name"]: str(example(parameter)) for parameter in parameters}


def mutated(value: Any, values: list[Any], rng: Random) -> Any:
    """Return a value with another value, without one of its own, or with one more, at a random place inside."""
    match value:
        case dict() if value and rng.random() < 0.9:
            name = rng.choice([*value])
            match rng.randrange(8):
                case 0:
                    return {key: each for key, each in value.items() if key != name}
                case 1:
                    return {
                        **value,
                        rng.choice(["other", "", name.lower(), name.replace("I", "_i")]): rng.choice(values),
                    }
            return {**value, name: mutated(value[name], values, rng)}
        case list() if value and rng.random() < 0.8:
            return [mutated(value[0], values, rng), *value[1:]] if rng.random() < 0.9 else value * 50
        case str() if value and rng.random() < 0.5:
            place = rng.randrange(len(value))
            return value[:place] + rng.choice(TEXTS) + value[place + rng.randrange(2) :]
    return rng.choice(values)


def inputs(value: Any, values: list[Any], seed: str) -> Iterator[Any]:
    """Yield a valid value, and mutations of it."""
    rng = Random(seed)  # noqa: S311  # a seeded sample
    yield value
    for _ in range(INPUTS - 1):
        changed = value
        for _ in range(rng.choice((1, 1, 2, 4))):
            changed = mutated(changed, values, rng)
        yield changed


def outcome(validate: Callable[[], dict[str, object]]) -> tuple[bool, str]:
    """Return whether a value is valid, and the result or the faults, in which 1 and Decimal("1") differ."""
    try:
        return True, repr(validate())
    except ValidationError as error:
        return False, repr(error.errors(include_url=False, include_input=False))


@pytest.mark.parametrize("module", BODIES)
def test_body_has_the_values_and_the_faults_of_the_model(module: str) -> None:
    kind, validator, seen = model(module), validator_of(module), set()

    for value in inputs(body_of(BODIES[module]), VALUES, module):
        expected = outcome(lambda: kind.model_validate(value, by_name=False).model_dump(by_alias=True))  # noqa: B023  # called at once
        assert outcome(lambda: validator.validate_python(value, by_name=False).as_json()) == expected, value  # noqa: B023  # called at once
        seen.add(expected[0])

    assert seen == {True, False}


@pytest.mark.parametrize("module", PARAMETERS)
def test_parameters_have_the_values_and_the_faults_of_the_model(module: str) -> None:
    kind, validator, seen = model(module), validator_of(module), set()

    for sent in inputs(parameters_of(PARAMETERS[module]), TEXTS, module):
        if isinstance(sent, dict):
            expected = outcome(lambda: kind.model_validate_strings(sent, by_name=False).model_dump(by_alias=True))  # noqa: B023  # called at once
            assert outcome(lambda: validator.validate_strings(sent, by_name=False).as_json()) == expected, sent  # noqa: B023  # called at once
            seen.add(expected[0])

    assert seen == {True, False}


@pytest.mark.parametrize("module", [*BODIES, *PARAMETERS])
def test_fields_have_the_names_of_the_model(module: str) -> None:
    value: Any = body_of(BODIES[module]) if module in BODIES else parameters_of(PARAMETERS[module])
    validator = validator_of(module)

    validated = validator.validate_python(value) if module in BODIES else validator.validate_strings(value)

    assert [*vars(validated)] == [*model(module).model_fields]


def statements(source: str) -> list[str]:
    """Return the classes and assignments of a module, without its imports, which ruff sorts and reduces."""
    return [ast.unparse(each) for each in ast.parse(source).body if isinstance(each, ast.ClassDef | ast.Assign)]


@pytest.mark.parametrize("module", [*BODIES, *PARAMETERS])
def test_module_is_written_from_its_model(module: str) -> None:
    written = (ROOT / "generated" / "requests" / f"{module}.py").read_text()

    assert statements(request_source(model(module))) == statements(written)


def test_another_version_of_pydantic_core_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pydantic_core, "__version__", "2.0.0")

    with pytest.raises(ImportError, match=r"for pydantic-core 2\.\d+\.\d+, not 2\.0\.0"):
        runpy.run_path(str(ROOT / "generated" / "requests" / "__init__.py"))


def test_generated_files_depend_on_the_version_of_pydantic_core(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = without_pydantic.requests_package()

    monkeypatch.setattr(pydantic_core, "__version__", "2.0.0")

    assert without_pydantic.requests_package() != usual


def test_functions_have_the_version_of_the_schemas() -> None:
    assert f"\npydantic-core=={requests.PYDANTIC_CORE} " in (ROOT / "docker" / "requirements.txt").read_text()
