"""The lock files agree, so that one environment serves both `make run` and `make test`."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
RUNTIME = ROOT / "docker" / "requirements.txt"
LOCAL = ROOT / "local" / "requirements.txt"
TESTS = ROOT / "tests" / "requirements.txt"
DEPLOY = sorted((ROOT / "tests" / "deploy").glob("*.txt"))
TOOLS = [
    ROOT / "docker" / "sbom.txt",
    *sorted([*(ROOT / "ops").glob("*/*.txt"), *(ROOT / "tests" / "sdk").glob("*/*.txt")]),
]
PEERS = sorted((ROOT / "tests" / "performance" / "peers").glob("*/requirements.txt"))


def pins(lock: Path) -> set[str]:
    return set(re.findall(r"^[a-z0-9][^ ;\\]*==[^ ;\\]+", lock.read_text(), flags=re.MULTILINE))


@pytest.mark.parametrize(("smaller", "larger"), [(RUNTIME, LOCAL), (LOCAL, TESTS), *((lock, TESTS) for lock in PEERS)])
def test_larger_lock_file_has_the_pins_of_the_smaller_one(smaller: Path, larger: Path) -> None:
    assert pins(smaller)
    assert pins(smaller) <= pins(larger)


@pytest.mark.parametrize("lock", [RUNTIME, LOCAL, TESTS, *PEERS, *DEPLOY, *TOOLS])
def test_every_pin_has_a_hash_and_no_url(lock: Path) -> None:
    entries = re.split(r"^(?=[a-z0-9])", lock.read_text(), flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(lock))
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in lock.read_text()
