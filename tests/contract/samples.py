"""The code samples of the documentation's pages: extracting them, running them, and their documented output."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.config import ROOT
from tests.harness import RunningShop, environment

DOCS = ROOT / "docs"
PAGES = [DOCS / "index.md", *sorted((DOCS / "guides").glob("*.md"))]
NODE = ROOT / "tests" / "contract" / "run_sample.mjs"
# The samples' shop, which every reader can start.
SHOP = "http://127.0.0.1:8080"
LANGUAGES = ("sh", "python", "ts")
_OUTPUTS = ("json", "text")
_BLOCK = re.compile(
    r"^(?P<indent> *)```(?P<language>\w+)[^\n]*\n(?P<text>.*?)^(?P=indent)```$", re.DOTALL | re.MULTILINE
)
_PRINTED = {
    "python": re.compile(r"^ *print\(.*\)(?:  # (?P<text>.*))?$", re.MULTILINE),
    "ts": re.compile(r"^ *console\.log\(.*\);(?: // (?P<text>.*))?$", re.MULTILINE),
}
_END = "----"
# Values that differ on every run; the names of those that no pattern matches.
_VARYING = {
    r"\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b": "<ulid>",
    r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b": "<uuid>",
    r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z": "<time>",
}
_OPAQUE = {"accessToken", "refreshToken", "nextPage", "stock"}


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code on a page."""

    language: str
    text: str


def blocks(page: str) -> Iterator[Block]:
    """Yield a page's blocks of code, in order."""
    for found in _BLOCK.finditer(page):
        yield Block(found["language"], textwrap.dedent(found["text"]))


def unknown(page: str) -> list[str]:
    """Return the blocks that no test runs: of another language, or an output without a shell sample before it."""
    found = []
    before = None
    for block in blocks(page):
        is_output = block.language in _OUTPUTS and before == "sh"
        if block.language not in LANGUAGES and not is_output:
            found.append(f"{block.language}: {block.text}")
        before = block.language
    return found


def session(page: str, language: str) -> list[str]:
    return [block.text for block in blocks(page) if block.language == language]


def expected(page: str, language: str) -> list[Any]:
    """Return the documented output of a page's samples: below each shell sample, in the comments of others."""
    if language != "sh":
        return [found["text"] for found in _PRINTED[language].finditer("\n".join(session(page, language)))]
    in_order = list(blocks(page))
    return [
        _seen(after.text if after and after.language in _OUTPUTS else "")
        for block, after in zip(in_order, [*in_order[1:], None], strict=True)
        if block.language == "sh"
    ]


def printed(page: str, language: str, shop: RunningShop, workshop: Path) -> list[Any]:
    """Run a page's samples and return their output; none may fail or write to stderr."""
    texts = [text.replace(SHOP, shop.config.url) for text in session(page, language)]
    if language == "sh":
        script = "\n".join(f"{text}\nprintf '\\n{_END}\\n'" for text in texts)
        return [_seen(text) for text in _run(["bash", "-euo", "pipefail"], shop, script).split(f"\n{_END}\n")[:-1]]
    sample = workshop / f"sample.{language}"
    sample.write_text("\n".join(texts))
    # A sample may leave a connection open until it exits.
    python = [sys.executable, "-W", "error", "-W", "ignore::ResourceWarning"]
    command = python if language == "python" else ["node", str(NODE)]
    return _run([*command, str(sample)], shop).splitlines()


def _run(command: list[str], shop: RunningShop, script: str = "") -> str:
    ended = subprocess.run(
        command, input=script, cwd=ROOT, env=environment(shop.config), capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    return ended.stdout


def _seen(output: str) -> Any:
    """Return an output with the values that differ on every run masked."""
    for pattern, name in _VARYING.items():
        output = re.sub(pattern, name, output)
    try:
        return json.loads(output, object_hook=_without_opaque)
    except ValueError:
        return output.strip()


def _without_opaque(value: dict[str, Any]) -> dict[str, Any]:
    return {name: "<opaque>" if name in _OPAQUE else each for name, each in value.items()}
