"""C14: the contract works in tools of other people."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import jsonschema
import pytest

from tests.contract.calls import valid
from tests.contract.document import CONTRACT, OPERATIONS, resolved

if TYPE_CHECKING:
    from tests.contract.calls import Shop


@pytest.mark.parametrize("schema", ["Price", "Amount"])
def test_validator_with_binary_floats_accepts_every_amount_of_a_response(schema: str) -> None:
    validator = jsonschema.Draft4Validator(CONTRACT["components"]["schemas"][schema])

    assert [cents / 100 for cents in range(2000) if not validator.is_valid(cents / 100)] == []


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_examples_of_all_parameters_together_are_accepted(open_shop: Shop, operation_id: str) -> None:
    # Given a request with every query and header parameter, as Postman imports it
    operation = OPERATIONS[operation_id]
    parameters = [resolved(each) for each in operation.written.get("parameters", [])]
    examples = {
        place: {each["name"]: str(each["example"]) for each in parameters if each["in"] == place}
        for place in ("query", "header")
    }
    if "Idempotency-Key" in examples["header"]:
        # Another test that shares the shop may have sent the example with another body.
        examples["header"]["Idempotency-Key"] += secrets.token_hex(4)
    call = valid(open_shop, operation_id)

    response = open_shop.send(call.changed(query=examples["query"], headers=examples["header"]))

    assert response.status_code == operation.statuses[0], response.text
