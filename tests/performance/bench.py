"""The command behind ``make bench``: measure cold starts, compare them with the budgets, write the page."""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from tests.performance import environments, measuring
from tests.performance.contract import check_contract
from tests.performance.image_layers import layers
from tests.performance.measuring import (
    CONTESTS,
    FUNCTIONS,
    MODES,
    OURS,
    Contestant,
    Measured,
    Results,
    over_budget,
    read_budgets,
    write_budgets,
)
from tests.performance.peers import HANDLER, OPERATIONS, PEERS, SHARED
from tests.performance.report import cold_row, plot, write_page
from tests.performance.starts import UNTRACED_IN_LAMBDA


def main(names: str, *, renew: bool) -> int:
    """Measure the named functions, or all, and return the exit status: 1 if one exceeds its budget."""
    functions = names.split() or [*FUNCTIONS]
    if unknown := sorted({*functions} - {*FUNCTIONS}):
        print(f"bench: terraform/functions.json has no {', '.join(unknown)}.", file=sys.stderr)
        return 2
    if not shutil.which("valgrind"):
        print("bench: this needs valgrind: install it (Debian: valgrind).", file=sys.stderr)
        return 2
    python, root = environments.empty_python(), environments.task_root()
    ours = Contestant(name=OURS, python=python, root=root)
    python, root = environments.python_of(environments.BARE_LOCK), environments.root_of("bare")
    bare = Contestant(name="bare", python=python, root=root, handler=measuring.BARE, own=measuring.DEFAULT_ROOTS)
    for log in environments.CACHE.glob("worker-*.txt"):
        log.unlink()
    # Counts don't depend on other load, so each processor has a worker.
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), initializer=measuring.begin) as pool:
        found = [*cold_starts(pool, ours, bare, functions)]
        if not names:
            results = all_results(pool, ours, bare, found)
            write_page(results)
            plot(results)
    if renew:
        write_budgets(found, [*FUNCTIONS])
        return 0
    over = [*over_budget(found, read_budgets())]
    for line in over:
        print(f"bench: over its budget: {line}", file=sys.stderr)
    return 1 if over else 0


def cold_starts(pool: Executor, ours: Contestant, bare: Contestant, functions: Sequence[str]) -> Iterator[Measured]:
    """Count the cold starts of functions, several at a time."""
    for measured in pool.map(partial(measuring.cold, ours, bare), functions):
        print(f"bench: {measured.function}: {' | '.join(cold_row(measured)[1:])}", flush=True)
        yield measured


def all_results(pool: Executor, ours: Contestant, bare: Contestant, found: Sequence[Measured]) -> Results:
    """Measure the rest of the page: the peers, once they pass the contract tests, and warm events."""
    for name in PEERS:
        print(f"bench: contract tests of {name} ...", flush=True)
        check_contract(name)
    peers = [
        Contestant(
            name=name,
            python=environments.python_of(folder / "requirements.txt"),
            root=environments.root_of(folder.name, [folder, SHARED]),
            handler=HANDLER,
            untraced=UNTRACED_IN_LAMBDA,
            own=measuring.DEFAULT_ROOTS,
        )
        for name, folder in PEERS.items()
    ]
    print("bench: the peers' cold starts ...", flush=True)
    begun = {(name, peer.name): pool.submit(measuring.start, peer, name) for name in OPERATIONS for peer in peers}
    cold = {key: start.result() for key, start in begun.items()}
    print("bench: warm events, with nothing else running ...", flush=True)
    contestants = [ours, *peers]
    return Results(
        found=found,
        floor=pool.submit(measuring.floor, bare).result(),
        peers=cold,
        contests={
            (name, mode): pool.submit(measuring.warm, contestants, operation, how, traced=traced, items=items).result()
            for name, (operation, items, _) in CONTESTS.items()
            for mode, (how, traced) in MODES.items()
        },
        warm={
            each.function: [
                pool.submit(measuring.warm, [ours], each.function, "recorded", traced=traced).result()[OURS]
                for traced in (False, True)
            ]
            for each in found
        },
        layers=layers(),
    )


if __name__ == "__main__":
    sys.exit(main(os.environ.get("FUNCTIONS", ""), renew=bool(os.environ.get("RENEW"))))
