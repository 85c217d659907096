"""Compute the shop's costs and limits: ``python -m tests.performance.capacity`` writes ``docs/capacity.md``.

The inputs are the requests counted in ``docs/costs.md``, the prices and quotas of ``terraform/prices.json``, and the
memory of ``terraform/functions.json``. The assumptions are in the prices' file and on the page.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from local.aws.functions import rows
from local.config import ROOT
from tests.performance.counted import Counted, counted

PAGE = ROOT / "docs" / "capacity.md"
PRICES = ROOT / "terraform" / "prices.json"
FACTORS = (1, 10, 100, 1000)
_BASE = "medium"
_MILLION = 1_000_000
_DAYS_A_MONTH = 30
_MINUTES_A_MONTH = _DAYS_A_MONTH * 24 * 60
_SECONDS_A_MONTH = _MINUTES_A_MONTH * 60
_KILOBYTES_A_GIGABYTE = 1024 * 1024
# Order changes with a notification: the operation, and a word of the case.
_NOTIFYING = {
    ("createOrder", "paid"),
    ("cancelOrder", "paid"),
    ("updateOrderStatus", "completed"),
    ("updateOrderStatus", "cancelled"),
}
_EVERY_MINUTE = "settle_pending_orders"
_CHARGE, _REFUND = 0, -1
_SOURCES = {
    "AWS": "**AWS**, on its own page",
    "others": "**Others**, quoting AWS's price list or page",
    "unverified": "**Unverified**, without a reliable source",
}
_METHODS = frozenset({"GET", "POST", "PUT", "DELETE"})


@dataclass(frozen=True, slots=True)
class Estimate:
    """Prices, and the usage that they apply to."""

    written: Mapping[str, Any]
    cases: Mapping[str, list[Counted]]
    functions: Mapping[str, Mapping[str, Any]]

    @property
    def assumed(self) -> Mapping[str, Any]:
        assumed: Mapping[str, Any] = self.written["assumed"]
        return assumed

    def invoked(self, case: Counted) -> Iterator[tuple[Counted, float]]:
        """Yield a call and the functions that it invokes, each with its frequency."""
        yield case, 1
        if self._is_operation(case.operation) and self._is_authorized(case.operation):
            yield self.cases["authorize_request"][0], 1 / self.assumed["authorizedCallsPerCheck"]
        if "Invoke" in case.requests:
            yield self._payment(case), case.requests["Invoke"]
        if any(case.operation == operation and word in case.when for operation, word in _NOTIFYING):
            yield self.cases["process_order_changes"][0], 1

    def used(self, case: Counted) -> dict[str, float]:
        """Return the usage of each priced item by a call and the functions that it invokes."""
        used: dict[str, float] = {}
        for each, times in self.invoked(case):
            _add(used, self._used_by_function(each), times)
        if self._is_operation(case.operation):
            ones = dict.fromkeys(("apiGatewayRequest", "wafRequest", "botControlRequest"), 1.0)
            logged = self.assumed["accessLogKilobytes"] / _KILOBYTES_A_GIGABYTE
            _add(used, ones | {"trace": self.assumed["tracedShare"], "logGigabyte": logged}, 1)
        return used

    def _used_by_function(self, case: Counted) -> dict[str, float]:
        events = float(case.requests.get("PutEvents", 0))
        return {
            "lambdaRequest": 1.0,
            "lambdaGigabyteSecond": self.seconds(case) * self.functions[case.operation]["memory"] / 1024,
            "writeUnit": float(case.write_units),
            "readUnit": self._read_units(case),
            "email": float(case.requests.get("SendEmail", 0)),
            "event": events,
            # The bus publishes each to a topic.
            "topicPublish": events,
            "logGigabyte": self.assumed["logKilobytes"] / _KILOBYTES_A_GIGABYTE,
        }

    def _read_units(self, case: Counted) -> float:
        reads = self.assumed["readUnits"]
        return float(sum(reads.get(request, 0) * times for request, times in case.requests.items()))

    def seconds(self, case: Counted) -> float:
        """Return the assumed duration of an invocation, whose requests are sequential."""
        spent = self.assumed["milliseconds"]
        milliseconds = spent["own"] + spent["hash"] * self.assumed["hashes"].get(case.operation, 0)
        milliseconds += sum(spent.get(request, spent["request"]) * times for request, times in case.requests.items())
        waited = self.seconds(self._payment(case)) * case.requests["Invoke"] if "Invoke" in case.requests else 0.0
        return float(milliseconds / 1000 + waited)

    def _payment(self, case: Counted) -> Counted:
        is_refund = case.operation in {"cancelOrder", "updateOrderStatus"}
        return self.cases["process_payment"][_REFUND if is_refund else _CHARGE]

    def _is_operation(self, operation: str) -> bool:
        return self.functions[operation]["triggers"][0].split()[0] in _METHODS

    def _is_authorized(self, operation: str) -> bool:
        contract = json.loads((ROOT / "generated" / "openapi.json").read_text())
        methods = (
            method for path in contract["paths"].values() for method in path.values() if isinstance(method, dict)
        )
        (found,) = [method for method in methods if method.get("operationId") == operation]
        return {} not in found["security"]

    def dollars(self, used: Mapping[str, float]) -> float:
        prices: Mapping[str, Mapping[str, float]] = self.written["prices"]
        return sum(amount * prices[thing]["dollars"] / prices[thing]["per"] for thing, amount in used.items())

    def monthly(self) -> float:
        """Return the fixed costs, including the scheduled function."""
        runs = self.dollars(self.used(self.cases[_EVERY_MINUTE][0])) * _MINUTES_A_MONTH
        return runs + sum(float(each["count"] * each["dollars"]) for each in self.written["monthly"].values())

    def order(self) -> dict[str, float]:
        """Return the usage of an order, including all calls around it."""
        total: dict[str, float] = {}
        for operation, times in self.written["perOrder"].items():
            _add(total, self.used(self.cases[operation][0]), times)
        return total

    def load(self, orders_a_month: float) -> dict[str, float]:
        """Return the load per second at the peak, by the quotas' units, and the e-mails of the busiest day."""
        assumed = self.assumed
        orders = orders_a_month / _SECONDS_A_MONTH * assumed["peakFactor"]
        calls = {operation: times * orders for operation, times in self.written["perOrder"].items()}
        running = [
            (case, times * called)
            for operation, called in calls.items()
            for case, times in self.invoked(self.cases[operation][0])
        ]
        lines, emails = assumed["linesPerOrder"], self.order()["email"]
        of_an_index = assumed["readsAnIndex"]
        return {
            "requests": sum(calls.values()),
            "concurrency": sum(times * self.seconds(case) for case, times in running),
            "invocations": sum(times for _, times in running),
            "hashing": sum(
                times * self.seconds(case) for case, times in running if case.operation in assumed["hashes"]
            ),
            # An order enters the list of processing orders, and leaves it when it is completed or cancelled.
            "statusWrites": 2 * orders,
            # Each line updates its product's row in the list, and, in a transaction, the row itself at twice the units.
            "productListWrites": lines * orders,
            "hotProductWrites": 2 * assumed["shareOfTheHottestProduct"] * orders,
            "productListReads": assumed["readUnits"]["Query"] * calls["listProducts"],
            "emails": emails * orders,
            "emailsADay": emails * orders_a_month / _DAYS_A_MONTH * assumed["busiestDayFactor"],
            "writes": sum(times * case.table_units for case, times in running),
            "reads": sum(
                times * self._read_units(case) for case, times in running if case.operation not in of_an_index
            ),
        }


