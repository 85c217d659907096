"""Test a running deployment against the contract: ``python -m tests.contract.run BASE_URL``.

It runs as an anonymous client, a customer that it registers, and an admin, all at once, each with every check and
phase of Schemathesis under ``schemathesis.toml``. The admin is the sample shop's on this machine, or the account in
``CONTRACT_TEST_ADMIN_EMAIL`` and ``CONTRACT_TEST_ADMIN_PASSWORD``; the run ends the admin's other sessions and
empties the admin's cart. On a partner server every request has the key in ``CONTRACT_TEST_API_KEY``, or the sample
shop's premium one on this machine. It creates, changes and orders products of its own and deletes them at the end;
without an admin it orders products with ample stock and cancels. It fails if anything fails, or on an unexplained
warning. On a deployed stage, ops/stage_test.py provides the admin, the key and a run whose every trace is purged.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from local.config import ROOT
from tests.contract.buying import SHELF, stocked
from tests.contract.principals import ADMIN, KEY, PRINCIPALS, NoAdminError, NoKeyError, configured_admin, key_for

CONTRACT = ROOT / "openapi.yaml"
# Passed as a file and through the environment: every user of the machine can read a command line.
_SENDS_KEY = f'headers = {{ "X-Api-Key" = "${{{KEY}}}" }}\n'
_MAX_EXAMPLES = re.compile(r"\bmax-examples = \d+")
PHASES = ("examples", "coverage", "fuzzing", "stateful")
_FIRST_SERVER = "/v1"
_METHODS = frozenset({"get", "put", "post", "delete", "patch"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one principal's run."""

    principal: str
    exit_status: int
    report: dict[str, Any]
    failures: frozenset[tuple[str, str]]
    followed: Counter[tuple[str, int]]
    text: str
    phases: Sequence[str]

    def complaints(self) -> Iterator[str]:
        """Yield the reasons why the run failed."""
        for operation, check in sorted(self.failures):
            yield f"{operation}: {check}"
        if self.exit_status != 0:
            yield f"Schemathesis ended with {self.exit_status}"
        unfinished = [phase for phase in self.phases if self._status_of(phase) != "success"]
        if unfinished and self.exit_status == 0:
            yield f"not a success: {', '.join(unfinished)}"
        refused = self.always_refused - refused_by_roles(self.principal)
        if refused:
            yield f"{self.principal} is in x-roles, but always refused: {', '.join(sorted(refused))}"

    @property
    def always_refused(self) -> set[str]:
        """The operations that returned nothing but 401 or 403."""
        return set(self.report.get("warnings", {}).get("missing_auth", []))

    def summary(self) -> str:
        cases = self.report.get("test_cases", {})
        summary = f"{self.principal:9}  {cases.get('generated', 0)} cases, {cases.get('unique_failures', '?')} failures"
        summary += f", {self.followed.total()} steps along links"
        explained = self.always_refused & refused_by_roles(self.principal)
        if explained:
            summary += f"; {len(explained)} operations only 401 or 403, as x-roles requires"
        return summary

    def steps(self) -> str:
        """Return the operations that links led to successfully, with counts, in one line."""
        followed = sorted(self.followed.items())
        return ", ".join(f"{name} {status} × {n}" for (name, status), n in followed if status < HTTPStatus.BAD_REQUEST)

    def _status_of(self, phase: str) -> object:
        return self.report.get("phases", {}).get(phase, {}).get("status")


