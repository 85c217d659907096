"""The two architectures that Lambda runs."""

from __future__ import annotations

import os
import platform

from local.config import CannotRun

# Lambda's names, and the container platforms'.
_PLATFORMS = {"x86_64": "amd64", "arm64": "arm64"}


def this_architecture() -> str:
    """Return Lambda's name for this machine's architecture."""
    machine = platform.machine().lower()
    return {"aarch64": "arm64", "amd64": "x86_64"}.get(machine, machine)


def target_architecture() -> str:
    """Return the architecture to build for: ``ARCH``, or this machine's.

    Raises
    ------
    CannotRun
        If Lambda has no such architecture.
    """
    architecture = os.environ.get("ARCH") or this_architecture()
    if architecture not in _PLATFORMS:
        raise CannotRun(f"ARCH is one of {', '.join(_PLATFORMS)}, as in `make image ARCH=arm64`.")
    return architecture


def platform_of(architecture: str) -> str:
    """Return the container platform of an architecture, such as ``amd64``."""
    return _PLATFORMS[architecture]


if __name__ == "__main__":
    print(target_architecture())
