"""``docs/capacity.md``: what the shop costs, and what gives first: ``python -m tests.performance.capacity`` writes it.

All is computed: of the requests that ``docs/costs.md`` counted, the prices and quotas of ``terraform/prices.json``, and
the memory of ``terraform/functions.json``. What is assumed stands in the prices' file and on the page.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local.functions import rows
from local.place import ROOT
from tests.performance.counted import Counted, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PAGE = ROOT / "docs" / "capacity.md"
PRICES = ROOT / "terraform" / "prices.json"
FACTORS = (1, 10, 100, 1000)
_BASE = "medium"
_MILLION = 1_000_000
_SECONDS_A_MONTH = 30 * 24 * 3600
_KILOBYTES_A_GIGABYTE = 1024 * 1024
# Changes of an order that its buyer is told of: the operation, and a word of the case.
_TOLD = {
    ("createOrder", "paid for"),
    ("cancelOrder", "paid for"),
    ("updateOrderStatus", "completed"),
    ("updateOrderStatus", "cancelled"),
}
_CHARGE, _REFUND = 0, -1
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

    def used(self, case: Counted) -> dict[str, float]:
        """Return how much of each thing that has a price a call uses, with all that it sets off."""
        used = self._used_by_function(case)
        if self._is_operation(case.operation):
            used |= {"apiGatewayRequest": 1.0, "wafRequest": 1.0, "trace": self.assumed["tracedShare"]}
            if self._is_authorized(case.operation):
                check = self._used_by_function(self.cases["authorize_request"][0])
                _add(used, check, 1 / self.assumed["authorizedCallsPerCheck"])
        payment = _REFUND if case.operation in {"cancelOrder", "updateOrderStatus"} else _CHARGE
        _add(used, self._used_by_function(self.cases["process_payment"][payment]), case.requests.get("Invoke", 0))
        if any(case.operation == operation and word in case.when for operation, word in _TOLD):
            _add(used, self._used_by_function(self.cases["process_order_changes"][0]), 1)
        return used

    def _used_by_function(self, case: Counted) -> dict[str, float]:
        reads = self.assumed["readUnits"]
        return {
            "lambdaRequest": 1.0,
            "lambdaGigabyteSecond": self.seconds(case.operation) * self.functions[case.operation]["memory"] / 1024,
            "writeUnit": float(case.write_units),
            "readUnit": float(sum(reads.get(request, 0) * times for request, times in case.requests.items())),
            "email": float(case.requests.get("SendEmail", 0)),
            "event": float(case.requests.get("PutEvents", 0)),
            "logGigabyte": self.assumed["logKilobytes"] / _KILOBYTES_A_GIGABYTE,
        }

    def seconds(self, operation: str) -> float:
        """Return how long a function is assumed to be at work."""
        is_hashing = operation in self.assumed["hashing"]
        milliseconds: int = self.assumed["hashingMilliseconds" if is_hashing else "milliseconds"]
        return milliseconds / 1000

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
        """Return what is paid for being there."""
        return sum(float(each["count"] * each["dollars"]) for each in self.written["monthly"].values())

    def order(self) -> dict[str, float]:
        """Return what an order uses, with all that its buyer and others do around it."""
        total: dict[str, float] = {}
        for operation, times in self.written["perOrder"].items():
            _add(total, self.used(self.cases[operation][0]), times)
        return total

    def load(self, orders_a_month: float) -> dict[str, float]:
        """Return what is asked for in a second at the peak, by what quotas are of."""
        orders = orders_a_month / _SECONDS_A_MONTH * self.assumed["peakFactor"]
        calls = {operation: times * orders for operation, times in self.written["perOrder"].items()}
        lines, used = self.assumed["linesPerOrder"], self.order()
        reads = self.assumed["readUnits"]
        return {
            "requests": sum(calls.values()),
            "concurrency": sum(times * self.seconds(operation) for operation, times in calls.items()),
            "hashing": sum(calls[each] * self.seconds(each) for each in self.assumed["hashing"] if each in calls),
            # An order's row is put into its status's partition, and its last write takes it out of another.
            "statusWrites": 2 * orders,
            # Each line changes its product's row in the list, and in a transaction the row itself for two.
            "productListWrites": lines * orders,
            "hotProductWrites": 2 * self.assumed["shareOfTheHottestProduct"] * orders,
            "productListReads": reads["Query"] * calls["listProducts"],
            "emails": orders * used["email"],
            "writes": orders * used["writeUnit"],
        }


def estimate() -> Estimate:
    """Return the estimate of the repository's own figures."""
    return Estimate(json.loads(PRICES.read_text()), counted(), rows())


def page(given: Estimate) -> str:
    """Return ``docs/capacity.md``."""
    return "\n".join([*_head(given), *_operations(given), *_shops(given), *_limits(given)]) + "\n"


def _head(given: Estimate) -> Iterator[str]:
    assumed = given.assumed
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
        "[`terraform/prices.json`](../terraform/prices.json), which names AWS's page for each. Nothing here was",
        "measured on AWS. A test fails where this page is not what the script computes.",
        "",
        "What is assumed, and not measured (change it in that file):",
        "",
        f"- a function is billed for {assumed['milliseconds']} ms,",
        f"  one that hashes a password for {assumed['hashingMilliseconds']} ms;",
        "- a read of a row is one read unit, of several or of a page two;",
        f"- a call writes {assumed['logKilobytes']} kB of logs, and {assumed['tracedShare']:.0%} of calls are traced;",
        f"- the authorizer is asked for one of {assumed['authorizedCallsPerCheck']} calls, its cache for the others;",
        "- an order is paid for as one of a line is, and the calls around it are those of `perOrder`;",
        f"- where lines of all orders meet in a partition, an order has {assumed['linesPerOrder']};",
        f"- at the peak of a month there is {assumed['peakFactor']} times as much to do as on average.",
        "",
        "Left out: data transfer, storage, backups, KMS requests, and all that the optional modules add. Caching only",
        "saves, and isn't counted.",
        "",
    )


def _operations(given: Estimate) -> Iterator[str]:
    yield from ("## A million calls", "", "| operation | when | dollars |", "| --- | --- | ---: |")
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
        f"for being there: {', '.join(given.written['monthly'])}.",
        "",
        "| shop | orders a month | calls a month | dollars a month | of which for being there |",
        "| --- | ---: | ---: | ---: | ---: |",
    )
    calls = sum(given.written["perOrder"].values())
    for name, orders in given.written["shops"].items():
        yield f"| {name} | {orders:,} | {orders * calls:,.0f} | {orders * each + fixed:,.2f} | {fixed:,.2f} |"
    yield ""


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


def _add(total: dict[str, float], used: Mapping[str, float], times: float) -> None:
    for thing, amount in used.items():
        total[thing] = total.get(thing, 0.0) + amount * times


if __name__ == "__main__":
    PAGE.write_text(page(estimate()))
    sys.exit(0)
