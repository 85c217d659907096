"""Fake commands that record their calls and behave as a test specifies."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

_SCRIPT = """\
#!/bin/sh
{{ printf '%s\\n' "$*"; }} >> {calls}
{body}
"""


_APPLIED: dict[str, object] = {
    "apis": {
        "storefront": {"invoke_url": "https://api.example.com/v1"},
        "partner": {"invoke_url": "https://api.example.com/partner/v1"},
    }
}


@dataclass
class Recording:
    """A folder of commands, first on the ``PATH``."""

    folder: Path

    def command(self, name: str, body: str = "") -> None:
        """Create a command; its body is shell."""
        file = self.folder / name
        file.write_text(_SCRIPT.format(calls=self.folder / f"{name}.calls", body=body))
        file.chmod(0o755)

    def calls(self, name: str) -> list[str]:
        """Return the calls of a command, one per line."""
        file = self.folder / f"{name}.calls"
        return file.read_text().splitlines() if file.exists() else []

    def terraform(
        self, shown: object, *, outputs: dict[str, object] | None = None, fails: str = "", message: str = ""
    ) -> None:
        """Create a Terraform that shows a plan, and fails with a message at one of its subcommands."""
        (self.folder / "shown.json").write_text(json.dumps(shown))
        values = {name: {"value": value} for name, value in (outputs if outputs is not None else _APPLIED).items()}
        (self.folder / "outputs.json").write_text(json.dumps(values))
        failing = f'{fails or "none"}) echo "{message}" >&2; exit 1 ;;'
        self.command(
            "terraform",
            f"""
            case "$2" in
                {failing}
                plan) for option; do case "$option" in -out=*) echo saved > "${{option#-out=}}" ;; esac; done ;;
                show) cat {self.folder / "shown.json"} ;;
                output) cat {self.folder / "outputs.json"} ;;
                apply) echo 'aws_sns_topic_subscription.email["ada@example.com"]: Creating...' ;;
            esac""",
        )


def recording(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Recording:
    """Return a folder of commands, first on the ``PATH``."""
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return Recording(folder)
