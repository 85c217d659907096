"""The table of the functions' AWS actions."""

from codegen.actions import actions_source


def test_functions_have_their_actions_and_an_index_if_they_query_no_table() -> None:
    actions = {"getCart": ["dynamodb:Query"], "listOrders": ["dynamodb:Query"], "listProducts": ["dynamodb:Query"]}
    queries = {"listOrders": ["table", "GSI2"], "listProducts": ["GSI1", "GSI2"]}

    found: dict[str, object] = {}
    exec(actions_source(actions, queries), found)  # noqa: S102  # our own source

    assert found["ACTIONS"] == dict.fromkeys(actions, ("dynamodb:Query",))
    assert found["INDEXES"] == {"listProducts": "GSI1"}
