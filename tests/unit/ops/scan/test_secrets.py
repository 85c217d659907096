from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from ops.cli import CannotRun
from ops.scan import secrets

if TYPE_CHECKING:
    from pathlib import Path

FOUND = {"shop.py": [{"type": "AWS Access Key", "hashed_secret": "0123456789abcdef", "line_number": 7}]}


@pytest.fixture
def accepted(tmp_path: Path) -> Path:
    file = tmp_path / "accepted.yaml"
    file.write_text("[]")
    return file


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "root"
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    (root / "shop.py").write_text("")
    tool = tmp_path / "detect-secrets"
    tool.write_text(f"#!/bin/sh\nprintf '%s' '{json.dumps({'results': FOUND})}'\n")
    tool.chmod(0o755)
    monkeypatch.setattr(secrets, "tool_environment", lambda *_: tmp_path / "python")
    monkeypatch.setattr(secrets, "ROOT", tmp_path)
    monkeypatch.setattr(secrets, "ACCEPTED", tmp_path / "accepted.yaml")
    return root


def test_a_secret_is_reported_with_its_line_but_not_its_value(root: Path, accepted: Path) -> None:
    [finding] = secrets.scan(root, accepted=accepted).findings

    assert finding.startswith("shop.py:7: possible AWS Access Key.")
    assert "add 0123456789ab to accepted.yaml" in finding


def test_an_accepted_secret_is_no_finding(root: Path, accepted: Path) -> None:
    accepted.write_text("- digest: 0123456789ab\n  reason: An example.\n")

    assert list(secrets.scan(root, accepted=accepted).findings) == []


def test_an_obsolete_acceptance_is_a_finding(root: Path, accepted: Path) -> None:
    accepted.write_text("- {digest: 0123456789ab, reason: An example.}\n- {digest: ffff, reason: It was there.}\n")

    [finding] = secrets.scan(root, accepted=accepted).findings

    assert finding == "accepted.yaml: ffff is accepted but no longer found: remove it"


def test_an_acceptance_without_a_reason_is_an_error(root: Path, accepted: Path) -> None:
    accepted.write_text("- digest: 0123456789ab\n")

    with pytest.raises(CannotRun, match="needs digest and reason"):
        secrets.scan(root, accepted=accepted)
