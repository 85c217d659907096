"""The comment about a plan: data loss first, nothing sensitive, and limited in length."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ops.costs import costs
from ops.plan_report import LIMIT, counts, summary
from ops.terraform_plan import read
from tests.unit.ops.crafted import changed, plan, real

GITHUB_TAKES = 65_536
TABLE = "module.shop.module.dynamodb.aws_dynamodb_table.this"


def written(shown: dict[str, Any], limit: int = LIMIT) -> str:
    found = read(shown)
    return summary("dev", found, costs(found.before, found.after), limit=limit)


def test_a_real_change_is_reported_most_important_first() -> None:
    text = written(real("dev_changed"))

    parts = [
        "<!-- plan of dev -->",
        "**12 to destroy, 9 to change**",
        "`aws_s3_bucket.docs` in shop / cdn is **DESTROYED**",
        "--allow-destroy",
        "**$44.20 of fixed costs**, as before",
        "## Destroyed",
        "## Changed",
        "`INFO` → `DEBUG`",
    ]
    places = [text.index(each) for each in parts]
    assert places == sorted(places)


def test_equal_changes_of_several_resources_are_grouped() -> None:
    text = written(real("dev_changed"))

    assert "- `aws_lambda_alias.live`, 3 of them: `createOrder`, `getProduct`, `listProducts`\n" in text
    assert text.count("known after the apply: `function_version`") == 1


def test_a_plan_without_losses_has_no_warning() -> None:
    text = written(real("prod_first"))

    assert "CAUTION" not in text
    assert "ALLOW_DESTROY" not in text
    assert counts(read(real("prod_first"))) == f"{len(real('prod_first')['resource_changes'])} to create"


@pytest.mark.parametrize("name", ["dev_changed", "prod_first"])
def test_report_of_a_real_plan_contains_no_email_addresses(name: str) -> None:
    shown = real(name)
    emails = [each for each in shown["resource_changes"] if "@example.com" in each["address"]]
    # Addresses occur only in changes of the alarm subscriptions.
    assert bool(emails) == (name == "prod_first")

    text = written(shown)

    assert "@example.com" not in text


def test_a_replaced_table_is_highlighted_with_its_reason() -> None:
    replaced = changed(
        TABLE,
        "delete",
        "create",
        before={"hash_key": "PK", "arn": "arn:1"},
        after={"hash_key": "pk"},
        after_unknown={"arn": True},
        replace_paths=[["hash_key"]],
    )

    text = written(plan(replaced))

    assert "is **REPLACED by a new one**: accounts, catalogue, carts and orders are in it" in text
    assert "`hash_key`: `PK` → `pk` **(forces the replacement)**" in text
    assert text.index("CAUTION") < text.index("Cost of a month")


def test_a_sensitive_value_is_never_written() -> None:
    change = changed(
        "module.shop.module.secrets.aws_secretsmanager_secret_version.payment",
        "update",
        before={"secret_string": "hunter2", "id": "a"},
        after={"secret_string": "hunter3", "id": "b"},
        before_sensitive={"secret_string": True},
        after_sensitive={"secret_string": True},
    )

    text = written(plan(change))

    assert "hunter" not in text
    assert "`secret_string`: (sensitive) → (sensitive)" in text


def test_a_changed_email_address_is_not_written() -> None:
    change = changed(
        'aws_sns_topic_subscription.email["ada@example.com"]',
        "update",
        before={"a": "ada@example.com"},
        after={"a": "x"},
    )

    text = written(plan(change))

    assert "ada@" not in text
    assert "(an e-mail address)" in text


def test_a_value_cannot_break_out_of_its_code_span() -> None:
    change = changed("aws_lambda_function.this", "update", before={"a": "x"}, after={"a": "`\n# <script>"})

    assert "  - `a`: `x` → `' # <script>`\n" in written(plan(change))


def test_a_plan_without_changes_is_reported_as_such() -> None:
    assert "**No changes: the stage matches the files**" in written(plan())


def many(count: int, action: str, **change: Any) -> list[dict[str, Any]]:
    return [
        changed(
            f"module.shop.module.part_{number % 40}.aws_lambda_function.a_name_that_is_long_{number}", action, **change
        )
        for number in range(count)
    ]


def test_a_long_plan_omits_the_least_important_and_counts_it() -> None:
    # Given a loss, more changes than fit, and resources to create
    after = {f"attribute_{number}": "x" * 100 for number in range(30)}
    updates = many(200, "update", before=dict.fromkeys(after, "y"), after=after)

    text = written(plan(changed(TABLE, "delete"), *updates, *many(3000, "create")))

    assert GITHUB_TAKES - 5000 < len(text) < GITHUB_TAKES
    assert "**DESTROYED**" in text
    parts = text.count("and 18 more attributes")
    assert (_left(text, "to change"), _left(text, "to create")) == (200 - parts, 3000)
    assert text.count("<details>") == text.count("</details>")


def test_after_an_omission_nothing_less_important_is_reported() -> None:
    shown = plan(*many(200, "delete"), *many(1, "create"))

    text = written(shown, limit=6000)

    assert len(text) <= 6000
    assert "## Created" not in text
    assert _left(text, "to create") == 1
    assert _left(text, "to destroy") == 200 - text.count("a_name_that_is_long")


def test_many_losses_do_not_exceed_the_maximum_length() -> None:
    tables = [
        changed(f"module.shop.aws_dynamodb_table.a_table_with_a_long_name_{number}", "delete") for number in range(2000)
    ]

    text = written(plan(*tables))

    assert len(text) < GITHUB_TAKES
    assert "> - and 1960 more" in text


def _left(text: str, what: str) -> int:
    """Return the number of omitted items in the summary."""
    (count,) = re.findall(rf"Left out.*?(\d+) {what}", text)
    return int(count)


def test_on_github_the_page_on_cost_is_a_link_that_works_in_a_comment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.com")
    monkeypatch.setenv("GITHUB_REPOSITORY", "octo/shop")
    monkeypatch.setenv("GITHUB_SHA", "abc")

    assert "(https://github.com/octo/shop/blob/abc/docs/capacity.md)" in written(plan())
