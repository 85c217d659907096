"""The base image: AWS's, or a substitute where no registry is reachable.

The substitute has the interface of AWS's image: Python 3.13, the entry point, ``LAMBDA_TASK_ROOT``, the Runtime API's
client, the Runtime Interface Emulator. It is Debian, so it proves nothing about Amazon Linux's libraries.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docker.architecture import platform_of, this_architecture
from docker.engine import CACHE, EngineFailed
from local.config import ROOT, CannotRun

if TYPE_CHECKING:
    from docker.engine import Engine

AWS_BASE = "public.ecr.aws/lambda/python:3.13"
_FOLDER = ROOT / "docker" / "substitute-base"
# The first Debian with Python 3.13.
_SUITE = "trixie"
_PACKAGES = "python3,python3-pip,ca-certificates"
_EXCLUDED_DOCS = ("doc", "man", "locale", "info")
_EMULATOR = "samcli/local/rapid/aws-lambda-rie-{architecture}"
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


@dataclass(frozen=True, slots=True)
class Base:
    """A base image, its description, and the engine's options for building on it."""

    image: str
    description: str
    options: tuple[str, ...] = ()


def base_for(engine: Engine, architecture: str, *, name: str = "") -> Base:
    """Return the base to build on: a named one, AWS's, or the substitute.

    Parameters
    ----------
    engine : Engine
        The container engine.
    architecture : str
        ``x86_64`` or ``arm64``.
    name : str, optional
        The base to use, unconditionally.

    Raises
    ------
    CannotRun
        If AWS's can't be pulled and no substitute can be built.
    """
    if name:
        return Base(name, "BASE_IMAGE")
    try:
        engine.run(
            "pull", *engine.build_options, "--quiet", "--platform", f"linux/{platform_of(architecture)}", AWS_BASE
        )
    except EngineFailed as failure:
        print(f"image: AWS's base image can't be pulled ({_last_line(failure)}): using a substitute.", flush=True)
        return _substitute(engine, architecture)
    return Base(AWS_BASE, "AWS's own")


def _substitute(engine: Engine, architecture: str) -> Base:
    image = f"localhost/lambda-python-substitute:{_fingerprint()}-{architecture}"
    if not engine.has_image(image):
        _make_substitute(engine, architecture, image)
    return Base(image, f"a substitute on Debian {_SUITE}: it proves nothing about Amazon Linux", ("--pull=never",))


def _make_substitute(engine: Engine, architecture: str, image: str) -> None:
    if architecture != this_architecture():
        raise CannotRun(f"A substitute for {architecture} can't be built here: build it where a registry is reachable.")
    if shutil.which("mmdebstrap") is None:
        raise CannotRun("The substitute is built with mmdebstrap: install it (Debian: mmdebstrap).")
    print("image: building the substitute, once; this takes a minute or two ...", flush=True)
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        context = Path(folder)
        _make_root(context / "root.tar")
        _extract_emulator(context, architecture)
        # This machine's certificates, so that pip reaches the same registry.
        shutil.copy(_CERTIFICATES, context)
        shutil.copytree(_FOLDER, context, dirs_exist_ok=True)
        engine.run("build", *engine.build_options, "--network", "host", "--layers=false", "--tag", image, folder)


def _make_root(archive: Path) -> None:
    excluded = [f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in _EXCLUDED_DOCS]
    options = ["--quiet", "--variant=apt", f"--include={_PACKAGES}", *excluded, "--dpkgopt=force-unsafe-io"]
    made = subprocess.run(["mmdebstrap", *options, _SUITE, archive], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise CannotRun(f"mmdebstrap could not make the substitute: {made.stderr.strip()[-500:]}")


def _extract_emulator(context: Path, architecture: str) -> None:
    """Extract AWS's Runtime Interface Emulator from the wheel that contains it."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    lock = _FOLDER / "emulator.txt"
    subprocess.run([*pip, "--require-hashes", "--only-binary=:all:", "-d", context, "-r", lock], check=True)
    [wheel] = context.glob("aws_sam_cli-*.whl")
    emulator = context / "aws-lambda-rie"
    with zipfile.ZipFile(wheel) as opened:
        emulator.write_bytes(opened.read(_EMULATOR.format(architecture=architecture)))
    emulator.chmod(0o755)
    wheel.unlink()


def _fingerprint() -> str:
    files = [Path(__file__), *sorted(_FOLDER.iterdir())]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _last_line(failure: EngineFailed) -> str:
    return str(failure).splitlines()[-1]