def estimate() -> Estimate:
    """Return the estimate of the repository's own figures."""
    return Estimate(json.loads(PRICES.read_text()), counted(), rows())


def page(model: Estimate) -> str:
    """Return ``docs/capacity.md``."""
    return "\n".join([*_head(model), *_operations(model), *_shops(model), *_limits(model), *_sources(model)]) + "\n"


def _head(model: Estimate) -> Iterator[str]:
    assumed, spent = model.assumed, model.assumed["milliseconds"]
    traces = model.dollars({"trace": _SECONDS_A_MONTH})
    yield from (
        "# Cost and capacity",
        "",
        f"As of {model.written['asOf']}. This command computes and writes the page",
        "",
        "```sh",
        ".venv/bin/python -m tests.performance.capacity",
        "```",
        "",
        "from the requests and write units in [`costs.md`](costs.md), and the prices and quotas in",
        "[`terraform/prices.json`](../terraform/prices.json), which names AWS's page and a source for each:",
        "see [Sources](#sources). Nothing here was measured on AWS. A test fails if this page differs from the",
        "computation.",
        "",
        "Assumptions, which aren't measured (change them in that file):",
        "",
        f"- a function is billed for {spent['own']} ms of its own, {spent['request']} ms for each sequential request",
        f"  to AWS, {spent['SendEmail']} ms for an e-mail and {spent['hash']} ms for each password it hashes;",
        "- reading a row takes one read unit, reading several rows or a page two;",
        f"- an invocation writes {assumed['logKilobytes']} kB of logs, a call of an API",
        f"  {assumed['accessLogKilobytes']} kB more, and {assumed['tracedShare']:.0%} of the calls are traced;",
        f"- one of {assumed['authorizedCallsPerCheck']} calls invokes the authorizer, the others use its cache;",
        "- an order costs as much as one with a single line, and the calls around it are those in `perOrder`;",
        f"- where lines of all orders share a partition, an order has {assumed['linesPerOrder']} lines;",
        f"- {assumed['shareOfTheHottestProduct']:.0%} of the orders contain the most popular product;",
        f"- the monthly peak is {assumed['peakFactor']} times the average load, and the busiest day",
        f"  {assumed['busiestDayFactor']} times the average day.",
        "",
        "Not included: data transfer, storage, backups, KMS requests, cold starts, invocations of the stream processor",
        "without a notification, and the optional modules. X-Ray traces the first call of each second regardless of",
        f"the share: at most ${traces:.2f} a month extra. Free tiers and an API cache only reduce the costs",
        "and aren't included.",
        "",
    )


