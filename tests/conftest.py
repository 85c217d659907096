"""Configuration of every test run."""

from __future__ import annotations

import signal
from collections import defaultdict

import pytest

from tests.sampling import FULL, sampled

# These files start first.
_SLOWEST = (
    *("test_stage_test", "test_contract_holds", "test_canary", "test_crashes", "test_parity", "test_planted_faults"),
    *("test_observability", "test_statuses", "test_throttling", "test_running", "test_api_keys"),
)
# A test with more cases is a long proof, except for documented statuses and the operation × role matrix (R17).
_LONG = 70
_WHOLE = frozenset({"tests/contract/test_statuses.py", "tests/contract/test_matrix.py"})


def pytest_configure() -> None:
    """Restore Ctrl-C, which a background run and all its child processes would ignore."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_report_header() -> str:
    """Return whether long proofs run completely."""
    return "long proofs: all cases" if FULL else "long proofs: a seeded tenth of their cases (all: FULL=1)"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out nine tenths of each long proof, and start with the slowest files so that all processes end together."""
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        cases[item.nodeid.partition("[")[0]].append(item)
    long = [each for name, each in cases.items() if len(each) > _LONG and name.partition("::")[0] not in _WHOLE]
    left_out = {item for each in long for item in set(each) - set(sampled(each))}
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]
    ranks = {name: rank for rank, name in enumerate(_SLOWEST)}
    items.sort(key=lambda item: ranks.get(item.path.stem, len(ranks)))
