"""tests/performance/modules.txt lists exactly the modules that each function may import.

``make generate`` rewrites it. A change that makes a function import more shows there, and its commit gives the reason.
"""

from difflib import unified_diff

from tests.performance import modules


def test_functions_import_exactly_the_listed_modules() -> None:
    written_down = modules.FILE.read_text().splitlines()
    found = modules.written(modules.by_function()).splitlines()

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

    assert {"pytest", "connexion", "moto", "boto3"} <= hidden
    assert not {"botocore", "pydantic", "jwt", "aws_lambda_powertools"} & hidden