def _operations(model: Estimate) -> Iterator[str]:
    yield from (
        "## Cost of a million calls",
        "",
        "Including everything that a call causes: the authorizer, the payment, and for a paid, completed or cancelled",
        "order the stream processor, its e-mail and its event. The rows of these functions show the same costs",
        "separately; don't add them.",
        "",
        "| operation | when | dollars |",
        "| --- | --- | ---: |",
    )
    for cases in model.cases.values():
        for case in cases:
            yield f"| {case.operation} | {case.when} | {model.dollars(model.used(case)) * _MILLION:,.2f} |"
    yield ""


def _shops(model: Estimate) -> Iterator[str]:
    each, fixed = model.dollars(model.order()), model.monthly()
    yield from (
        "## Cost of a month",
        "",
        f"An order costs ${each:.6f} with all calls around it, and a stage has fixed costs of ${fixed:.2f} a month:",
        "",
        "| fixed costs | count | dollars each | dollars a month |",
        "| --- | ---: | ---: | ---: |",
        *_fixed_costs(model),
        "",
        "| shop | orders a month | calls a month | dollars a month | of which fixed |",
        "| --- | ---: | ---: | ---: | ---: |",
    )
    calls = sum(model.written["perOrder"].values())
    for name, orders in model.written["shops"].items():
        yield f"| {name} | {orders:,} | {orders * calls:,.0f} | {orders * each + fixed:,.2f} | {fixed:,.2f} |"
    yield ""


def _fixed_costs(model: Estimate) -> Iterator[str]:
    rest = model.monthly()
    for name, each in model.written["monthly"].items():
        dollars = each["count"] * each["dollars"]
        rest -= dollars
        yield f"| {name} | {each['count']:,} | {each['dollars']:.2f} | {dollars:.2f} |"
    yield f"| invocations of {_EVERY_MINUTE} | {_MINUTES_A_MONTH:,} | {rest / _MINUTES_A_MONTH:.7f} | {rest:.2f} |"


def _limits(model: Estimate) -> Iterator[str]:
    orders = model.written["shops"][_BASE]
    quotas = model.written["quotas"]
    load = model.load(orders)
    reached = sorted((quota["limit"] / load[quota["of"]], name) for name, quota in quotas.items())
    yield from (
        "## Limits, in the order they are reached",
        "",
        f"The share of each limit that the {_BASE} shop uses at its peak, and of 10, 100 and 1,000 times its orders.",
        "`Reached at` is the multiple of that shop's orders that reaches the limit.",
        "",
        "| limit | value | reached at | 1 × | 10 × | 100 × | 1,000 × |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    )
    for factor, name in reached:
        quota = quotas[name]
        shares = [f"{load[quota['of']] * times / quota['limit']:.1%}" for times in FACTORS]
        yield f"| {name} | {quota['limit']:,} | {factor:,.0f} × | {' | '.join(shares)} |"
    yield ""
    for times in FACTORS[1:]:
        reached_limits = [name for factor, name in reached if factor <= times]
        yield f"- At {times:,} ×: {'; '.join(reached_limits) if reached_limits else 'none'}."
    yield from ("", "How to raise each limit:", "")
    for _, name in reached:
        yield f"- **{name}**: {quotas[name]['lever']} ([AWS's page]({quotas[name]['page']}))"


def _sources(model: Estimate) -> Iterator[str]:
    groups = ("prices", "monthly", "optional", "quotas")
    named = [(name, each) for group in groups for name, each in model.written[group].items()]
    yield from (
        "",
        "## Sources",
        "",
        "From stored copies of public pages, not from AWS's site, whose pricing pages show most prices only in a",
        "browser. Compare them with AWS's pages before you rely on them.",
        "",
    )
    for kind, heading in _SOURCES.items():
        yield f"- {heading}:"
        yield from (f"  - {name}: {each['source']['note']}." for name, each in named if each["source"]["kind"] == kind)


def _add(total: dict[str, float], used: Mapping[str, float], times: float) -> None:
    for thing, amount in used.items():
        total[thing] = total.get(thing, 0.0) + amount * times


if __name__ == "__main__":
    PAGE.write_text(page(estimate()))
    sys.exit(0)