def main(arguments: Sequence[str]) -> int:
    """Test a deployment, print the findings and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract.run", description="Try a deployment.")
    parser.add_argument("base_url", help="where the contract's paths begin: http://127.0.0.1:8080/v1")
    parser.add_argument("--without-admin", action="store_true", help="leave out the operations of admins")
    parser.add_argument("--phases", type=lambda text: text.split(","), default=PHASES, help="examples,coverage,…")
    parser.add_argument(
        "--max-examples", type=int, help="how many requests of an operation; schemathesis.toml's if left out"
    )
    options = parser.parse_args(arguments)
    base_url = options.base_url.rstrip("/")
    principals = [name for name in PRINCIPALS if name != ADMIN or not options.without_admin]
    try:
        key_for(base_url)
        if ADMIN in principals:
            configured_admin(base_url)
    except (NoAdminError, NoKeyError) as reason:
        print(f"contract-test: {reason}", file=sys.stderr)
        return 2
    print(f"Trying {base_url} as {', '.join(principals)}; this takes a minute or two ...", flush=True)
    found = try_deployment(base_url, principals, phases=options.phases, max_examples=options.max_examples)
    return _report(base_url, found)


def try_deployment(
    base_url: str,
    principals: Sequence[str],
    *,
    phases: Sequence[str] = PHASES,
    operations: Sequence[str] = (),
    max_examples: int | None = None,
) -> list[Outcome]:
    """Run all principals at once, in these phases of Schemathesis, and return the outcome of each."""
    options = [f"--include-operation-id={operation_id}" for operation_id in operations]
    config = _configuration(base_url, max_examples)
    with tempfile.TemporaryDirectory() as folder, stocked(base_url) as shelf:
        runs = [
            (name, _start(base_url, name, shelf, Path(folder) / name, phases, options, config)) for name in principals
        ]
        return [_finish(name, process, Path(folder) / name, phases) for name, process in runs]


def _start(
    base_url: str,
    principal: str,
    shelf: Sequence[str],
    folder: Path,
    phases: Sequence[str],
    command_options: Sequence[str],
    config: str,
) -> subprocess.Popen[str]:
    folder.mkdir()
    key = key_for(base_url)
    written = folder / "schemathesis.toml"
    written.write_text(config)
    settings = {
        "SCHEMATHESIS_HOOKS": "tests.contract.hooks",
        "CONTRACT_TEST_BASE_URL": base_url,
        "CONTRACT_TEST_PRINCIPAL": principal,
        SHELF: " ".join(shelf),
        KEY: key.get("X-Api-Key", ""),
    }
    how = [
        f"--phases={','.join(phases)}",
        f"--report-json-path={folder / 'report.json'}",
        f"--report-ndjson-path={folder / 'events.ndjson'}",
        *command_options,
    ]
    command = [sys.executable, "-m", "schemathesis.cli", f"--config-file={written}"]
    with (folder / "output.txt").open("w") as output:
        return subprocess.Popen(
            [*command, "run", _contract_at(base_url, folder), "--url", base_url, "--no-color", *how],
            cwd=ROOT,
            env=os.environ | settings,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )


def _configuration(base_url: str, max_examples: int | None) -> str:
    text = (_SENDS_KEY if key_for(base_url) else "") + (ROOT / "schemathesis.toml").read_text()
    # For every phase: the file's setting of a phase overrides the command line.
    return text if max_examples is None else _MAX_EXAMPLES.sub(f"max-examples = {max_examples}", text)


def _contract_at(base_url: str, folder: Path) -> Path:
    """Return the contract, or a copy with the base path of a stage without a domain name: ``/dev``."""
    path = urlsplit(base_url).path
    if path.endswith(_FIRST_SERVER):
        return CONTRACT
    copy = folder / CONTRACT.name
    copy.write_text(CONTRACT.read_text().replace(f"- url: {_FIRST_SERVER}\n", f"- url: {path or '/'}\n", 1))
    return copy


def _finish(principal: str, process: subprocess.Popen[str], folder: Path, phases: Sequence[str]) -> Outcome:
    exit_status = process.wait()
    report = folder / "report.json"
    text = report.read_text() if report.exists() else ""
    scenarios = list(_scenarios(folder / "events.ndjson"))
    return Outcome(
        principal,
        exit_status,
        json.loads(text or "{}"),
        frozenset(failure for scenario in scenarios for failure in _failures(scenario)),
        Counter(step for scenario in scenarios for step in _steps_along_links(scenario)),
        (folder / "output.txt").read_text(),
        phases,
    )


def _scenarios(events: Path) -> Iterator[dict[str, Any]]:
    for line in events.read_text().splitlines() if events.exists() else ():
        yield json.loads(line).get("ScenarioFinished", {}).get("recorder", {})


def _failures(scenario: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for case, checks in scenario.get("checks", {}).items():
        operation = _operation(scenario["cases"][case])
        yield from ((operation, check["name"]) for check in checks if check["status"] == "failure")


def _steps_along_links(scenario: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield each step that took its values from the previous response along a link of the contract."""
    for case, node in scenario.get("cases", {}).items():
        answer = scenario["interactions"].get(case, {}).get("response")
        link = node.get("transition")
        if link and node["is_transition_applied"] and not link["is_inferred"] and answer:
            yield _operation(node), answer["status_code"]


def _operation(node: dict[str, Any]) -> str:
    return f"{node['value']['method']} {node['value']['path']}"


def refused_by_roles(principal: str) -> set[str]:
    """Return the operations, as ``PUT /users/profile``, that the contract's ``x-roles`` keep from a principal."""
    paths = yaml.safe_load(CONTRACT.read_text())["paths"]
    return {
        f"{method.upper()} {path}"
        for path, methods in paths.items()
        for method, operation in methods.items()
        if method in _METHODS and principal not in operation["x-roles"]
    }


def _report(base_url: str, outcomes: Sequence[Outcome]) -> int:
    bad = [outcome for outcome in outcomes if any(outcome.complaints())]
    for outcome in bad:
        print(f"\n{outcome.text}")
    print(f"\nThe contract at {base_url}:")
    for outcome in outcomes:
        print(f"  {'FAILED' if outcome in bad else 'holds '}  {outcome.summary()}")
        print(f"          {outcome.steps()}")
        for complaint in outcome.complaints():
            print(f"          {complaint}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
