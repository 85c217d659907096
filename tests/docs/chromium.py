"""The browser of the documentation's tests, and its driver."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from local.config import ROOT
from ops.tool_environments import tool_environment

_HOME = ROOT / ".cache" / "browser"
_LOCK = Path(__file__).with_name("requirements.txt")
_NAMES = ("chromium", "chromium-browser", "google-chrome")


class NoBrowser(Exception):  # printed by the verb
    """There is no Chromium on this machine; the message names the remedy."""


def executable() -> str:
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    raise NoBrowser("Chromium is not here: install it (Debian: apt-get install chromium), and run this again.")


def packages() -> Path:
    """Return the folder of Playwright and axe, which are installed if necessary."""
    python = tool_environment(_HOME, _LOCK)
    return python.parent.parent / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
