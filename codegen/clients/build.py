"""Build the clients for publication: a wheel, an sdist and an npm tarball in build/sdk/."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOT = Path(__file__).resolve().parents[2]
_CLIENTS = ROOT / "generated" / "clients"
_TSC = ROOT / "node_modules" / ".bin" / "tsc"


class BuildFailed(Exception):  # a message for the command line
    """A client can't be built; the message contains the command and its output."""


def build_python(output: Path) -> list[Path]:
    """Build the wheel and the sdist.

    Raises
    ------
    BuildFailed
        If uv fails.
    """
    with _copy("python") as folder:
        # uv includes the build backend, so nothing is downloaded.
        _run(sys.executable, "-m", "uv", "build", "--offline", "--out-dir", str(output), cwd=folder)
    return sorted([*output.glob("*.whl"), *output.glob("*.tar.gz")])


def build_typescript(output: Path) -> list[Path]:
    """Compile the TypeScript client and pack it for npm.

    Raises
    ------
    BuildFailed
        If it doesn't compile, or Node's packages aren't installed.
    """
    if not _TSC.exists():
        raise BuildFailed("The TypeScript client needs Node's packages: run `npm ci` first.")
    with _copy("typescript") as folder:
        # The compiler resolves imports from here.
        Path(folder, "node_modules").symlink_to(ROOT / "node_modules")
        _run(str(_TSC), "--project", "tsconfig.json", cwd=folder)
        _run("npm", "pack", "--pack-destination", str(output), cwd=folder)
    return sorted(output.glob("*.tgz"))


_BUILDS: Mapping[str, Callable[[Path], list[Path]]] = {"python": build_python, "typescript": build_typescript}


def main(arguments: list[str] | None = None) -> int:
    """Build the clients and print the built files."""
    parser = argparse.ArgumentParser(prog="python -m codegen.clients.build", description=__doc__)
    parser.add_argument("languages", nargs="*", default=[*_BUILDS], metavar="LANGUAGE", help="python, typescript")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "sdk")
    options = parser.parse_args(arguments)
    shutil.rmtree(options.output, ignore_errors=True)
    options.output.mkdir(parents=True)
    try:
        for language in options.languages:
            for built in _BUILDS[language](options.output.resolve()):
                print(built)
    except BuildFailed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


@contextmanager
def _copy(language: str) -> Iterator[Path]:
    """Yield a temporary copy of a client for a build."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, language)
        shutil.copytree(_CLIENTS / language, copy, ignore=shutil.ignore_patterns("__pycache__"))
        yield copy


def _run(*command: str, cwd: Path) -> None:
    process = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if process.returncode != 0:
        raise BuildFailed(f"{' '.join(command)} failed:\n{process.stdout}")


if __name__ == "__main__":
    sys.exit(main())
