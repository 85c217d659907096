"""Mutation run: seeded mutants of the handlers, each against the closest tests that run its line.

``python -m tests.mutation`` tests a tenth of them; with FULL=1 it tests all, and fails below SCORE. A mutant runs in a
fork of a process that has imported the libraries but no handler, so that it costs about as much as its tests. Its tests
are those that ran the line in the record of `tests.mutation.lines` (created if missing), until one fails.
"""

import ast
import importlib
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from importlib.machinery import SourceFileLoader
from multiprocessing import get_context
from pathlib import Path
from types import CodeType

import httpx

from local.aws.process import embedded_aws, wait_until_ready
from local.config import LOOPBACK, LocalConfig
from tests.mutation.lines import FOLDER, ROOT, Record, read
from tests.mutation.mutants import UNCHANGED, Mutant, mutants_of, mutated

MUTANTS = 300
SEED = 14
SCORE = 90
# The result of a tenth is only an indication.
_SCORE_OF_A_TENTH = 75
_WORKERS = 2
_FOLDERS = ("domain", "store", "workflows", "runtime")
_TESTS = ["tests/unit", "tests/integration/handlers"]
_MOST_TESTS, _MOST_SECONDS = 100, 20.0
# Limits for mutants that never end: CPU time, and waiting time.
_CPU_SECONDS, _WAIT_SECONDS = 120, 300
_LIBRARIES = (
    *("_pytest.assertion.rewrite", "pytest_cov.plugin", "xdist.plugin", "hypothesis", "schemathesis", "httpx"),
    *("aws_xray_sdk", "bcrypt", "boto3", "jwt", "pydantic", "simplejson"),
    *("anyio", "connexion", "jsonschema_rs", "uvicorn", "yaml"),
)
_OPTIONS = ("-xq", "-p", "no:cacheprovider", "-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning")
_BROKEN = 70
_SURVIVED = "survived"
_HOW = {0: _SURVIVED, 1: "a test failed", 2: "not collected", 3: "pytest failed", 4: "not collected"}
# This worker's embedded AWS services, which its mutants use in turn.
_services: list[LocalConfig] = []
_stack = ExitStack()


