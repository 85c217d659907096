from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from handlers.runtime import settings
from local.place import ROOT
from tests.integration.handlers.calling import FUNCTIONS
from tests.integration.handlers.conftest import forget_clients
from tests.integration.handlers.every_function import answered, good_event, in_a_row, make
from tests.integration.handlers.recording import recorded

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table

# Every function has them, and a default for each; the last is Lambda's own.
COMMON = frozenset({"LOG_LEVEL", "ENVIRONMENT", "DOCS_URL", "ALLOW_ORIGIN", "LAMBDA_TASK_ROOT"})


def names_in_the_settings_module() -> set[str]:
    """Return the name of every setting that the code can read."""
    words = [
        str(word.value) for word in ast.walk(ast.parse(inspect.getsource(settings))) if isinstance(word, ast.Constant)
    ]
    return {word for word in words if word.isupper() and "_" in word}


SETTINGS = names_in_the_settings_module() - COMMON


def test_no_other_module_reads_the_environment() -> None:
    modules = [path for path in (ROOT / "handlers").rglob("*.py") if path != Path(settings.__file__)]
    assert modules
    assert not [path for path in modules if re.search(r"environ|getenv", path.read_text())]


def test_the_settings_of_all_functions_are_all_that_there_are() -> None:
    assert {name for row in FUNCTIONS.values() for name in row["settings"]} == SETTINGS


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_does_with_its_own_settings_exactly_what_its_role_allows(
    new_process: Table, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    # Given a new process with no setting but those of the function
    made = make()
    event = good_event(function, made)
    for name in SETTINGS - set(FUNCTIONS[function]["settings"]):
        monkeypatch.delenv(name, raising=False)
    forget_clients()

    # When it gets events in a row: the second one often fails, and may ask for other things
    with recorded() as aws:
        statuses = [answered(function, each) for each in in_a_row(function, event)]

    # Then it has asked for exactly the actions that it declares, and missed no setting
    assert aws.actions == set(FUNCTIONS[function]["actions"])
    assert 500 not in statuses
