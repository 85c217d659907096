"""``docs/capacity.md``: what the shop costs, and what gives first: ``python -m tests.performance.capacity`` writes it.

All is computed: of the requests that ``docs/costs.md`` counted, the prices and quotas of ``terraform/prices.json``, and
the memory of ``terraform/functions.json``. What is assumed stands in the prices' file and on the page.
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
# Changes of an order that its buyer is told of: the operation, and a word of the case.
_TOLD = {
    ("createOrder", "paid for"),
    ("cancelOrder", "paid for"),
    ("updateOrderStatus", "completed"),
    ("updateOrderStatus", "cancelled"),
}
_EVERY_MINUTE = "settle_pending_orders"
_CHARGE, _REFUND = 0, -1
_SAID_BY = {
    "AWS": "**AWS**, on a page of its own",
    "others": "**Others**, of AWS's price list or of its page, and not read there",
    "nobody": "**Nobody** who could be relied on: not verified",
}
_METHODS = frozenset({"GET", "POST", "PUT", "DELETE"})


@dataclass(frozen=True, slots=True)
class Estimate:
    """Prices, and what they are multiplied with."""

    written: Mapping[str, Any]
    cases: Mapping[str, list[Counted]]
    functions: Mapping[str, Mapping[str, Any]]

    @property
    def assumed(self) -> Mapping[str, Any]:
        """What was not measured."""
        assumed: Mapping[str, Any] = self.written["assumed"]
        return assumed

    def set_off(self, case: Counted) -> Iterator[tuple[Counted, float]]:
        """Yield a call, and the functions that run because of it, each with how often it does."""
        yield case, 1
        if self._is_operation(case.operation) and self._is_authorized(case.operation):
            yield self.cases["authorize_request"][0], 1 / self.assumed["authorizedCallsPerCheck"]
        if "Invoke" in case.requests:
            yield self._payment(case), case.requests["Invoke"]
        if any(case.operation == operation and word in case.when for operation, word in _TOLD):
            yield self.cases["process_order_changes"][0], 1

    def used(self, case: Counted) -> dict[str, float]:
        """Return how much of each thing that has a price a call uses, with all that it sets off."""
        used: dict[str, float] = {}
        for each, times in self.set_off(case):
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
            # The bus hands each to a topic.
            "topicPublish": events,
            "logGigabyte": self.assumed["logKilobytes"] / _KILOBYTES_A_GIGABYTE,
        }

    def _read_units(self, case: Counted) -> float:
        reads = self.assumed["readUnits"]
        return float(sum(reads.get(request, 0) * times for request, times in case.requests.items()))

    def seconds(self, case: Counted) -> float:
        """Return how long a function is assumed to be at work: it waits for one request after the other."""
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
        """Return what that costs."""
        prices: Mapping[str, Mapping[str, float]] = self.written["prices"]
        return sum(amount * prices[thing]["dollars"] / prices[thing]["per"] for thing, amount in used.items())

    def monthly(self) -> float:
        """Return what is paid for being there, with what runs every minute."""
        runs = self.dollars(self.used(self.cases[_EVERY_MINUTE][0])) * _MINUTES_A_MONTH
        return runs + sum(float(each["count"] * each["dollars"]) for each in self.written["monthly"].values())

    def order(self) -> dict[str, float]:
        """Return what an order uses, with all that its buyer and others do around it."""
        total: dict[str, float] = {}
        for operation, times in self.written["perOrder"].items():
            _add(total, self.used(self.cases[operation][0]), times)
        return total

    def load(self, orders_a_month: float) -> dict[str, float]:
        """Return what is asked for in a second at the peak, by what quotas are of; and e-mails of the busiest day."""
        assumed = self.assumed
        orders = orders_a_month / _SECONDS_A_MONTH * assumed["peakFactor"]
        calls = {operation: times * orders for operation, times in self.written["perOrder"].items()}
        running = [
            (case, times * called)
            for operation, called in calls.items()
            for case, times in self.set_off(self.cases[operation][0])
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
            # An order is put among those that are processed, and taken out when it is completed or cancelled.
            "statusWrites": 2 * orders,
            # Each line changes its product's row in the list, and in a transaction the row itself for two.
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


def page(given: Estimate) -> str:
    """Return ``docs/capacity.md``."""
    return "\n".join([*_head(given), *_operations(given), *_shops(given), *_limits(given), *_sources(given)]) + "\n"


def _head(given: Estimate) -> Iterator[str]:
    assumed, spent = given.assumed, given.assumed["milliseconds"]
    traces = given.dollars({"trace": _SECONDS_A_MONTH})
    yield from (
        "# Cost and capacity",
        "",
        f"As of {given.written['asOf']}. Computed, and written by",
        "",
        "```sh",
        ".venv/bin/python -m tests.performance.capacity",
        "```",
        "",
        "of the requests and write units that [`costs.md`](costs.md) counted, and the prices and quotas of",
        "[`terraform/prices.json`](../terraform/prices.json), which names AWS's page for each, and who was found to",
        "say so: see [Who says so](#who-says-so). Nothing here was measured on AWS. A test fails where this page is",
        "not what the script computes.",
        "",
        "What is assumed, and not measured (change it in that file):",
        "",
        f"- a function is billed for {spent['own']} ms of its own, {spent['request']} ms for each request to AWS, one",
        f"  after the other, {spent['SendEmail']} ms for an e-mail and {spent['hash']} ms for each password it hashes;",
        "- a read of a row is one read unit, of several or of a page two;",
        f"- a function's run writes {assumed['logKilobytes']} kB of logs, an API's call",
        f"  {assumed['accessLogKilobytes']} kB more, and {assumed['tracedShare']:.0%} of calls are traced;",
        f"- the authorizer is asked for one of {assumed['authorizedCallsPerCheck']} calls, its cache for the others;",
        "- an order is paid for as one of a line is, and the calls around it are those of `perOrder`;",
        f"- where lines of all orders meet in a partition, an order has {assumed['linesPerOrder']};",
        f"- {assumed['shareOfTheHottestProduct']:.0%} of orders are of the product that is ordered most;",
        f"- at the peak of a month there is {assumed['peakFactor']} times as much to do as on average, and on its",
        f"  busiest day {assumed['busiestDayFactor']} times as much.",
        "",
        "Left out: data transfer, storage, backups, KMS requests, cold starts, runs of the stream's function that have",
        "nothing to tell, and all that the optional modules add. X-Ray takes the first call of each second whatever",
        f"the share: at most ${traces:.2f} a month on top. Free tiers and a cache of the API only save, and aren't",
        "counted.",
        "",
    )


def _operations(given: Estimate) -> Iterator[str]:
    yield from (
        "## A million calls",
        "",
        "With all that a call sets off: the authorizer, the payment, and for an order that is paid for, completed or",
        "cancelled the stream's function, its e-mail and its event. The rows of those functions are the same money",
        "seen by itself, and not to be added.",
        "",
        "| operation | when | dollars |",
        "| --- | --- | ---: |",
    )
    for cases in given.cases.values():
        for case in cases:
            yield f"| {case.operation} | {case.when} | {given.dollars(given.used(case)) * _MILLION:,.2f} |"
    yield ""


def _shops(given: Estimate) -> Iterator[str]:
    each, fixed = given.dollars(given.order()), given.monthly()
    yield from (
        "## A month",
        "",
        f"An order costs ${each:.6f} with all that its buyer and others do around it, and a stage ${fixed:.2f} a month",
        "for being there:",
        "",
        "| for being there | count | dollars each | dollars a month |",
        "| --- | ---: | ---: | ---: |",
        *_standing(given),
        "",
        "| shop | orders a month | calls a month | dollars a month | of which for being there |",
        "| --- | ---: | ---: | ---: | ---: |",
    )
    calls = sum(given.written["perOrder"].values())
    for name, orders in given.written["shops"].items():
        yield f"| {name} | {orders:,} | {orders * calls:,.0f} | {orders * each + fixed:,.2f} | {fixed:,.2f} |"
    yield ""


def _standing(given: Estimate) -> Iterator[str]:
    rest = given.monthly()
    for name, each in given.written["monthly"].items():
        dollars = each["count"] * each["dollars"]
        rest -= dollars
        yield f"| {name} | {each['count']:,} | {each['dollars']:.2f} | {dollars:.2f} |"
    yield f"| runs of {_EVERY_MINUTE} | {_MINUTES_A_MONTH:,} | {rest / _MINUTES_A_MONTH:.7f} | {rest:.2f} |"


def _limits(given: Estimate) -> Iterator[str]:
    orders = given.written["shops"][_BASE]
    quotas = given.written["quotas"]
    load = given.load(orders)
    reached = sorted((quota["limit"] / load[quota["of"]], name) for name, quota in quotas.items())
    yield from (
        "## What gives first",
        "",
        f"How much of each limit the {_BASE} shop uses at its peak, and a shop of 10, 100 and 1,000 times its orders.",
        "`Reached at` says how many times that shop's orders reach the limit: what gives first stands first.",
        "",
        "| limit | is | reached at | 1 × | 10 × | 100 × | 1,000 × |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    )
    for factor, name in reached:
        quota = quotas[name]
        shares = [f"{load[quota['of']] * times / quota['limit']:.1%}" for times in FACTORS]
        yield f"| {name} | {quota['limit']:,} | {factor:,.0f} × | {' | '.join(shares)} |"
    yield ""
    for times in FACTORS[1:]:
        given_up = [name for factor, name in reached if factor <= times]
        yield f"- At {times:,} ×: {'; '.join(given_up) if given_up else 'nothing gives'}."
    yield from ("", "The lever for each:", "")
    for _, name in reached:
        yield f"- **{name}**: {quotas[name]['lever']} ([AWS's page]({quotas[name]['page']}))"


def _sources(given: Estimate) -> Iterator[str]:
    groups = ("prices", "monthly", "optional", "quotas")
    named = [(name, each) for group in groups for name, each in given.written[group].items()]
    yield from (
        "",
        "## Who says so",
        "",
        "Looked up in stored copies of public pages, not on AWS's site, whose pricing pages show most prices only to a",
        "browser. Compare them with AWS's pages before you count on them.",
        "",
    )
    for of, what in _SAID_BY.items():
        yield f"- {what}:"
        yield from (f"  - {name}: {each['source']['says']}." for name, each in named if each["source"]["of"] == of)


def _add(total: dict[str, float], used: Mapping[str, float], times: float) -> None:
    for thing, amount in used.items():
        total[thing] = total.get(thing, 0.0) + amount * times


if __name__ == "__main__":
    PAGE.write_text(page(estimate()))
    sys.exit(0)