def main() -> int:
    """Test the mutants, print the survivors and the score, and return the exit status."""
    full = os.environ.get("FULL") == "1"
    record = _record()
    files = sorted(
        str(path.relative_to(ROOT)) for folder in _FOLDERS for path in (ROOT / "handlers" / folder).rglob("*.py")
    )
    found = [mutant for file in files for mutant in mutants_of(ROOT, file)]
    chosen = random.Random(SEED).sample(found, MUTANTS)[: None if full else MUTANTS // 10]  # noqa: S311  # a sample
    for name in _LIBRARIES:
        importlib.import_module(name)
    assert not any(name.partition(".")[0] == "handlers" for name in sys.modules)
    tasks = [(mutant, nearest_tests(record, mutant)) for mutant in chosen]
    controls = [(replace(mutant, number=UNCHANGED), tests) for mutant, tests in tasks if tests][:_WORKERS]
    with (
        tempfile.TemporaryDirectory(prefix="mutation-", ignore_cleanup_errors=True) as folder,
        get_context("fork").Pool(_WORKERS, _start_worker, (folder,)) as pool,
    ):
        assert {how for _, how in pool.imap(_attempt, controls)} == {_SURVIVED}, "tests fail without a mutant"
        outcomes = Counter[str]()
        for mutant, how in pool.imap_unordered(_attempt, tasks):
            outcomes[how] += 1
            if how == _SURVIVED:
                print(f"survived its tests: {mutant}", flush=True)
    noticed = outcomes.total() - outcomes[_SURVIVED]
    score = 100 * noticed / outcomes.total()
    print(*(f"  {count:4} {how}" for how, count in outcomes.most_common()), sep="\n")
    print(f"mutation: {noticed} of {outcomes.total()} mutants noticed ({score:.1f} %)")
    return int(score < (SCORE if full else _SCORE_OF_A_TENTH))


def nearest_tests(record: Record, mutant: Mutant) -> list[str]:
    """Return the tests that run a mutant's line, the most specific of each file first."""
    lines = _lines_to_run(mutant, {line for noted in record.values() for line in noted["lines"].get(mutant.path, ())})
    name = f"test_{Path(mutant.path).stem}.py"
    running = sorted(
        (name not in test, sum(map(len, noted["lines"].values())), noted["seconds"], test)
        for test, noted in record.items()
        if not lines.isdisjoint(noted["lines"].get(mutant.path, ()))
    )
    of_file, ranked = Counter[str](), []
    for far, size, seconds, test in running:
        file = test.partition("::")[0]
        ranked.append((of_file[file] // 4, far, size, seconds, test))
        of_file[file] += 1
    tests: list[str] = []
    budget = _MOST_SECONDS
    for *_, seconds, test in sorted(ranked)[:_MOST_TESTS]:
        budget -= seconds
        if budget < 0 and tests:
            break
        tests.append(test)
    return tests


def _lines_to_run(mutant: Mutant, run: set[int]) -> set[int]:
    """Return the mutant's line, or the closest one before it in its function; outside functions all lines."""
    starts = [
        node.body[0].lineno
        for node in ast.walk(ast.parse((ROOT / mutant.path).read_text()))
        if isinstance(node, ast.FunctionDef) and node.body[0].lineno <= mutant.line <= (node.end_lineno or 0)
    ]
    return {max((line for line in run if max(starts) <= line <= mutant.line), default=0)} if starts else run


def _record() -> Record:
    if not FOLDER.is_dir():
        print("mutation: recording which tests run which lines", flush=True)
        command = [sys.executable, "-m", "pytest", "-q", "-n", str(_WORKERS), "-p", "tests.mutation.lines", *_TESTS]
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    return read(FOLDER)


def _start_worker(folder: str) -> None:
    with socket.create_server((LOOPBACK, 0)) as holder:
        config = LocalConfig(port=0, aws_port=holder.getsockname()[1], data=Path(folder, str(os.getpid())))
    # They end with this process, which holds their standard input.
    wait_until_ready(_stack.enter_context(embedded_aws(config)), config)
    _services.append(config)


def _attempt(task: tuple[Mutant, list[str]]) -> tuple[Mutant, str]:
    mutant, tests = task
    if not tests:
        return mutant, _SURVIVED
    child = os.fork()
    if child == 0:
        try:
            os._exit(_run(mutant, tests))
        except BaseException:  # noqa: BLE001  # a fork never returns
            traceback.print_exc()
            os._exit(_BROKEN)
    _, ended = os.waitpid(child, 0)
    if os.WIFSIGNALED(ended):
        return mutant, f"ended by {signal.Signals(os.WTERMSIG(ended)).name}"
    status = os.WEXITSTATUS(ended)
    assert status != _BROKEN, (_services[0].data / "output.txt").read_text()
    return mutant, _HOW.get(status, f"exit {status}")


def _run(mutant: Mutant, tests: list[str]) -> int:
    """Run the tests with the mutant in place of its module; return pytest's exit status."""
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(_WAIT_SECONDS)
    output = os.open(_services[0].data / "output.txt", os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(output, descriptor)
    os.chdir(ROOT)
    path = str(ROOT / mutant.path)
    original = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, fullname: str) -> CodeType | None:
        return mutated(Path(path).read_bytes(), mutant, path) if self.path == path else original(self, fullname)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign,assignment]
    import pytest  # noqa: PLC0415

    from tests import harness  # noqa: PLC0415

    harness.embedded_services = _shared_services
    return int(pytest.main([*_OPTIONS, f"--basetemp={_services[0].data / 'tests'}", *tests]))


@contextmanager
def _shared_services(data: Path) -> Iterator[LocalConfig]:
    """Yield this worker's embedded AWS services, emptied."""
    from tests.harness import new_config, provision  # type: ignore[attr-defined]  # noqa: PLC0415

    config = replace(new_config(data), aws_port=_services[0].aws_port)
    httpx.post(f"{config.aws_url}/_ministack/reset", timeout=_WAIT_SECONDS).raise_for_status()
    provision(config.aws_url)
    yield config


if __name__ == "__main__":
    sys.exit(main())
