"""The skipped rules of checkov, each with its reason."""

import re
from pathlib import Path

import pytest
import yaml

TERRAFORM = Path(__file__).resolve().parents[3] / "terraform"
LIST = TERRAFORM / "checkov.yaml"
SKIPPED = yaml.safe_load(LIST.read_text())["skip-check"]
INLINE = [
    (file.relative_to(TERRAFORM), line.strip())
    for file in sorted(TERRAFORM.glob("**/*.tf"))
    if ".terraform" not in file.parts
    for line in file.read_text().splitlines()
    if "checkov:skip" in line
]


@pytest.mark.parametrize("check", SKIPPED)
def test_every_skipped_check_has_a_reason(check: str) -> None:
    before = LIST.read_text().partition(f"  - {check}\n")[0].splitlines()[-1]

    assert re.fullmatch(rf"  # {check}, .{{10,}}: .{{20,}}\.", before)


@pytest.mark.parametrize(("file", "line"), INLINE)
def test_every_skip_of_a_resource_has_a_reason(file: Path, line: str) -> None:
    skip = re.fullmatch(r"#checkov:skip=(CKV2?_AWS_\d+):(.{15,})", line)

    assert skip, file
    assert skip[1] not in SKIPPED
