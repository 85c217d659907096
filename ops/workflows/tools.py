"""Other projects' linters, in an environment of their own: actionlint, zizmor, check-jsonschema, shellcheck."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from ops.cli import ROOT, CannotRun
from ops.tool_environments import tool_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HOME = ROOT / ".cache" / "workflows"
LOCK = Path(__file__).with_name("tools.txt")
ZIZMOR = Path(__file__).with_name("zizmor.yaml")
# Files, and their schema in check-jsonschema.
_SCHEMAS: Mapping[str, str] = {
    ".github/workflows/*.yml": "vendor.github-workflows",
    ".github/actions/*/action.yml": "vendor.github-actions",
    ".github/dependabot.yml": "vendor.dependabot",
    ".github/ISSUE_TEMPLATE/[!c]*.yml": "vendor.github-issue-forms",
    ".github/ISSUE_TEMPLATE/config.yml": "vendor.github-issue-config",
}


class LintersFailed(CannotRun):
    """Linters have findings; the message is their commands and output."""


def run_linters(root: Path = ROOT, home: Path = HOME) -> list[str]:
    """Run the linters on a repository's workflows and shell, and return a line for each.

    Raises
    ------
    LintersFailed
        If a linter has findings.
    """
    tools = tool_environment(home, LOCK).parent
    passed, failed = [], []
    for name, command in _commands(root, tools):
        ended = subprocess.run(
            command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if ended.returncode != 0:
            failed.append(f"{' '.join(command)}\n{ended.stdout.strip()}")
        passed.append(f"{name}: ok")
    if failed:
        raise LintersFailed("\n\n".join(failed))
    return passed


def shell_scripts(root: Path) -> list[str]:
    """Return the files that git tracks or would add, and that begin with a shell's name."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    known = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.split("\0")
    return sorted(name for name in known if name and _is_shell(root / name))


def _commands(root: Path, tools: Path) -> Iterator[tuple[str, Sequence[str]]]:
    shellcheck = str(tools / "shellcheck")
    yield (
        "actionlint, with shellcheck",
        [str(tools / "actionlint"), "-no-color", "-pyflakes=", f"-shellcheck={shellcheck}"],
    )
    # Offline, so that a commit gets the same result everywhere.
    offline = ["--offline", "--quiet", "--persona=auditor", "--strict-collection", f"--config={ZIZMOR}"]
    yield "zizmor", [str(tools / "zizmor"), *offline, "."]
    for pattern, schema in _SCHEMAS.items():
        files = sorted(str(file.relative_to(root)) for file in root.glob(pattern))
        if files:
            yield (
                f"{schema}, {len(files)} files",
                [str(tools / "check-jsonschema"), f"--builtin-schema={schema}", *files],
            )
    scripts = shell_scripts(root)
    if scripts:
        yield f"shellcheck, {len(scripts)} scripts", [shellcheck, "--severity=style", *scripts]


def _is_shell(file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        first = opened.readline(80)
    return first.startswith(b"#!") and first.rstrip().endswith(b"sh")
