"""A handler imports what its operation needs and nothing else, which keeps cold starts short.

tests/performance/modules.txt lists exactly the modules that each function may import. ``make generate`` rewrites it. A
change that makes a function import more shows there, and its commit gives the reason.
"""

import ast
from difflib import unified_diff
from functools import cache

import pytest

from generated.operations import OPERATIONS
from local.config import ROOT
from tests.performance import modules
from tests.performance.modules import HANDLERS

NEVER = {
    *("connexion", "moto", "yaml", "jsonschema", "jsonschema_rs", "starlette", "ministack"),
    *("local", "codegen", "tests", "pydantic"),
}
REQUESTS, RESPONSES = "generated.requests", "generated.responses"


@cache
def imported() -> dict[str, set[str]]:
    """Return the imports of each handler, each in a fork of a fresh process."""
    return {module: set(names) for module, names in modules.imported_with(HANDLERS.values()).items()}


def needed(function: str) -> set[str]:
    """Return the modules of requests and responses that a function needs according to the contract."""
    row = OPERATIONS.get(function)
    requests = {f"{REQUESTS}.{module}" for module in (row.body, row.parameters) if module} if row else set()
    responses = row.responses.values() if row else ()
    return {REQUESTS, RESPONSES, *requests, *(f"{RESPONSES}.{name}" for each in responses for name in inside(each))}


@cache
def inside(model: str) -> set[str]:
    """Return the modules of a model and of those inside it."""
    source = ast.parse((ROOT / "generated" / "models" / f"{model}.py").read_text())
    nodes = [node for node in source.body if isinstance(node, ast.ImportFrom) and node.level]
    return {model}.union(*(inside(each.name) for node in nodes for each in node.names))


def test_handler_imports_only_packages_of_lambda() -> None:
    found = {name.partition(".")[0] for module in HANDLERS.values() for name in imported()[module]}

    assert not found & NEVER


def test_only_what_reads_secrets_of_second_factors_imports_their_packages() -> None:
    found = {function for function, module in HANDLERS.items() if {"cryptography", "pyotp"} & imported()[module]}

    assert found == {"createMfaEnrolment", "confirmMfaEnrolment", "removeMfa", "confirmLogin"}


@pytest.mark.parametrize("function", HANDLERS)
def test_handler_imports_no_other_operations_objects(function: str) -> None:
    found = {name for name in imported()[HANDLERS[function]] if name.startswith((REQUESTS, RESPONSES))}

    assert found <= needed(function)


@pytest.mark.parametrize("function", HANDLERS)
def test_handler_imports_no_model(function: str) -> None:
    assert not imported()[HANDLERS[function]] & {"generated.models", "generated.base"}


def test_functions_import_exactly_the_listed_modules() -> None:
    written_down = modules.FILE.read_text().splitlines()
    found = modules.written(modules.by_function(imported())).splitlines()

    assert not [*unified_diff(written_down, found, "modules.txt", "found", n=3, lineterm="")]


def test_another_module_changes_the_text() -> None:
    # Given two functions
    imports = {"getCart": frozenset({"handlers", "boto3", "json"}), "getHealth": frozenset({"handlers", "json"})}

    # When one imports one more, be it Python's, ours or another's
    longer = [{**imports, "getHealth": imports["getHealth"] | {more}} for more in ("email", "handlers.cart", "boto3")]

    # Then no two texts are the same
    assert len({modules.written(each) for each in (imports, *longer)}) == 4


def test_modules_of_all_functions_are_listed_once() -> None:
    imports = dict.fromkeys(("getCart", "getHealth"), frozenset({"handlers", "handlers.runtime", "json"}))

    text = modules.written(imports)

    assert text.count("runtime") == 1
    assert "[every function]\nhandlers: . runtime\npython: json\n" in text


def test_modules_of_the_same_functions_are_one_section() -> None:
    # Given four functions of which two import the same two packages
    imports = {
        "getCart": frozenset({"boto3", "boto3.session", "json", "handlers.cart"}),
        "getOrder": frozenset({"boto3", "boto3.session", "json"}),
        "getHealth": frozenset({"email", "json"}),
        "getContract": frozenset({"email", "json", "handlers.cart"}),
    }

    # When they are listed, then these packages are listed once, under the names of both
    sections = modules.written(imports).partition("\n\n")[2].split("\n\n")
    assert sections == [
        "[every function]\npython: json",
        "[getCart, getContract]\nhandlers: cart",
        "[getCart, getOrder]\nboto3: . session",
        "[getHealth, getContract]\npython: email\n",
    ]


def test_section_of_most_functions_names_the_others() -> None:
    imports = dict.fromkeys(("getCart", "getOrder"), frozenset({"json"})) | {"getHealth": frozenset[str]()}

    assert modules.written(imports).endswith("\n[every function except getHealth]\npython: json\n")


def test_of_the_standard_library_only_public_packages_are_named() -> None:
    imported = ["email", "email.message", "_socket", "_sysconfigdata__linux", "__mp_main__", "boto3.session"]

    assert set(modules.named(imported)) == {"email", "boto3.session"}


def test_packages_outside_the_runtimes_lock_file_are_hidden() -> None:
    hidden = modules.not_in_lambda()

    assert {"pytest", "connexion", "moto", "boto3", "pydantic"} <= hidden
    assert not {"botocore", "pydantic_core", "jwt", "aws_lambda_powertools"} & hidden
