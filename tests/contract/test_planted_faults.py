"""The test of the contract tests: six faults planted at run time, each caught with the committed configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contract.document import OPERATIONS
from tests.contract.principals import ADMIN
from tests.contract.run import Outcome, try_deployment
from tests.harness import new_config, running_shop
from tests.sampling import FULL

if TYPE_CHECKING:
    from collections.abc import Iterator

# Each planted fault (see planted.py), its operation, and the failure that must be reported.
FAULTS = {
    "an undocumented status": ("DELETE /products/{id}", "UndefinedStatusCode"),
    "a missing field": ("GET /auth/me", "JsonSchemaError"),
    "a wrong content type": ("GET /health", "UndefinedContentType"),
    "a 500 on odd text": ("POST /products", "ServerError"),
    "a looser validation": ("PUT /users/profile", "AcceptedNegativeData"),
    "an ignored token": ("GET /users/profile", "IgnoredAuth"),
}


_FAULTY = {operation for operation, _ in FAULTS.values()}
_FAULTY_IDS = [operation_id for operation_id, operation in OPERATIONS.items() if str(operation) in _FAULTY]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    """The outcome of an admin's run against the shop with all six faults."""
    config = new_config(tmp_path_factory.mktemp("planted"))
    with running_shop(config, module="tests.contract.planted") as shop:
        [outcome] = try_deployment(shop.storefront, [ADMIN], operations=() if FULL else _FAULTY_IDS)
        yield outcome


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_is_caught(outcome: Outcome, fault: str) -> None:
    assert FAULTS[fault] in outcome.failures, outcome.text


def test_only_planted_faults_are_reported(outcome: Outcome) -> None:
    assert outcome.exit_status == 1
    assert {operation for operation, _ in outcome.failures} == _FAULTY, outcome.text
