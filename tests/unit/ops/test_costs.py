"""The cost of a plan equals the figures of the page on cost."""

from __future__ import annotations

import re

import pytest

from generated.operations import OPERATIONS
from local.config import ROOT
from ops.costs import BY_USE, FIXED, FREE, costs
from ops.terraform_plan import read
from tests.performance.capacity import _EVERY_MINUTE, _MINUTES_A_MONTH, estimate
from tests.unit.ops.crafted import plan, real, resource


def test_a_real_plan_of_prod_costs_the_figure_of_the_page_and_its_zone() -> None:
    given = estimate()
    runs = given.dollars(given.used(given.cases[_EVERY_MINUTE][0])) * _MINUTES_A_MONTH
    zone = given.written["optional"]["Route 53 zone"]["dollars"]

    found = read(real("prod_first"))

    # The page counts the scheduled runs as fixed cost; here they are usage.
    assert costs(found.before, found.after).month == pytest.approx(given.monthly() - runs + zone)


def test_a_real_change_costs_the_difference() -> None:
    found = read(real("dev_changed"))

    counted = costs(found.before, found.after)

    assert counted.month == pytest.approx(44.2)
    assert counted.difference == 0


def test_a_network_is_paid_by_the_hour() -> None:
    # Given an endpoint in two subnets whose IDs aren't known yet, and one with known IDs
    subnets = [resource("aws_subnet", "private"), resource("aws_subnet", "private"), resource("aws_subnet", "public")]
    unknown = resource("aws_vpc_endpoint", vpc_endpoint_type="Interface")
    known = resource("aws_vpc_endpoint", vpc_endpoint_type="Interface", subnet_ids=["a", "b", "c"])
    by_route = resource("aws_vpc_endpoint", vpc_endpoint_type="Gateway")
    gateway = [resource("aws_nat_gateway"), resource("aws_eip")]

    found = read(plan(after=[*subnets, unknown, known, by_route, *gateway]))

    counted = costs(found.before, found.after)
    assert {line.item: line.after for line in counted.lines} == {
        "NAT gateway, an hour": 730,
        "public IPv4 address, an hour": 730,
        "address of an interface endpoint, an hour": 5 * 730,
    }
    assert counted.month == pytest.approx(730 * (0.045 + 0.005 + 5 * 0.01))
    assert counted.difference == counted.month


def test_deleted_resources_are_savings() -> None:
    key = resource("aws_kms_key")

    found = read(plan(before=[key, key], after=[key]))

    assert costs(found.before, found.after).difference == -1


def test_alarms_are_charged_per_metric() -> None:
    alarms = [
        resource("aws_cloudwatch_metric_alarm", metric_name="Errors"),
        resource("aws_cloudwatch_metric_alarm", metric_query=[{"metric": [{}]}] * 3 + [{"expression": "m0 + m1"}]),
    ]

    (line,) = costs([], read(plan(after=alarms)).after).lines

    assert (line.item, line.after) == ("alarm metrics", 4)


def test_metrics_of_each_method_are_charged_if_enabled() -> None:
    settings = [
        resource("aws_api_gateway_method_settings", method_path="*/*", settings=[{"metrics_enabled": True}]),
        resource("aws_api_gateway_method_settings", method_path="*/*", settings=[{"metrics_enabled": False}]),
        # Part of all methods
        resource("aws_api_gateway_method_settings", method_path="~1products/GET", settings=[{"metrics_enabled": True}]),
    ]

    (line,) = costs([], read(plan(after=settings)).after).lines

    assert (line.item, line.dollars) == ("detailed metrics of API Gateway (config.detailed_metrics)", 0.3)
    assert line.after == 5 * sum(len(each.methods) for each in OPERATIONS.values())


def test_a_resource_without_a_price_is_listed_at_no_cost() -> None:
    unknown = [
        resource("aws_rds_cluster"),
        resource("aws_api_gateway_stage", cache_cluster_enabled=True, cache_cluster_size="6.1"),
        resource("aws_api_gateway_stage", cache_cluster_enabled=False, cache_cluster_size="6.1"),
    ]

    counted = costs([], read(plan(after=unknown)).after)

    assert counted.unpriced == ["a cache of 6.1 GB", "aws_rds_cluster"]
    assert counted.lines == []


def test_every_resource_type_of_a_stage_has_a_price_or_is_free() -> None:
    modules = [*ROOT.glob("terraform/modules/*"), ROOT / "terraform" / "shop"]
    files = [file for module in modules if module.name != "account-baseline" for file in module.glob("*.tf")]
    types = set(re.findall(r'^resource "(\w+)"', "".join(file.read_text() for file in files), re.MULTILINE))

    assert types
    assert types - FREE - FIXED - BY_USE.keys() == set()
    assert FREE.isdisjoint(FIXED | BY_USE.keys())


def test_every_price_of_usage_is_documented() -> None:
    prices = estimate().written["prices"]

    assert {price for prices_ in BY_USE.values() for price in prices_} == prices.keys()
