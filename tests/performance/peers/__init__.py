"""The peers that our functions are compared with: the same operations, written for two common frameworks.

Each is an application of its own, ``app.py`` and the modules of ``shared``, and runs with only the packages of its lock
file. For an event they do what our functions do: the same calls of AWS, as many log lines, the same metric.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from tests.performance.environments import CACHE, COMPILE

_HERE = Path(__file__).parent
# Operations of both peers, and our functions' keys in terraform/functions.json.
OPERATIONS = ("getProduct", "listProducts", "createProduct")
# Each peer's folder.
PEERS = {"Powertools": _HERE / "powertools", "FastAPI": _HERE / "fastapi_mangum"}
HANDLER = "app.handler"


def lock_of(name: str) -> Path:
    """Return the lock file with a peer's packages."""
    return PEERS[name] / "requirements.txt"


def sources_of(name: str) -> list[Path]:
    """Return a peer's modules, its own and the shared ones."""
    return sorted([*(_HERE / "shared").glob("*.py"), *PEERS[name].glob("*.py")])


def code_of(name: str) -> Path:
    """Return a folder with a peer's compiled code, as in its image; it is created once."""
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources_of(name))).hexdigest()[:16]
    root = CACHE / f"peer-{PEERS[name].name}-{digest}"
    if not (root / "made").exists():
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        for source in sources_of(name):
            shutil.copy(source, root)
        subprocess.run((sys.executable, *COMPILE, root), check=True)
        (root / "made").touch()
    return root
