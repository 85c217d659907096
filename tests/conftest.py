"""Configuration of every test run."""

from __future__ import annotations

import signal
from collections import defaultdict

import pytest

from tests.sampling import FULL, sampled

# Fixtures that take seconds to set up: their tests share a process, so that each is set up once per run.
_SET_UP_ONCE = (
    *("limited_shop", "hashing_shop", "faulty_shop", "stage", "partner_outcomes", "outcome"),
    *("deployable", "hand_made", "standing_of", "ran", "owners", "victim", "printed"),
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


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Keep groups of tests in one process if a run has several."""
    if getattr(config.option, "numprocesses", None) and config.option.dist == "no":
        config.option.dist = "loadgroup"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out nine tenths of each long proof, and group the tests of each slow fixture."""
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        cases[item.nodeid.partition("[")[0]].append(item)
    long = [each for name, each in cases.items() if len(each) > _LONG and name.partition("::")[0] not in _WHOLE]
    left_out = {item for each in long for item in set(each) - set(sampled(each))}
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        for name in _SET_UP_ONCE:
            if name in fixtures:
                where = item.path.parent.name if name != "stage" else item.path.stem
                item.add_marker(pytest.mark.xdist_group(f"{where}.{name}"))
                break
