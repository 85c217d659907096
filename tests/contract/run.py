"""Test a running deployment against the contract: ``python -m tests.contract.run BASE_URL``.

It runs as an anonymous client, a customer that it registers, and an admin, all at once, each with every check and
phase of Schemathesis under ``schemathesis.toml``, and fails if anything fails, or on an unexplained warning. The run
ends the admin's other sessions and empties the admin's cart. docs/development.md names the settings of the admin and
of the partner key, which ops/stage_test.py creates for a deployed stage, with a run whose every trace is purged.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from local.config import ROOT
from tests.contract.buyer import SHELF, stocked
from tests.contract.document import FILE, OPERATIONS
from tests.contract.principals import KEY, PRINCIPALS, NoCredentialsError, configured_admin, key_for

# Passed as a file and through the environment: every user of the machine can read a command line.
_SENDS_KEY = f'headers = {{ "X-Api-Key" = "${{{KEY}}}" }}\n'
_MAX_EXAMPLES = re.compile(r"\bmax-examples = \d+")
PHASES = ("examples", "coverage", "fuzzing", "stateful")
_FIRST_SERVER = "/v1"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one principal's run; operations are written as in ``PUT /users/profile``."""

    principal: str
    exit_status: int
    report: Mapping[str, Any]
    steps: Counter[tuple[str, int]]
    text: str
    phases: Sequence[str]

    @property
    def failures(self) -> set[tuple[str, str]]:
        """The operations that broke the contract, with Schemathesis's names of the failures."""
        groups = self.report.get("failures", [])
        return {(operation, group["type"]) for group in groups for operation in group["operations"]}

    def complaints(self) -> Iterator[str]:
        for operation, failure in sorted(self.failures):
            yield f"{operation}: {failure}"
        if self.exit_status != 0:
            yield f"Schemathesis ended with {self.exit_status}"
        for phase in self.phases if self.exit_status == 0 else ():
            if self.report["phases"][phase]["status"] != "success":
                yield f"{phase} is not a success"
        allowed = {str(operation) for operation in OPERATIONS.values() if self.principal in operation.roles}
        for operation in allowed.intersection(self.report.get("warnings", {}).get("missing_auth", [])):
            yield f"{operation}: {self.principal} is in x-roles, but got only 401 or 403"

    def __str__(self) -> str:
        cases = self.report.get("test_cases", {}).get("generated", 0)
        return f"{self.principal:9}  {cases} cases, {self.steps.total()} steps along links"


def main(arguments: Sequence[str]) -> int:
    """Test a deployment, print the findings and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract.run", description="Test a deployment.")
    parser.add_argument("base_url", help="where the contract's paths begin: http://127.0.0.1:8080/v1")
    parser.add_argument("--phases", type=lambda text: text.split(","), default=PHASES, help="examples,coverage,…")
    parser.add_argument("--max-examples", type=int, help="requests of each operation; else schemathesis.toml's")
    parser.add_argument("--operations", type=lambda text: text.split(","), default=(), help="getProduct,…; else all")
    options = parser.parse_args(arguments)
    base_url = options.base_url.rstrip("/")
    try:
        key_for(base_url)
        configured_admin(base_url)
    except NoCredentialsError as reason:
        print(f"contract-test: {reason}", file=sys.stderr)
        return 2
    print(f"Testing {base_url} as {', '.join(PRINCIPALS)}; this takes a minute or two ...", flush=True)
    chosen = {name: getattr(options, name) for name in ("phases", "operations", "max_examples")}
    outcomes = try_deployment(base_url, PRINCIPALS, **chosen)
    failed = [outcome for outcome in outcomes if any(outcome.complaints())]
    print(*(outcome.text for outcome in failed), f"The contract at {base_url}:", sep="\n\n")
    for outcome in outcomes:
        print(f"  {'FAILED' if outcome in failed else 'holds '}  {outcome}")
        for complaint in outcome.complaints():
            print(f"          {complaint}")
    return 1 if failed else 0


def try_deployment(
    base_url: str,
    principals: Sequence[str],
    *,
    phases: Sequence[str] = PHASES,
    operations: Sequence[str] = (),
    max_examples: int | None = None,
) -> list[Outcome]:
    """Run all principals at once, in these phases of Schemathesis, and return the outcome of each."""
    with tempfile.TemporaryDirectory() as name, stocked(base_url) as shelf:
        folder = Path(name)
        config = folder / "schemathesis.toml"
        config.write_text(configuration(base_url, max_examples))
        options = [f"--url={base_url}", f"--phases={','.join(phases)}", "--no-color"]
        options += [f"--include-operation-id={operation_id}" for operation_id in operations]
        command = [sys.executable, "-m", "schemathesis.cli", f"--config-file={config}", "run"]
        command += [str(_contract_at(base_url, folder)), *options]
        settings = {
            "SCHEMATHESIS_HOOKS": "tests.contract.hooks",
            "CONTRACT_TEST_BASE_URL": base_url,
            SHELF: " ".join(shelf),
            KEY: key_for(base_url).get("X-Api-Key", ""),
        }
        runs = {}
        for principal in principals:
            (folder / principal).mkdir()
            own = {"CONTRACT_TEST_PRINCIPAL": principal, "CONTRACT_TEST_STEPS": str(folder / principal / "steps")}
            with (folder / principal / "output").open("w") as output:
                runs[principal] = subprocess.Popen(
                    [*command, f"--report-json-path={folder / principal / 'report'}"],
                    cwd=ROOT,
                    env=os.environ | settings | own,
                    stdout=output,
                    stderr=output,
                )
        return [_outcome(principal, runs[principal].wait(), folder / principal, phases) for principal in principals]


def configuration(base_url: str, max_examples: int | None) -> str:
    """Return the text of schemathesis.toml, with the key and another number of examples."""
    text = (_SENDS_KEY if key_for(base_url) else "") + (ROOT / "schemathesis.toml").read_text()
    # For every phase: the file's setting of a phase overrides the command line.
    return text if max_examples is None else _MAX_EXAMPLES.sub(f"max-examples = {max_examples}", text)


def _contract_at(base_url: str, folder: Path) -> Path:
    """Return the contract, or a copy with the base path of a stage without a domain name: ``/dev``."""
    path = urlsplit(base_url).path
    if path.endswith(_FIRST_SERVER):
        return FILE
    copy = folder / FILE.name
    copy.write_text(FILE.read_text().replace(f"- url: {_FIRST_SERVER}\n", f"- url: {path or '/'}\n", 1))
    return copy


def _outcome(principal: str, exit_status: int, folder: Path, phases: Sequence[str]) -> Outcome:
    output, report, steps = (
        (folder / name).read_text() if (folder / name).exists() else "" for name in ("output", "report", "steps")
    )
    lines = (line.rpartition(" ") for line in steps.splitlines())
    counts = Counter((operation, int(status)) for operation, _, status in lines)
    return Outcome(principal, exit_status, json.loads(report or "{}"), counts, output, phases)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
