"""Each rule fires on its bad samples only. Needs Node, so `make lint` runs this."""

import json
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.corpus import patched

ROOT = Path(__file__).resolve().parents[3]
TABLE = yaml.safe_load(Path(__file__).with_name("bad_samples.yaml").read_text())
SAMPLES: list[dict[str, Any]] = TABLE["samples"]
RULESET = ROOT / "codegen" / "spectral" / "contract.yaml"
RULES: set[str] = set(yaml.safe_load(RULESET.read_text())["rules"])

type Fired = dict[str, set[str]]


@pytest.fixture(scope="module")
def fired(tmp_path_factory: pytest.TempPathFactory) -> Fired:
    """The rules that fired by file name, from a single run, because Node starts slowly."""
    folder = tmp_path_factory.mktemp("contracts")
    contract = json.loads(json.dumps(yaml.load((ROOT / "openapi.yaml").read_text(), yaml.CSafeLoader)))
    for base, operations in TABLE["bases"].items():
        (folder / f"{base}.json").write_text(json.dumps(patched(contract, operations)))
    for number, sample in enumerate(SAMPLES):
        operations = TABLE["bases"].get(sample.get("base"), []) + sample["patch"]
        (folder / f"{number}.json").write_text(json.dumps(patched(contract, operations)))
    return run_spectral(folder)


def run_spectral(folder: Path) -> Fired:
    report = folder / "report"
    options: list[str | Path] = ["--ruleset", RULESET, "--format", "json", "--output", report, *folder.glob("*.json")]
    spectral = ROOT / "node_modules" / ".bin" / "spectral"
    ran = subprocess.run([spectral, "lint", *options], check=False, capture_output=True, text=True)
    assert ran.returncode == 1, ran.stderr
    result: Fired = defaultdict(set)
    for finding in json.loads(report.read_text()):
        result[Path(finding["source"]).stem].add(finding["code"])
    return result


@pytest.mark.parametrize("number", range(len(SAMPLES)), ids=[sample["rule"] for sample in SAMPLES])
def test_exactly_one_rule_fires_on_a_bad_sample(fired: Fired, number: int) -> None:
    assert fired[str(number)] == {SAMPLES[number]["rule"]}


@pytest.mark.parametrize("base", TABLE["bases"])
def test_no_rule_fires_on_the_bases_of_samples(fired: Fired, base: str) -> None:
    assert fired[base] == set()


def test_every_rule_has_a_bad_sample() -> None:
    assert {sample["rule"] for sample in SAMPLES} == RULES
