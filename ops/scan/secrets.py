"""Secrets in what is committed: known forms of keys and tokens, but for those that `accepted.yaml` gives a reason for.

Names such as `password` are the code's scan to look at, and what merely looks random is mostly a hash here.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from local.config import ROOT
from ops.scan.result import Outcome
from ops.tool_environments import environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HOME = ROOT / ".cache" / "secrets-scan"
LOCK = Path(__file__).with_name("tools.txt")
ACCEPTED = Path(__file__).with_name("accepted.yaml")
_LEFT_TO_OTHERS = ("Base64HighEntropyString", "HexHighEntropyString", "KeywordDetector")
# They hold digests, and nothing that a person wrote.
_NOT_LOOKED_AT = (
    ":!generated/",
    ":!*requirements.txt",
    ":!package-lock.json",
    ":!ops/*/tools.txt",
    ":!tests/deploy/*.txt",
    ":!*.svg",
)
# Of a secret that is accepted, this much of its digest stands in the list.
_DIGEST = 12


def scanned(root: Path = ROOT, home: Path = HOME, accepted: Path = ACCEPTED) -> Outcome:
    """Look at all files that git knows, or would take.

    Parameters
    ----------
    root : Path
        The repository.
    home : Path
        Where the tool is, or will be.
    accepted : Path
        What was looked at by a person: digests, each with a reason.
    """
    tool = environment(home, LOCK).parent / "detect-secrets"
    files = _files(root)
    # Verifying would send what was found to who it may be of.
    options = ["--no-verify", *(word for name in _LEFT_TO_OTHERS for word in ("--disable-plugin", name))]
    ended = subprocess.run([str(tool), "scan", *options, *files], cwd=root, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        return Outcome(looked_at="", findings=[f"detect-secrets: {ended.stderr.strip()}"])
    found = json.loads(ended.stdout)["results"]
    return Outcome(looked_at=f"{len(files)} files for secrets", findings=[*_judged(found, _reasons(accepted))])


def _files(root: Path) -> list[str]:
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".", *_NOT_LOOKED_AT]
    known = subprocess.run(asked, cwd=root, capture_output=True, text=True, check=True).stdout
    return sorted(name for name in set(known.split("\0")) if name and (root / name).is_file())


def _reasons(accepted: Path) -> Mapping[str, str]:
    listed: Sequence[Mapping[str, str]] = yaml.safe_load(accepted.read_text()) or ()
    return {each["digest"]: each["reason"] for each in listed}


def _judged(found: Mapping[str, Sequence[Mapping[str, str]]], accepted: Mapping[str, str]) -> Iterator[str]:
    digests = set()
    for file, secrets in sorted(found.items()):
        for secret in secrets:
            digest = secret["hashed_secret"][:_DIGEST]
            digests.add(digest)
            if digest not in accepted:
                yield (
                    f"{file}:{secret['line_number']}: this looks like: {secret['type']}. If it is one, take it out and"
                    f" have it replaced; if it isn't, {digest} goes into {ACCEPTED.relative_to(ROOT)} with the reason"
                )
    for digest in sorted(accepted.keys() - digests):
        yield f"{ACCEPTED.relative_to(ROOT)}: {digest} is accepted and isn't there any more"
