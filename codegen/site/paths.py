"""The paths of the site and of its sources."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ROOT / "openapi.yaml"
DOCS = ROOT / "docs"
CHANGELOG = ROOT / "CHANGELOG.md"
PLANS = ROOT / "terraform" / "usage_plans.json"
# The README of each client package is a page.
CLIENTS = {name: ROOT / "generated" / "clients" / name.lower() / "README.md" for name in ("Python", "TypeScript")}
BUILD = ROOT / "build"
SITE = BUILD / "docs"
THEME = Path(__file__).with_name("theme")
CONFIG = Path(__file__).with_name("site.yml")
# Pages for integrators. The rest of docs/ is for maintainers and operators, and isn't published.
PUBLIC = ("index.md", "guides", "problems", "data-export.schema.json")


def sources() -> Iterator[Path]:
    """Yield every file that the site depends on: texts, this package, and the lock file."""
    yield from (CONTRACT, PLANS)
    yield from (path for path in (CHANGELOG, *CLIENTS.values()) if path.is_file())
    for folder in (*(DOCS / name for name in PUBLIC), Path(__file__).parent):
        yield from sorted(path for path in (folder, *folder.rglob("*")) if path.is_file() and path.suffix != ".pyc")
    yield ROOT / "handlers" / "runtime" / "http" / "problems.py"
    yield ROOT / "local" / "requirements.txt"


def digest() -> str:
    """Return a digest of the sources."""
    digested = hashlib.sha256(sys.version.encode())
    for path in sources():
        digested.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digested.hexdigest()
