"""Secrets in committed files: known formats of keys and tokens, except those that `accepted.yaml` accepts for a reason.

Names such as `password` are left to the scan of code, and random strings are mostly hashes here. The tool is
bc-detect-secrets, the maintained fork of detect-secrets.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from ops.cli import ROOT, CannotRun
from ops.scan.result import ScanResult
from ops.tool_environments import tool_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HOME = ROOT / ".cache" / "secrets-scan"
LOCK = Path(__file__).with_name("tools.txt")
ACCEPTED = Path(__file__).with_name("accepted.yaml")
_DISABLED = ("Base64HighEntropyString", "HexHighEntropyString", "KeywordDetector")
# Generated files full of digests.
_EXCLUDED = (
    ":!generated/",
    ":!*requirements.txt",
    ":!package-lock.json",
    ":!ops/*/tools.txt",
    ":!tests/deploy/*.txt",
    ":!*.svg",
)
# The list has this many characters of a digest.
_DIGEST = 12


def scan(root: Path = ROOT, home: Path = HOME, accepted: Path = ACCEPTED) -> ScanResult:
    """Scan all files that git tracks or would add, except secrets whose digests are accepted."""
    tool = tool_environment(home, LOCK).parent / "detect-secrets"
    files = _files(root)
    # Verification would send what was found to the service that it may belong to.
    options = ["--no-verify", *(word for name in _DISABLED for word in ("--disable-plugin", name))]
    ended = subprocess.run([str(tool), "scan", *options, *files], cwd=root, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        return ScanResult(findings=[f"detect-secrets: {ended.stderr.strip()}"])
    found = json.loads(ended.stdout)["results"]
    return ScanResult(scope=f"{len(files)} files for secrets", findings=[*_unaccepted(found, _reasons(accepted))])


def _files(root: Path) -> list[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".", *_EXCLUDED]
    known = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    return sorted(name for name in set(known.split("\0")) if name and (root / name).is_file())


def _reasons(accepted: Path) -> Mapping[str, str]:
    listed: Sequence[Mapping[str, str]] = yaml.safe_load(accepted.read_text()) or ()
    missing = [each for each in listed if not (each.get("digest") and each.get("reason"))]
    if missing:
        raise CannotRun(f"{accepted.name}: each entry needs digest and reason: {missing[0]}")
    return {each["digest"]: each["reason"] for each in listed}


def _unaccepted(found: Mapping[str, Sequence[Mapping[str, str]]], accepted: Mapping[str, str]) -> Iterator[str]:
    digests = set()
    for file, secrets in sorted(found.items()):
        for secret in secrets:
            digest = secret["hashed_secret"][:_DIGEST]
            digests.add(digest)
            if digest not in accepted:
                yield (
                    f"{file}:{secret['line_number']}: possible {secret['type']}. If it is one, remove and replace it; "
                    f"if not, add {digest} to {ACCEPTED.relative_to(ROOT)} with the reason"
                )
    for digest in sorted(accepted.keys() - digests):
        yield f"{ACCEPTED.relative_to(ROOT)}: {digest} is accepted but no longer found: remove it"
