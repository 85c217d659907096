"""Compute the shop's costs and limits: ``python -m tests.performance.capacity`` writes ``docs/capacity.md``.

The inputs are the requests of ``tests/operations.yaml``, the prices and quotas of ``terraform/prices.json``, and the
memory of ``terraform/functions.json``. The assumptions are in the prices' file and on the page.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handlers.domain.stock_rows import MAX_ROWS
from local.aws.functions import rows
from local.config import ROOT, stage_settings
from tests import operations
from tests.contract.document import OPERATIONS
from tests.operations import Case
from tests.performance import conflicts

PAGE = ROOT / "docs" / "capacity.md"
_TEXT = Path(__file__).with_name("capacity.md")
PRICES = ROOT / "terraform" / "prices.json"
SETTINGS = stage_settings("prod")
# Units that an order writes to the lists of pending orders, and a sale to its stock row, and a partition's limit.
_STATUS_WRITES, _SALE_WRITES, _PARTITION_UNITS = 2, 2, 1000
# terraform/shop/triggers.tf: for so long the stream's function gathers sales before it copies the stock to the list.
_COPY_SECONDS = 2
FACTORS = (1, 10, 100, 1000)
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
# Operations that sell a product or return it; its stock is then copied to the lists, for each alone if sales are rare.
_SELLING = {"createOrder", "cancelOrder", "updateOrderStatus"}
_EVERY_MINUTE = "settle_pending_orders"


@dataclass(frozen=True, slots=True)
class Estimate:
    """Prices, and the usage that they apply to."""

    written: Mapping[str, Any]
    cases: Mapping[str, Sequence[Case]]
    functions: Mapping[str, Mapping[str, Any]]

    @property
    def assumed(self) -> Mapping[str, Any]:
        assumed: Mapping[str, Any] = self.written["assumed"]
        return assumed

    def invoked(self, case: Case) -> Iterator[tuple[Case, float]]:
        """Yield a call and the functions that it invokes, each with its frequency."""
        yield case, 1
        if case.function in OPERATIONS and {} not in OPERATIONS[case.function].written["security"]:
            yield self.cases["authorize_request"][0], 1 / self.assumed["authorizedCallsPerCheck"]
        if "Invoke" in case.requests:
            yield self._payment(case), case.requests.count("Invoke")
        if any(case.function == operation and word in case.when for operation, word in _NOTIFYING):
            yield self.cases["process_order_changes"][0], 1
        if case.function in _SELLING and "TransactWriteItems" in case.requests:
            yield self.cases["list_stock"][0], 1

    def used(self, case: Case) -> dict[str, float]:
        """Return the usage of each priced item by a call and the functions that it invokes."""
        used: dict[str, float] = {}
        for each, times in self.invoked(case):
            _add(used, self._used_by_function(each), times)
        if case.function in OPERATIONS:
            ones = dict.fromkeys(("apiGatewayRequest", "wafRequest", "botControlRequest"), 1.0)
            logged = self.assumed["accessLogKilobytes"] / _KILOBYTES_A_GIGABYTE
            _add(used, ones | {"trace": self.assumed["tracedShare"], "logGigabyte": logged}, 1)
        return used

    def _used_by_function(self, case: Case) -> dict[str, float]:
        events = float(case.requests.count("PutEvents"))
        return {
            "lambdaRequest": 1.0,
            "lambdaGigabyteSecond": self.seconds(case) * self.functions[case.function]["memory"] / 1024,
            "writeUnit": float(case.table + case.indexes),
            "readUnit": self._read_units(case),
            "email": float(case.requests.count("SendRawEmail")),
            "event": events,
            # The bus publishes each to a topic.
            "topicPublish": events,
            "logGigabyte": self.assumed["logKilobytes"] / _KILOBYTES_A_GIGABYTE,
        }

    def _read_units(self, case: Case) -> float:
        reads = self.assumed["readUnits"]
        return float(sum(reads.get(request, 0) for request in case.requests))

    def seconds(self, case: Case) -> float:
        """Return the assumed duration of an invocation, whose requests are sequential."""
        spent = self.assumed["milliseconds"]
        milliseconds = spent["own"] + spent["hash"] * self.assumed["hashes"].get(case.function, 0)
        milliseconds += sum(spent.get(request, spent["request"]) for request in case.requests)
        waited = self.seconds(self._payment(case)) * case.requests.count("Invoke") if "Invoke" in case.requests else 0.0
        return float(milliseconds / 1000 + waited)

    def _payment(self, case: Case) -> Case:
        charge, *_, refund = self.cases["process_payment"]
        return refund if case.function in {"cancelOrder", "updateOrderStatus"} else charge

    def dollars(self, used: Mapping[str, float]) -> float:
        prices: Mapping[str, Mapping[str, float]] = self.written["prices"]
        return sum(amount * prices[thing]["dollars"] / prices[thing]["per"] for thing, amount in used.items())

    def monthly(self) -> float:
        """Return the fixed costs, including the scheduled function."""
        runs = self.dollars(self.used(self.cases[_EVERY_MINUTE][0])) * _MINUTES_A_MONTH
        fixed = self.written["monthly"]
        return runs + sum(float(self.count(name) * each["dollars"]) for name, each in fixed.items())

    def count(self, name: str) -> int:
        """Return how many of a thing with a monthly price are deployed."""
        each = self.written["monthly"][name]
        return int(each["count"] + each.get("perFunction", 0) * len(self.functions))

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
            "hashing": sum(times * self.seconds(case) for case, times in running if case.function in assumed["hashes"]),
            # An order enters the list of pending orders, and leaves it when it is paid.
            "statusWrites": _STATUS_WRITES * orders / int(SETTINGS["ORDER_LIST_SHARDS"]),
            # The stock in the list follows once in a window for all sales of a product: at most once a line.
            "productListWrites": lines * orders / int(SETTINGS["PRODUCT_LIST_SHARDS"]),
            "hotProductSales": assumed["shareOfTheHottestProduct"] * orders,
            # In a transaction, a stock row costs twice its units.
            "hotProductWrites": _SALE_WRITES * assumed["shareOfTheHottestProduct"] * orders,
            "productListReads": assumed["readUnits"]["Query"] * calls["listProducts"],
            "emails": emails * orders,
            "emailsADay": emails * orders_a_month / _DAYS_A_MONTH * assumed["busiestDayFactor"],
            "writes": sum(times * case.table for case, times in running),
            "reads": sum(times * self._read_units(case) for case, times in running if case.function not in of_an_index),
        }


def estimate() -> Estimate:
    # The first case of each function is the usual one.
    cases = {function: row.cases for function, row in operations.rows().items()}
    return Estimate(json.loads(PRICES.read_text()), cases, rows())


def page(model: Estimate) -> str:
    """Return ``docs/capacity.md``: ``capacity.md`` with its figures filled in."""
    written = model.written
    quotas, load = written["quotas"], model.load(written["shops"]["medium"])
    reached = sorted((quota["limit"] / load[quota["of"]], name) for name, quota in quotas.items())
    return _TEXT.read_text().format(
        written=written,
        assumed=model.assumed,
        spent=model.assumed["milliseconds"],
        traces=model.dollars({"trace": _SECONDS_A_MONTH}),
        order=model.dollars(model.order()),
        monthly=model.monthly(),
        operations="\n".join(
            f"| {case.function} | {case.when} | {model.dollars(model.used(case)) * 1_000_000:,.2f} |"
            for cases in model.cases.values()
            for case in cases
        ),
        fixed_costs="\n".join(_fixed_costs(model)),
        shops="\n".join(_shops(model)),
        sales="\n".join(sales_limits()),
        conflicts="\n".join(conflicts.table()),
        hold=f"{conflicts.HOLD_SECONDS * 1000:.0f}",
        limits="\n".join(_limit(name, factor, quotas[name], load) for factor, name in reached),
        reached="\n".join(
            f"- At {times:,} ×: {'; '.join(name for factor, name in reached if factor <= times) or 'none'}."
            for times in FACTORS[1:]
        ),
        levers="\n".join(
            f"- **{name}**: {quotas[name]['lever']} ([AWS's page]({quotas[name]['page']}))" for _, name in reached
        ),
        sources={kind: "\n".join(_sources(model, kind)) for kind in ("AWS", "others", "unverified")},
    )


def sales_limits() -> Iterator[str]:
    """Yield what gives in first as sales rise, and the highest rate."""
    for count in (1, MAX_ROWS):
        rate = conflicts.highest_rate(count)
        yield f"| conflicts of one product in {count} stock row{'s' if count > 1 else ''} | {rate:,} | simulated |"
    written = MAX_ROWS * _PARTITION_UNITS // _SALE_WRITES
    yield f"| write units of one product's {MAX_ROWS} stock rows | {written:,} | {_SALE_WRITES} units a sale |"
    shards = int(SETTINGS["ORDER_LIST_SHARDS"])
    yield (
        f"| write units of the list of pending orders | {shards * _PARTITION_UNITS // _STATUS_WRITES:,} | "
        f"{_STATUS_WRITES} units an order, in {shards} shards |"
    )
    products = int(SETTINGS["PRODUCT_LIST_SHARDS"]) * _PARTITION_UNITS * _COPY_SECONDS
    yield (
        f"| write units of the list of products | no limit up to {products:,} products | a product is written once in "
        f"{_COPY_SECONDS} s, however often it is sold |"
    )


def _fixed_costs(model: Estimate) -> Iterator[str]:
    rest = model.monthly()
    for name, each in model.written["monthly"].items():
        dollars = model.count(name) * each["dollars"]
        rest -= dollars
        yield f"| {name} | {model.count(name):,} | {each['dollars']:.2f} | {dollars:.2f} |"
    yield f"| invocations of {_EVERY_MINUTE} | {_MINUTES_A_MONTH:,} | {rest / _MINUTES_A_MONTH:.7f} | {rest:.2f} |"


def _shops(model: Estimate) -> Iterator[str]:
    each, fixed, calls = model.dollars(model.order()), model.monthly(), sum(model.written["perOrder"].values())
    for name, orders in model.written["shops"].items():
        yield f"| {name} | {orders:,} | {orders * calls:,.0f} | {orders * each + fixed:,.2f} | {fixed:,.2f} |"


def _limit(name: str, factor: float, quota: Mapping[str, Any], load: Mapping[str, float]) -> str:
    shares = (f"{load[quota['of']] * times / quota['limit']:.1%}" for times in FACTORS)
    return f"| {name} | {quota['limit']:,} | {factor:,.0f} × | {' | '.join(shares)} |"


def _sources(model: Estimate, kind: str) -> Iterator[str]:
    for group in ("prices", "monthly", "optional", "quotas"):
        for name, each in model.written[group].items():
            if each["source"]["kind"] == kind:
                yield f"  - {name}: {each['source']['note']}."


def _add(total: dict[str, float], used: Mapping[str, float], times: float) -> None:
    for thing, amount in used.items():
        total[thing] = total.get(thing, 0.0) + amount * times


if __name__ == "__main__":
    PAGE.write_text(page(estimate()))
