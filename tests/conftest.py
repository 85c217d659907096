"""What holds for every run of the tests, however it was started."""

from __future__ import annotations

import signal

from tests.sampling import FULL


def pytest_configure() -> None:
    """Restore Ctrl-C, which a run in the background ignores, and so would every process that it starts."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_report_header() -> str:
    """Return whether long proofs run as a whole."""
    return "long proofs: all cases" if FULL else "long proofs: a seeded tenth of their cases (all: FULL=1)"
