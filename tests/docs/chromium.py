"""The browser that looks at the documentation, and what drives it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from local.config import ROOT
from ops.tool_environments import tool_environment

_HOME = ROOT / ".cache" / "browser"
_LOCK = Path(__file__).with_name("requirements.txt")
_NAMES = ("chromium", "chromium-browser", "google-chrome")


class NoBrowser(Exception):  # the verb's last words
    """There is no Chromium on this machine; the message says what to do."""


def executable() -> str:
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    raise NoBrowser("Chromium is not here: install it (Debian: apt-get install chromium), and run this again.")


def packages() -> Path:
    """Return the folder of Playwright and axe, which are installed first if need be."""
    python = tool_environment(_HOME, _LOCK)
    return python.parent.parent / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
