"""A handler imports what its operation needs and nothing else, which keeps cold starts short."""

from functools import cache

from generated.operations import OPERATIONS
from local.aws.functions import rows
from tests.performance.modules import imported_with

FUNCTIONS = {function: row["handler"].rpartition(".")[0] for function, row in rows().items()}
NEVER = {
    *("connexion", "moto", "yaml", "jsonschema", "jsonschema_rs", "starlette", "ministack"),
    *("local", "codegen", "tests"),
}
MODELS = "generated.models."


def own_models(function: str) -> set[str]:
    """Return the modules of the models that a function needs according to the contract."""
    row = OPERATIONS.get(function)
    own = {row.body, row.parameters, *row.responses.values()} if row else set()
    return {dotted.rpartition(".")[0] for dotted in own if dotted}


@cache
def imported() -> dict[str, set[str]]:
    """Return the imports of each handler and each model, each in a fork of a fresh process."""
    models = {module for function in FUNCTIONS for module in own_models(function)}
    return {module: set(names) for module, names in imported_with([*FUNCTIONS.values(), *sorted(models)]).items()}


def test_handler_imports_only_packages_of_lambda() -> None:
    found = {name.partition(".")[0] for module in FUNCTIONS.values() for name in imported()[module]}

    assert not found & NEVER


def test_handler_imports_no_other_operations_models() -> None:
    for function, module in FUNCTIONS.items():
        needed = {name for own in own_models(function) for name in imported()[own] if name.startswith(MODELS)}

        assert {name for name in imported()[module] if name.startswith(MODELS)} <= needed, function


def test_other_models_exist() -> None:
    found = imported_with(["generated.models.product", "generated.models.health"]).values()
    product, health = ({name for name in names if name.startswith(MODELS)} for names in found)

    assert len(product) > len(health) > 0
