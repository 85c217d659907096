"""What holds for every run of the tests, however it was started."""

from __future__ import annotations

import signal
from collections import defaultdict

import pytest

from tests.sampling import FULL, sampled

# What takes seconds to set up: the tests of one such fixture share a process, so that it is set up once in a run.
_SET_UP_ONCE = (
    *("limited_shop", "hashing_shop", "faulty_shop", "stage", "partner_outcomes", "outcome"),
    *("deployable", "hand_made", "standing_of", "ran", "owners", "belongings"),
)
# A test with more cases than these is a long proof, but for the contract's documented statuses.
_LONG = 70
_WHOLE = frozenset({"tests/contract/test_statuses.py"})


def pytest_configure() -> None:
    """Restore Ctrl-C, which a run in the background ignores, and so would every process that it starts."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_report_header() -> str:
    """Return whether long proofs run as a whole."""
    return "long proofs: all cases" if FULL else "long proofs: a seeded tenth of their cases (all: FULL=1)"


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Keep groups of tests together wherever a run has several processes."""
    if getattr(config.option, "numprocesses", None) and config.option.dist == "no":
        config.option.dist = "loadgroup"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out nine tenths of each long proof, and group the tests of each fixture that is set up once."""
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
