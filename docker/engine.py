"""The container engine: Docker or podman."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from local.config import ROOT, CannotRun

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Images and the files that they are built from; ignored by git.
CACHE = ROOT / ".cache"
_NAMES = ("docker", "podman")
_TIMEOUT_SECONDS = 30
_SYSTEMD = Path("/run/systemd/system")


class EngineFailed(Exception):
    """A command of the container engine failed; the message is its output."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Docker or podman, which have the same commands.

    Parameters
    ----------
    name : str
        Its command.
    settings : Mapping[str, str]
        Environment variables to add.
    build_options : tuple[str, ...]
        Options for builds on this machine.
    """

    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    build_options: tuple[str, ...] = ()

    def run(self, *arguments: str) -> str:
        """Run a command and return its output.

        Parameters
        ----------
        *arguments : str
            The command's arguments.

        Raises
        ------
        EngineFailed
            If it fails.
        """
        return self._output(arguments)

    def log_in(self, registry: str, user: str, password: str) -> None:
        """Log in to a registry.

        Parameters
        ----------
        registry : str
            The registry's host.
        user, password : str
            The credentials; the engine reads the password from standard input, because arguments are visible to all.

        Raises
        ------
        EngineFailed
            If the registry rejects them.
        """
        self._output(("login", "--username", user, "--password-stdin", registry), stdin=password)

    def _output(self, arguments: Sequence[str], *, stdin: str = "") -> str:
        done = subprocess.run(
            [self.name, *arguments],
            cwd=ROOT,
            env=os.environ | self.settings,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise EngineFailed(f"{self.name} {arguments[0]}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def has_image(self, image: str) -> bool:
        """Return whether the engine has an image."""
        try:
            self.run("image", "inspect", image)
        except EngineFailed:
            return False
        return True

    def is_usable(self) -> bool:
        """Return whether the command exists, its engine responds, and it can build (Docker needs buildx)."""
        if shutil.which(self.name) is None:
            return False
        commands = (("info",), ("buildx", "version")) if self.name == "docker" else (("info",),)
        return all(self._succeeds(*command) for command in commands)

    def _succeeds(self, *command: str) -> bool:
        try:
            done = subprocess.run(
                [self.name, *command],
                env=os.environ | self.settings,
                capture_output=True,
                check=False,
                timeout=_TIMEOUT_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0


def find_engine() -> Engine:
    """Return the engine that works on this machine: ``ENGINE`` if set, otherwise Docker or podman.

    Raises
    ------
    CannotRun
        If none works.
    """
    required = os.environ.get("ENGINE")
    for candidate in map(_engine, [required] if required else _NAMES):
        if candidate.is_usable():
            return candidate
    raise CannotRun(
        f"No container engine works here (looked for {required or ' and '.join(_NAMES)}): start Docker, or install "
        "podman (Debian: podman, runc and mmdebstrap)."
    )


def main() -> int:
    """Print the engine that works on this machine, or why none works, and return the exit status."""
    try:
        print(find_engine().name)
    except CannotRun as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def _engine(name: str) -> Engine:
    # Without a configuration, podman uses systemd for control groups and logs.
    if name == "podman" and not _SYSTEMD.exists() and "CONTAINERS_CONF" not in os.environ:
        return _podman_without_systemd()
    return Engine(name)


def _podman_without_systemd() -> Engine:
    folder = CACHE / "podman"
    folder.mkdir(parents=True, exist_ok=True)
    configuration = folder / "containers.conf"
    # crun and podman's default limits need privileges that a container in a container doesn't have.
    configuration.write_text(
        '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n'
        '[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n'
    )
    storage = folder / "storage.conf"
    storage.write_text(f'[storage]\ndriver = "overlay"\ngraphroot = "{folder}/images"\nrunroot = "{folder}/run"\n')
    policy = folder / "policy.json"
    policy.write_text('{"default": [{"type": "insecureAcceptAnything"}]}\n')
    settings = {"CONTAINERS_CONF": str(configuration), "CONTAINERS_STORAGE_CONF": str(storage)}
    return Engine("podman", settings, ("--signature-policy", str(policy)))


if __name__ == "__main__":
    sys.exit(main())
