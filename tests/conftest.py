"""Configuration of every test run."""

from __future__ import annotations

import gc
import signal
from collections import defaultdict
from collections.abc import Generator
from typing import Any

import pytest

from tests.sampling import FULL, sampled

# These start first. One process runs a whole folder, whose tests share a running shop, except the files listed here.
_FIRST = (
    "tests/integration/local/",
    "tests/contract/test_contract_holds.py",
    "tests/integration/attacks/",
    "tests/contract/",
    "tests/contract/test_stage_test.py",
    "tests/integration/proofs/",
    "tests/unit/house/test_adding_an_operation.py",
    "tests/integration/handlers/test_observability.py",
    "tests/integration/local/test_running.py",
    "tests/contract/test_planted_faults.py",
    "tests/integration/local/test_api_keys.py",
    "tests/deploy/aws/",
)
# A test with more cases than there are functions is a long proof, except for documented statuses, the permissions (R17,
# IAM) and the costs.
_LONG = 50
_WHOLE = frozenset(
    {
        "tests/contract/test_statuses.py",
        "tests/contract/test_matrix.py",
        "tests/deploy/test_policies.py",
        "tests/integration/handlers/test_costs.py",
    }
)


def pytest_configure() -> None:
    """Restore Ctrl-C, which a background run and all its child processes would ignore."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_report_header() -> str:
    """Return whether long proofs run completely."""
    return "long proofs: all cases" if FULL else "long proofs: a seeded tenth of their cases (all: FULL=1)"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, Any, Any]:
    """Leave the collected tests, millions of objects that stay, out of garbage collection."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out nine tenths of each long proof, and start with the slowest files so that all processes end together."""
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        cases[item.nodeid.partition("[")[0]].append(item)
    long = [each for name, each in cases.items() if len(each) > _LONG and name.partition("::")[0] not in _WHOLE]
    left_out = {item for each in long for item in set(each) - set(sampled(each))}
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]
    ranks = {unit: rank for rank, unit in enumerate(_FIRST)}
    items.sort(key=lambda item: ranks.get(_unit(item.nodeid), len(ranks)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Distribute the tests by units."""
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # noqa: PLC0415

    scheduling = LoadScopeScheduling(config, log)
    scheduling._split_scope = _unit
    return scheduling


def _unit(nodeid: str) -> str:
    """Return the unit that a process runs as a whole: an entry of `_FIRST`, or else a file."""
    return max((unit for unit in _FIRST if nodeid.startswith(unit)), key=len, default=nodeid.partition("::")[0])
