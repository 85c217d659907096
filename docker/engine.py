"""A container engine: Docker or podman, whichever works here."""

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

# Where images and what they are made of are kept; git doesn't see it.
CACHE = ROOT / ".cache"
_NAMES = ("docker", "podman")
_ANSWER_SECONDS = 30
_SYSTEMD = Path("/run/systemd/system")


class EngineFailed(Exception):
    """A container engine refused; the message is what it said."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Docker or podman, which take the same commands.

    Parameters
    ----------
    name : str
        Its command.
    settings : Mapping[str, str]
        What its command finds in its environment besides ours.
    build_options : tuple[str, ...]
        What it needs to be told to build here.
    """

    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    build_options: tuple[str, ...] = ()

    def run(self, *arguments: str) -> str:
        """Return what the engine's command writes.

        Parameters
        ----------
        *arguments : str
            Its arguments.

        Raises
        ------
        EngineFailed
            If it fails.
        """
        return self._written(arguments)

    def log_in(self, registry: str, user: str, password: str) -> None:
        """Let the engine push to a registry, until it logs out again.

        Parameters
        ----------
        registry : str
            The registry's host.
        user, password : str
            Whom it knows; an argument would show the password to everybody here, so that the engine reads it.

        Raises
        ------
        EngineFailed
            If the registry refuses.
        """
        self._written(("login", "--username", user, "--password-stdin", registry), read=password)

    def _written(self, arguments: Sequence[str], *, read: str = "") -> str:
        done = subprocess.run(
            [self.name, *arguments],
            cwd=ROOT,
            env=os.environ | self.settings,
            input=read,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise EngineFailed(f"{self.name} {arguments[0]}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def has_image(self, image: str) -> bool:
        """Tell whether an image is here."""
        try:
            self.run("image", "inspect", image)
        except EngineFailed:
            return False
        return True

    def works(self) -> bool:
        """Tell whether the command is here, an engine answers it, and it can build as we need it: Docker by buildx."""
        if shutil.which(self.name) is None:
            return False
        asked = (("info",), ("buildx", "version")) if self.name == "docker" else (("info",),)
        return all(self._answers(*question) for question in asked)

    def _answers(self, *question: str) -> bool:
        try:
            asked = subprocess.run(
                [self.name, *question],
                env=os.environ | self.settings,
                capture_output=True,
                check=False,
                timeout=_ANSWER_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return False
        return asked.returncode == 0


def engine() -> Engine:
    """Return the engine that works here: the one that ``ENGINE`` names, or else Docker rather than podman.

    Raises
    ------
    CannotRun
        If none does.
    """
    asked = os.environ.get("ENGINE")
    for candidate in map(_engine, [asked] if asked else _NAMES):
        if candidate.works():
            return candidate
    raise CannotRun(
        f"No container engine works here (looked for {asked or ' and '.join(_NAMES)}): start Docker, or install podman "
        "(Debian: podman, runc and mmdebstrap)."
    )


def main() -> int:
    """Say which engine works here, or why none does, and return the exit status."""
    try:
        print(engine().name)
    except CannotRun as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def _engine(name: str) -> Engine:
    # podman counts on systemd for control groups and for its journal. Its owner may have told it otherwise already.
    if name == "podman" and not _SYSTEMD.exists() and "CONTAINERS_CONF" not in os.environ:
        return _podman_without_systemd()
    return Engine(name)


def _podman_without_systemd() -> Engine:
    folder = CACHE / "podman"
    folder.mkdir(parents=True, exist_ok=True)
    configuration = folder / "containers.conf"
    # crun asks for more than a container in a container may do, and so do podman's own limits.
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
