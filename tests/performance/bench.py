"""The command behind ``make bench``: measure cold starts, compare them with the budgets, write the page."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence

from tests.performance.budgets import Budgets
from tests.performance.contract import passes_contract
from tests.performance.environments import BARE_LOCK, empty_python, image_variables, python_of, root_of, task_root
from tests.performance.image_layers import layers
from tests.performance.measuring import FUNCTIONS, Contestant, Measured, Meter, services_of
from tests.performance.peers import OPERATIONS, PEERS, code_of
from tests.performance.plots import plot
from tests.performance.report import line_of, write_page
from tests.performance.results import Contest, Results
from tests.performance.starts import UNTRACED_IN_LAMBDA
from tests.performance.workers import Workers

# Functions whose imports the page lists: the simplest and the most complex.
_WITH_IMPORTS = ("getProduct", "createOrder")


def main(names: str, *, renew: bool) -> int:
    """Measure the named functions, or all, and return the exit status: 1 if one exceeds its budget."""
    functions = names.split() or [*FUNCTIONS]
    if unknown := sorted({*functions} - {*FUNCTIONS}):
        print(f"bench: terraform/functions.json has no {', '.join(unknown)}.", file=sys.stderr)
        return 2
    if not shutil.which("valgrind"):
        print("bench: this needs valgrind: install it (Debian: valgrind).", file=sys.stderr)
        return 2
    ours = Contestant(name="ours", python=empty_python(), root=task_root(), own=image_variables())
    bare = Contestant(name="bare", python=python_of(BARE_LOCK), root=root_of())
    with Workers(ours, bare) as workers:
        found = measure(workers, ours, functions)
        if not names:
            results = all_results(workers, ours, found)
            write_page(results)
            plot(results)
    return judge(found, renew=renew)


def measure(workers: Workers, ours: Contestant, functions: Sequence[str]) -> list[Measured]:
    """Count the cold starts of functions, one per processor at a time."""
    clients = {
        services: workers.begin(Meter.clients, services) for services in dict.fromkeys(map(services_of, functions))
    }
    begun = [
        (
            function,
            workers.begin(Meter.start, ours, function, traced=False),
            workers.begin(Meter.start, ours, function, traced=True),
            workers.begin(Meter.bare_calls, function),
            workers.begin(Meter.peak, function),
        )
        for function in functions
    ]
    found = []
    for function, untraced, traced, bare_calls, peak in begun:
        found.append(
            Measured(
                function=function,
                bare=clients[services_of(function)].result(),
                bare_calls=bare_calls.result(),
                untraced=untraced.result(),
                traced=traced.result(),
                peak=peak.result(),
            )
        )
        print(line_of(found[-1]), flush=True)
    return found


def all_results(workers: Workers, ours: Contestant, found: Sequence[Measured]) -> Results:
    """Measure the rest of the page: the peers, once they pass the contract tests, and warm events."""
    for peer in PEERS:
        print(f"bench: contract tests of {peer.name} ...", flush=True)
        passes_contract(peer)
    peers = [
        Contestant(
            name=peer.name,
            python=python_of(peer.lock),
            root=root_of(code_of(peer), name=f"measured-{peer.folder.name}"),
            handler=peer.handler,
            untraced=UNTRACED_IN_LAMBDA,
        )
        for peer in PEERS
    ]
    print("bench: the peers' cold starts ...", flush=True)
    begun = [
        (
            operation,
            peer,
            workers.begin(Meter.start, peer, operation, traced=False),
            workers.begin(Meter.start, peer, operation, traced=True),
        )
        for operation in OPERATIONS
        for peer in peers
    ]
    cold = {(operation, peer.name): (off.result(), on.result()) for operation, peer, off, on in begun}
    return Results(
        found=found,
        floor=workers.find(Meter.floor),
        session=workers.find(Meter.clients, ""),
        peers=cold,
        contests=[contest(workers, [ours, *peers], operation) for operation in OPERATIONS],
        warm={each.function: _warm(workers, ours, each.function) for each in found},
        imports={function: workers.find(Meter.imports, function) for function in _WITH_IMPORTS},
        profiles={each.name: workers.find(Meter.profile, each, OPERATIONS[0]) for each in (ours, *peers)},
        layers=layers(),
    )


def contest(workers: Workers, contestants: Sequence[Contestant], operation: str) -> Contest:
    """Measure warm events of all implementations of an operation, with nothing else running."""
    print(f"bench: warm {operation} of all three ...", flush=True)
    return Contest(
        operation=operation,
        with_aws=workers.find(Meter.warm, contestants, operation, recorded=False, traced=False),
        untraced=workers.find(Meter.warm, contestants, operation, recorded=True, traced=False),
        traced=workers.find(Meter.warm, contestants, operation, recorded=True, traced=True),
    )


def _warm(workers: Workers, ours: Contestant, function: str) -> tuple[float, float]:
    print(f"bench: warm {function} ...", flush=True)
    off, on = (workers.find(Meter.warm, [ours], function, recorded=True, traced=traced) for traced in (False, True))
    return off[ours.name], on[ours.name]


def judge(found: Sequence[Measured], *, renew: bool) -> int:
    """Compare the figures with the budgets, or renew these; return the exit status."""
    budgets = Budgets.read()
    if renew:
        budgets.renewed(found).write([*FUNCTIONS])
        return 0
    over = budgets.exceeded_by(found)
    for line in over:
        print(f"bench: over its budget: {line}", file=sys.stderr)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(os.environ.get("FUNCTIONS", ""), renew=bool(os.environ.get("RENEW"))))
