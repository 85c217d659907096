"""The image's bill of materials as CycloneDX JSON.

It lists the packages that we add to the image, read from the image itself, with their licences and dependencies. The
registry's own scan covers the base image.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import TYPE_CHECKING

from docker.architecture import target_architecture
from docker.build import image_name
from docker.engine import EngineFailed, find_engine
from local.config import ROOT, CannotRun

if TYPE_CHECKING:
    from docker.engine import Engine

REPORT = ROOT / "reports" / "sbom.cdx.json"
# The packages of the tool, for an environment of its own.
LOCK = Path(__file__).with_suffix(".txt")
_TASK = "/var/task"


def main(tool: Path) -> int:
    """Write it with the Python that has the tool, print its path and return the exit status."""
    try:
        write(tool, find_engine(), image_name(target_architecture()), REPORT)
    except (CannotRun, EngineFailed) as reason:
        print(f"sbom: {reason}", file=sys.stderr)
        return 1
    print(f"sbom: {REPORT.relative_to(ROOT)}")
    return 0


def write(tool: Path, engine: Engine, image: str, report: Path) -> None:
    """Write the bill of materials of an image.

    Parameters
    ----------
    tool : Path
        The Python of an environment with the packages of `LOCK`.
    engine : Engine
        The engine that has the image.
    image : str
        The image's name.
    report : Path
        The file to write.

    Raises
    ------
    EngineFailed
        If the image can't be read.
    """
    report.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        task, environment = Path(folder) / "task", Path(folder) / "environment"
        _copy(engine, image, task)
        # The tool reads environments, so make one with exactly the image's packages.
        venv.create(environment, with_pip=False, symlinks=True)
        [packages] = environment.glob("lib/python*/site-packages")
        (packages / "image.pth").write_text(f"{task}\n")
        options = ["--pyproject", "pyproject.toml", "--mc-type", "application", "--output-reproducible"]
        command: list[str | Path] = [
            tool,
            "-W",
            "ignore",
            "-m",
            "cyclonedx_py",
            "environment",
            *options,
            "--output-file",
            report,
        ]
        subprocess.run([*command, environment / "bin" / "python"], cwd=ROOT, check=True)


def _copy(engine: Engine, image: str, target: Path) -> None:
    container = engine.run("create", image).strip()
    try:
        engine.run("cp", f"{container}:{_TASK}", str(target))
    finally:
        engine.run("rm", container)
