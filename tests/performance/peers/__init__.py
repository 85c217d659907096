"""The peers that our functions are compared with: the same operations, written for two common frameworks.

Each is an application of its own, ``app.py`` and the modules of ``shared``, and runs with only the packages of its lock
file. For an event they do what our functions do: the same calls of AWS, as many log lines, the same metric.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.performance.environments import CACHE, COMPILE

_HERE = Path(__file__).parent
# Operations of both peers, and our functions' keys in terraform/functions.json.
OPERATIONS = ("getProduct", "listProducts", "createProduct")


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A peer."""

    name: str
    folder: Path
    handler: str = "app.handler"

    @property
    def lock(self) -> Path:
        """The lock file with its packages."""
        return self.folder / "requirements.txt"


PEERS = (
    Peer(name="Powertools", folder=_HERE / "powertools"),
    Peer(name="FastAPI", folder=_HERE / "fastapi_mangum"),
)


def peer_named(name: str) -> Peer:
    """Return a peer."""
    return next(peer for peer in PEERS if peer.name == name)


def code_of(peer: Peer) -> Path:
    """Return a folder with a peer's compiled code, as in its image; it is created once."""
    sources = sorted([*(_HERE / "shared").glob("*.py"), *peer.folder.glob("*.py")])
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    root = CACHE / f"peer-{peer.folder.name}-{digest}"
    if (root / "made").exists():
        return root
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    for source in sources:
        shutil.copy(source, root)
    subprocess.run((sys.executable, *COMPILE, root), check=True)
    (root / "made").touch()
    return root
