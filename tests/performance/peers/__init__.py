"""The peers that our functions are measured against: the same operations, written in two common frameworks' ways.

Each is an application of its own, ``app.py`` and the modules of ``shared``, and runs where only the packages of its
lock file are. What they do for an event is what our functions do: the same calls of AWS, as many log lines, the same
metric.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.performance.environments import CACHE

_HERE = Path(__file__).parent
# In both peers, and in the contract; the same are our functions' keys in terraform/functions.json.
OPERATIONS = ("getProduct", "listProducts", "createProduct")


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A peer.

    Parameters
    ----------
    name : str
        What tables call it.
    folder : Path
        Where its ``app.py`` and its lock file are.
    handler : str
        The handler of all its operations.
    """

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
    """Return a folder with a peer's code, compiled, as its image would hold it; it is made anew."""
    root = CACHE / f"peer-{peer.folder.name}"
    shutil.rmtree(root, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in (_HERE / "shared", peer.folder):
        shutil.copytree(folder, root, ignore=ignored, dirs_exist_ok=True)
    compiling = (sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", str(root))
    subprocess.run(compiling, check=True)
    return root
