"""The actions and changed attributes of a plan; sensitive values stay hidden."""

from __future__ import annotations

import json

from ops.terraform_plan import HIDDEN, UNKNOWN, Action, Attribute, differences, read
from tests.unit.ops.crafted import changed, plan, real


def test_actions_of_a_real_plan_are_read() -> None:
    found = read(real("dev_changed"))

    assert {action: len(found.of(action)) for action in Action} == {
        Action.REPLACE: 0,
        Action.DESTROY: 12,
        Action.UPDATE: 9,
        Action.CREATE: 0,
        Action.FORGET: 0,
    }
    assert {change.address for change in found.losses} == {"aws_s3_bucket.docs", "aws_cloudfront_distribution.this"}


def test_a_real_function_changes_its_image_and_its_log_level() -> None:
    (change,) = [
        each for each in read(real("dev_changed")).changes if each.address.endswith('function.this["createOrder"]')
    ]

    known = {each.path: (each.before, each.after) for each in change.attributes if each.after != UNKNOWN}
    assert change.module == "shop / lambda"
    assert known["environment[0].variables.LOG_LEVEL"] == ("INFO", "DEBUG")
    assert set(known) == {"environment[0].variables.LOG_LEVEL", "image_uri"}


def test_both_orders_of_delete_and_create_are_a_replacement() -> None:
    orders = [("delete", "create"), ("create", "delete")]

    found = read(plan(*(changed("aws_dynamodb_table.this", *actions) for actions in orders)))

    assert [change.action for change in found.changes] == [Action.REPLACE, Action.REPLACE]
    assert len(found.losses) == 2


def test_a_tainted_resource_is_a_loss_that_may_be_empty() -> None:
    tainted = changed("aws_sqs_queue.this", "delete", "create") | {"action_reason": "replace_because_tainted"}

    (lost,) = read(plan(tainted)).losses

    assert lost.loss.endswith("it may be empty, because an apply was interrupted while creating it")


def test_unchanged_resources_and_data_sources_are_not_changes() -> None:
    data = changed("aws_region.this", "read") | {"mode": "data"}

    assert read(plan(changed("aws_dynamodb_table.this", "no-op"), data)).changes == []


def test_a_deposed_object_is_distinguished() -> None:
    left = changed("aws_lambda_function.this", "delete") | {"deposed": "ab12"}

    (change,) = read(plan(left)).changes

    assert "left behind" in change.address


def test_a_changed_table_and_a_deleted_dashboard_are_no_losses() -> None:
    found = read(plan(changed("aws_dynamodb_table.this", "update"), changed("aws_cloudwatch_dashboard.this", "delete")))

    assert found.losses == []


def test_a_nested_sensitive_value_is_hidden() -> None:
    change = {
        "before": {"key": "old-secret", "origin": [{"header": [{"value": "old-secret"}]}], "name": "a"},
        "after": {"key": "new-secret", "origin": [], "name": "b"},
        "before_sensitive": {"key": True, "origin": [{"header": [{"value": True}]}]},
        "after_sensitive": {"key": True, "origin": []},
    }

    found = list(differences(change))

    assert found == [Attribute("key", HIDDEN, HIDDEN), Attribute("name", "a", "b"), Attribute("origin", HIDDEN, HIDDEN)]


def test_a_sensitive_value_that_becomes_unknown_is_hidden() -> None:
    change = {
        "before": {"key": "secret"},
        "after": {},
        "after_unknown": {"key": True},
        "before_sensitive": {"key": True},
    }

    assert list(differences(change)) == [Attribute("key", HIDDEN, UNKNOWN)]


def test_a_resource_that_is_sensitive_as_a_whole_is_hidden_as_a_whole() -> None:
    change = {"before": {"a": "secret"}, "after": {"a": "other"}, "before_sensitive": True, "after_sensitive": True}

    assert list(differences(change)) == [Attribute("", HIDDEN, HIDDEN)]


def test_a_changed_policy_is_compared_by_statement() -> None:
    policies = [
        json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action}]}) for action in "ab"
    ]

    found = list(differences({"before": {"policy": policies[0]}, "after": {"policy": policies[1]}}))

    assert found == [Attribute("policy.Statement[0].Action", "a", "b")]


def test_only_added_and_removed_items_of_a_list_are_listed() -> None:
    found = list(differences({"before": {"a": [1, 2, 3]}, "after": {"a": [1, 3, 4, 5]}}))

    assert found == [Attribute("a", [2], [4, 5])]


def test_invalid_json_is_compared_as_text() -> None:
    found = list(differences({"before": {"a": "{x"}, "after": {"a": "{y"}}))

    assert found == [Attribute("a", "{x", "{y")]
