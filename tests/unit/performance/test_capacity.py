"""The page on cost and capacity matches its script, whose figures add up."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from local.aws.functions import rows
from local.config import ROOT
from tests.operations import Case
from tests.performance.capacity import PAGE, PRICES, Estimate, estimate, page, sales_limits

ESTIMATE = estimate()
HOTTEST = "sales a second of the hottest product, in one stock row (transaction conflicts)"


def written(**changed: object) -> Estimate:
    return Estimate({**ESTIMATE.written, **changed}, ESTIMATE.cases, ESTIMATE.functions)


def case(operation: str, word: str = "") -> Case:
    return next(case for case in ESTIMATE.cases[operation] if word in case.when)


def test_page_matches_the_script() -> None:
    assert PAGE.read_text() == page(ESTIMATE), "docs/capacity.md: .venv/bin/python -m tests.performance.capacity"


def test_every_function_is_counted() -> None:
    assert set(ESTIMATE.cases) == set(rows())


def test_requests_and_units_are_those_of_the_operations_table() -> None:
    order = case("createOrder", "paid: 201")

    assert Counter(order.requests) == {"BatchGetItem": 1, "TransactWriteItems": 2, "Invoke": 1}
    assert (order.table + order.indexes, order.table) == (19, 14)


def test_public_call_costs_the_sum_of_its_parts() -> None:
    # 20 ms of 256 MB, two read units, 2.6 kB of logs, a trace in 20, the firewall and Bot Control
    parts = [3.5, 0.2, 0.020 * 0.25 * 16.6667, 2 * 0.125, 2.6 / 1024 / 1024 * 0.5 * 1_000_000, 0.05 * 5.0, 0.6, 1.0]

    assert ESTIMATE.dollars(ESTIMATE.used(case("getProduct"))) * 1_000_000 == pytest.approx(sum(parts), rel=1e-4)


def test_signed_in_call_includes_the_authorizer() -> None:
    assert ESTIMATE.used(case("getProfile"))["lambdaRequest"] == pytest.approx(1.1)
    assert ESTIMATE.used(case("getProduct"))["lambdaRequest"] == 1


def test_order_includes_its_payment_and_email() -> None:
    paid, short = ESTIMATE.used(case("createOrder", "paid:")), ESTIMATE.used(case("createOrder", "409"))

    assert (paid["email"], paid["event"], paid["topicPublish"], paid["writeUnit"]) == (1, 1, 1, 19 + 1 + 4 + 3)
    assert (short.get("email", 0), short["writeUnit"]) == (0, 1)


def test_order_includes_the_wait_for_its_payment() -> None:
    payment = ESTIMATE.seconds(case("process_payment"))

    # Three requests and the one that asks for the payment, 10 ms each
    assert ESTIMATE.seconds(case("createOrder", "paid: 201")) == pytest.approx(0.010 + 4 * 0.010 + payment)


def test_password_change_hashes_twice() -> None:
    once, twice = (ESTIMATE.seconds(case(operation)) for operation in ("registerUser", "changePassword"))

    assert twice - once == pytest.approx(0.350 + 8 * 0.010)


def test_order_causes_two_emails() -> None:
    assert ESTIMATE.order()["email"] == pytest.approx(2)


def test_fixed_costs_match_terraform() -> None:
    counts = {name: ESTIMATE.count(name) for name in ESTIMATE.written["monthly"]}
    # terraform/modules/monitoring/alarms.tf: three of each function; two metrics in three alarms of two APIs; of the
    # table the faults of eight operations, throttles of reads and writes and the units read, with its two indexes;
    # of others cold starts, the age of the stream, two by which a release is tried, two events, the refusals and
    # the firewall's blocks
    functions, apis, table, others, queues = 3 * len(rows()), 2 * 3 * 2, 8 + 2 * 3 + 3, 8, 4

    assert counts["alarm metrics"] == functions + apis + table + others + queues
    text = (ROOT / "terraform" / "modules" / "waf" / "main.tf").read_text()
    assert counts["web ACL rules"] == text.count("  rule {\n")
    assert counts["Bot Control"] == text.count("AWSManagedRulesBotControlRuleSet")
    counted_by_us = re.findall(r'observability\.count\("(\w+)"', _handlers())
    counted_in_logs = 3  # terraform/modules/monitoring/filters.tf
    assert counts["custom metrics"] == len(set(counted_by_us)) + counted_in_logs


def _handlers() -> str:
    return "".join(path.read_text() for path in (ROOT / "handlers").rglob("*.py"))


def test_load_grows_with_orders() -> None:
    one, ten = ESTIMATE.load(1000), ESTIMATE.load(10_000)

    assert ten == pytest.approx({name: 10 * amount for name, amount in one.items()})
    assert {quota["of"] for quota in ESTIMATE.written["quotas"].values()} == set(one)


def test_limits_are_sorted_by_when_they_are_reached() -> None:
    # Given a limit that is met at once
    name = "requests a second to all APIs (API Gateway, an account)"
    quotas = json.loads(json.dumps(ESTIMATE.written["quotas"]))
    quotas[name]["limit"] = 1

    text = page(written(quotas=quotas))

    table = text.partition("## Limits, in the order they are reached")[2]
    assert table.index(f"| {name} |") < table.index("| e-mails a second")
    assert f"- At 10 ×: {name}" in text


def test_every_price_and_quota_has_a_source() -> None:
    entries = [
        each for group in ("prices", "monthly", "optional", "quotas") for each in ESTIMATE.written[group].values()
    ]

    assert all(each["source"]["kind"] in {"AWS", "others", "unverified"} and each["source"]["note"] for each in entries)
    pages = [each["page"] for each in entries]
    assert all(page.startswith(("https://aws.amazon.com/", "https://docs.aws.amazon.com/")) for page in pages)


def test_goals_of_a_flash_sale_are_met() -> None:
    product, product_in_rows, *others = [int(line.split("|")[2].replace(",", "")) for line in list(sales_limits())[:4]]

    assert product == json.loads(PRICES.read_text())["quotas"][HOTTEST]["limit"]
    assert product_in_rows >= 3_000
    assert min(others) >= 5_000
