"""A pytest plugin that records which lines of the handlers each test runs: ``pytest -p tests.mutation.lines``.

The record is a folder with a file for each process of the run, named by LINE_RECORD; `read` merges them.
"""

import json
import os
import shutil
import sys
from collections import Counter, defaultdict
from collections.abc import Generator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("LINE_RECORD", ROOT / ".cache" / "lines"))
_PREFIX = f"{ROOT}/handlers/"
_TOOL = 3
# How many parameters of a test are kept if they run the same lines.
_ALIKE = 10
_WORKER = os.environ.get("PYTEST_XDIST_WORKER")

type Record = dict[str, dict[str, Any]]
_seen: set[tuple[str, int]] = set()
_record: Record = defaultdict(dict)
_alike: Counter[tuple[str, frozenset[tuple[str, int]]]] = Counter()


def _line(code: CodeType, line: int) -> Any:  # sys.monitoring.DISABLE has no type
    if code.co_filename.startswith(_PREFIX):
        _seen.add((code.co_filename, line))
        return None
    return sys.monitoring.DISABLE


def pytest_configure() -> None:
    if not _WORKER:
        shutil.rmtree(FOLDER, ignore_errors=True)
    sys.monitoring.use_tool_id(_TOOL, "lines")
    sys.monitoring.register_callback(_TOOL, sys.monitoring.events.LINE, _line)
    sys.monitoring.set_events(_TOOL, sys.monitoring.events.LINE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    _seen.clear()
    result = yield
    lines = frozenset(_seen)
    alike = (item.nodeid.partition("[")[0], lines)
    _alike[alike] += 1
    if lines and _alike[alike] <= _ALIKE:
        by_file: dict[str, list[int]] = defaultdict(list)
        for name, line in sorted(lines):
            by_file[str(Path(name).relative_to(ROOT))].append(line)
        _record[item.nodeid]["lines"] = by_file
    return result


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if _WORKER or not hasattr(report, "node"):
        test = _record[report.nodeid]
        test["seconds"] = test.get("seconds", 0) + report.duration
        test["passed"] = test.get("passed", True) and report.passed


def pytest_unconfigure() -> None:
    sys.monitoring.free_tool_id(_TOOL)
    if kept := {name: test for name, test in _record.items() if test.get("passed") and "lines" in test}:
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"{_WORKER or 'main'}.json").write_text(json.dumps(kept))


def read(folder: Path) -> Record:
    """Return the tests of a record, each with its seconds and its lines by file."""
    return {name: test for file in folder.glob("*.json") for name, test in json.loads(file.read_text()).items()}
