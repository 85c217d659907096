"""The peers and their lock files."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from generated.operations import OPERATIONS as CONTRACT
from local.aws.functions import rows
from local.config import ROOT
from tests.performance.peers import OPERATIONS, PEERS, SHARED

if TYPE_CHECKING:
    from pathlib import Path

OURS = {"codegen", "docker", "generated", "handlers", "local", "tests"}
every_peer = pytest.mark.parametrize("peer", PEERS)


def imported_by(module: Path) -> set[str]:
    """Return the packages and modules that a module names, by the first part of their names."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found |= {name.partition(".")[0] for name in names}
    return found


def versions(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", lock.read_text(), re.MULTILINE))


@every_peer
def test_peer_imports_nothing_of_ours(peer: str) -> None:
    imported = set().union(*(imported_by(module) for module in (*PEERS[peer].glob("*.py"), *SHARED.glob("*.py"))))

    assert {"boto3", "pydantic", "aws_lambda_powertools"} <= imported
    assert not imported & OURS


@every_peer
def test_contract_tests_use_the_measured_versions(peer: str) -> None:
    """The contract tests run a peer in the tests' environment, the bench in its own."""
    measured = versions(PEERS[peer] / "requirements.txt")

    assert "aws-lambda-powertools" in measured
    assert measured.items() <= versions(ROOT / "tests" / "requirements.txt").items()


def test_measured_operations_exist() -> None:
    assert set(OPERATIONS) <= CONTRACT.keys()
    assert set(OPERATIONS) <= rows().keys()
