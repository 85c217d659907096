"""A temporary repository for tests that run git, and fake commands for tests that run others."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from ops.__main__ import shop

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


def run_shop(*words: str) -> int:
    """Run a command of ``bin/shop`` in this process and return its exit code."""
    with pytest.raises(SystemExit) as ended:
        shop.main(list(words), prog_name="bin/shop")
    return int(ended.value.code or 0)


class Repository:
    """A temporary repository, the working directory of the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.name", "Ada Lovelace")
        self.git("config", "user.email", "ada@example.com")
        self.git("config", "commit.gpgsign", "false")

    def git(self, *arguments: str, given: bytes = b"") -> None:
        subprocess.run(["git", *arguments], cwd=self.folder, input=given, capture_output=True, check=True)

    def commit(self, message: str | bytes, **files: str) -> None:
        for name, text in files.items():
            (self.folder / name.replace("__", ".")).write_text(text)
        given = message if isinstance(message, bytes) else message.encode()
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--allow-empty-message", "--file=-", given=given)


@dataclass
class Commands:
    """A folder of fake commands, first on the ``PATH``, that record their calls."""

    folder: Path

    def create(self, name: str, body: str = "") -> None:
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
        self.create(
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


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return Commands(folder)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    # The developer's git settings must not affect the tests.
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    monkeypatch.chdir(tmp_path)
    return Repository(tmp_path)
