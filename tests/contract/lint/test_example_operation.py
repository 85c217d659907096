"""The example of CONTRIBUTING.md keeps the rules of the contract. Needs Node, so `make lint` runs this."""

import subprocess
from pathlib import Path

import pytest

from tests.unit.house.test_adding_an_operation import apply, edits

ROOT = Path(__file__).resolve().parents[3]
BIN = ROOT / "node_modules" / ".bin"


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contract with the edits of the example."""
    contract = tmp_path_factory.mktemp("contract") / "openapi.yaml"
    contract.write_text((ROOT / "openapi.yaml").read_text())
    for path, where, side, anchor, text in edits():
        if path == "openapi.yaml":
            apply(contract, where, side, anchor, text)
    return contract


@pytest.mark.parametrize(
    "linter",
    [
        ["spectral", "lint", "--fail-severity=hint", "--ruleset", ROOT / ".spectral.yaml"],
        ["redocly", "lint", "--config", ROOT / "redocly.yaml"],
    ],
    ids=["spectral", "redocly"],
)
def test_example_operation_passes_the_linters(contract: Path, linter: list[str | Path]) -> None:
    ran = subprocess.run([BIN / linter[0], *linter[1:], contract], check=False, capture_output=True, text=True)

    assert ran.returncode == 0, ran.stdout + ran.stderr
