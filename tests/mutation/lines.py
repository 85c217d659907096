"""A pytest plugin that records which lines of the handlers each test runs: ``pytest -p tests.mutation.lines``.

The record is a folder with a file for each process of the run, named by LINE_RECORD; `read` merges them.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import defaultdict
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("LINE_RECORD", ROOT / ".cache" / "lines"))
_PREFIX = f"{ROOT}/handlers/"
_TOOL = 4
# How many parameters of a test are kept if they run the same lines.
_ALIKE = 2

_get_code = SourceFileLoader.get_code

type Record = dict[str, dict[str, Any]]
_seen: set[tuple[str, int]] = set()
_record: Record = {}
_alike: dict[tuple[str, frozenset[tuple[str, int]]], int] = defaultdict(int)


def _line(code: CodeType, line: int) -> None:
    _seen.add((code.co_filename, line))


def _watched(self: SourceFileLoader, fullname: str) -> CodeType | None:
    """Return a module's code; monitor the lines of handlers' functions only, to keep other code fast."""
    code = _get_code(self, fullname)
    if code and code.co_filename.startswith(_PREFIX):
        _watch(code)
    return code


def _watch(code: CodeType) -> None:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            sys.monitoring.set_local_events(_TOOL, each, sys.monitoring.events.LINE)
            _watch(each)


def _plain(nodeid: str) -> str:
    """Return a test's id without the group that xdist adds."""
    test, _, group = nodeid.rpartition("@")
    return test if test and "]" not in group and "::" not in group else nodeid


def pytest_configure() -> None:
    """Begin to record."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(FOLDER, ignore_errors=True)
    sys.monitoring.use_tool_id(_TOOL, "lines")
    sys.monitoring.register_callback(_TOOL, sys.monitoring.events.LINE, _line)
    SourceFileLoader.get_code = _watched  # type: ignore[method-assign,assignment]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Record the lines of a test and of its fixtures."""
    _seen.clear()
    nodeid = _plain(item.nodeid)
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
    """Record the duration of a test, and whether it passed."""
    if "PYTEST_XDIST_WORKER" in os.environ or not hasattr(report, "node"):
        noted = _record.setdefault(_plain(report.nodeid), {})
        noted["seconds"] = noted.get("seconds", 0) + report.duration
        noted["passed"] = noted.get("passed", True) and report.passed


def pytest_unconfigure() -> None:
    """Write the record of this process."""
    sys.monitoring.free_tool_id(_TOOL)
    kept = {test: noted for test, noted in _record.items() if noted.get("passed") and "lines" in noted}
    if kept:
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}.json").write_text(json.dumps(kept))


def read(folder: Path) -> Record:
    """Return the tests of a record, each with its seconds and its lines by file."""
    return {
        test: noted for each in sorted(folder.glob("*.json")) for test, noted in json.loads(each.read_text()).items()
    }
