"""A pytest plugin that records which lines of the handlers each test runs: ``pytest -p tests.mutation.lines``.

The record is a folder with a file for each process of the run, named by LINES; `read` merges them.
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import CodeType

ROOT = Path(__file__).parents[2]
_PREFIX = f"{ROOT}/handlers/"
_TOOL = 4
# Of the parameters of one test that run the same lines, these many are kept.
_ALIKE = 2

type Record = dict[str, dict[str, Any]]
_seen: set[tuple[str, int]] = set()
_record: Record = {}
_alike: dict[tuple[str, frozenset[tuple[str, int]]], int] = defaultdict(int)


def _line(code: CodeType, line: int) -> object:
    if code.co_filename.startswith(_PREFIX):
        _seen.add((code.co_filename, line))
    return sys.monitoring.DISABLE


def _plain(nodeid: str) -> str:
    """Return a test's id without the group that xdist adds."""
    test, _, group = nodeid.rpartition("@")
    return test if test and "]" not in group and "::" not in group else nodeid


def pytest_configure() -> None:
    """Begin to record."""
    sys.monitoring.use_tool_id(_TOOL, "lines")
    sys.monitoring.register_callback(_TOOL, sys.monitoring.events.LINE, _line)
    sys.monitoring.set_events(_TOOL, sys.monitoring.events.LINE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Note the lines of a test and of its fixtures."""
    _seen.clear()
    nodeid = _plain(item.nodeid)
    sys.monitoring.restart_events()
    result = yield
    lines = frozenset(_seen)
    alike = (nodeid.partition("[")[0], lines)
    if lines and _alike[alike] < _ALIKE:
        _alike[alike] += 1
        by_file: dict[str, list[int]] = defaultdict(list)
        for name, line in sorted(lines):
            by_file[str(Path(name).relative_to(ROOT))].append(line)
        _record.setdefault(nodeid, {})["lines"] = by_file
    return result


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note how long a test took, and whether it passed."""
    if "PYTEST_XDIST_WORKER" in os.environ or not hasattr(report, "node"):
        noted = _record.setdefault(_plain(report.nodeid), {})
        noted["seconds"] = noted.get("seconds", 0) + report.duration
        noted["passed"] = noted.get("passed", True) and report.passed


def pytest_unconfigure() -> None:
    """Write the record of this process."""
    sys.monitoring.free_tool_id(_TOOL)
    kept = {test: noted for test, noted in _record.items() if noted.get("passed") and "lines" in noted}
    if kept:
        folder = Path(os.environ["LINES"])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}.json").write_text(json.dumps(kept))


def read(folder: Path) -> Record:
    """Return the tests of a record, each with its seconds and its lines by file."""
    return {
        test: noted for each in sorted(folder.glob("*.json")) for test, noted in json.loads(each.read_text()).items()
    }
