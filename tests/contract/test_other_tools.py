"""C14: the contract works in tools of other people."""

import jsonschema
import pytest

from tests.contract.document import CONTRACT


@pytest.mark.parametrize("schema", ["Price", "Amount"])
def test_validator_with_binary_floats_accepts_every_amount_of_a_response(schema: str) -> None:
    validator = jsonschema.Draft4Validator(CONTRACT["components"]["schemas"][schema])

    assert [cents / 100 for cents in range(2000) if not validator.is_valid(cents / 100)] == []
