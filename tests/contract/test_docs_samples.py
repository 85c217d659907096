"""Every sample of the documentation, run against a shop, prints its documented output."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import pytest

from local.config import ROOT
from tests.harness import new_config, running_shop
from tests.pages import SHOP, run_program, run_shell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.harness import RunningShop

PAGES = [ROOT / "docs" / "index.md", *sorted((ROOT / "docs" / "guides").glob("*.md"))]
# Each language of samples, with the programs that they need.
LANGUAGES = {"sh": ("bash", "curl"), "python": (), "ts": ("node",)}
# A Python sample may leave a connection open until it exits.
_PYTHON = [sys.executable, "-W", "error", "-W", "ignore::ResourceWarning"]
_COMPILER = ["node", str(ROOT / "tests" / "contract" / "compile_samples.mjs")]
_OUTPUTS = ("json", "text")
_BLOCK = re.compile(r"^( *)```(\w+)[^\n]*\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
_PRINTED = {
    "python": re.compile(r"^ *print\(.*\)(?:  # (.*))?$", re.MULTILINE),
    "ts": re.compile(r"^ *console\.log\(.*\);(?: // (.*))?$", re.MULTILINE),
}
# Values that differ on every run; the names of those that no pattern matches.
_VARYING = {
    r"\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b": "<ulid>",
    r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b": "<uuid>",
    r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z": "<time>",
}
_OPAQUE = {"accessToken", "refreshToken", "nextPage", "stock"}


def blocks(page: str) -> list[tuple[str, str]]:
    """Return the language and the text of each block of code on a page."""
    return [(language, textwrap.dedent(text)) for _, language, text in _BLOCK.findall(page)]


def unknown(page: str) -> list[str]:
    """Return the blocks that no test runs: of another language, or an output without a shell sample before it."""
    languages = ["", *(language for language, _ in blocks(page))]
    return [
        f"{language}: {text}"
        for before, (language, text) in zip(languages, blocks(page), strict=False)
        if language not in LANGUAGES and not (language in _OUTPUTS and before == "sh")
    ]


def samples(page: str, language: str) -> list[str]:
    return [text for block_language, text in blocks(page) if block_language == language]


def expected(page: str, language: str) -> list[Any]:
    """Return the documented output of a page's samples: below each shell sample, in the comments of others."""
    if language != "sh":
        return [text or None for text in _PRINTED[language].findall("\n".join(samples(page, language)))]
    found = [*blocks(page), ("", "")]
    return [
        _masked(output if output_language in _OUTPUTS else "")
        for (block_language, _), (output_language, output) in itertools.pairwise(found)
        if block_language == "sh"
    ]


def printed(page: str, language: str, shop: RunningShop, folder: Path) -> list[Any]:
    """Run a page's samples and return their output; none may fail or write to stderr."""
    texts = [text.replace(SHOP, shop.config.url) for text in samples(page, language)]
    if language == "sh":
        return [_masked(text) for text in run_shell(texts, shop)]
    sample = folder / "sample.py"
    sample.write_text("\n".join(texts))
    return run_program([*_PYTHON, str(sample)], shop).splitlines()


def _masked(output: str) -> Any:
    """Return an output without the values that differ on every run."""
    for pattern, name in _VARYING.items():
        output = re.sub(pattern, name, output)
    try:
        return json.loads(output, object_hook=_without_opaque)
    except ValueError:
        return output.strip()


def _without_opaque(value: dict[str, Any]) -> dict[str, Any]:
    return {name: "<opaque>" if name in _OPAQUE else each for name, each in value.items()}


_SESSIONS = [
    pytest.param(page, language, id=f"{page.stem}-{language}")
    for page in PAGES
    for language in LANGUAGES
    if samples(page.read_text(), language)
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """A shop that only the samples use."""
    with running_shop(new_config(tmp_path_factory.mktemp("samples"))) as shop:
        yield shop


@pytest.fixture(scope="module")
def compiled(shop: RunningShop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the TypeScript samples of each page as JavaScript, of one compiler: it takes seconds to start."""
    folder = tmp_path_factory.mktemp("compiled")
    for page in PAGES:
        if texts := samples(page.read_text(), "ts"):
            (folder / f"{page.stem}.ts").write_text("\n".join(texts).replace(SHOP, shop.config.url))
    run_program([*_COMPILER, *map(str, folder.iterdir())], shop)
    return folder


@pytest.mark.parametrize(("page", "language"), _SESSIONS)
def test_samples_print_their_documented_output(
    shop: RunningShop, page: Path, language: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    missing = [program for program in LANGUAGES[language] if shutil.which(program) is None]
    if language == "ts" and not (ROOT / "node_modules" / "typescript").is_dir():
        missing.append("node_modules/typescript")
    if missing:
        pytest.skip(f"these samples need {', '.join(missing)}")

    if language == "ts":
        output = run_program(["node", str(request.getfixturevalue("compiled") / f"{page.stem}.mjs")], shop).splitlines()
    else:
        output = printed(page.read_text(), language, shop, tmp_path)

    assert output == expected(page.read_text(), language)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_sample_of_a_page_is_tested(page: Path) -> None:
    assert unknown(page.read_text()) == []


@pytest.mark.parametrize(
    ("page", "untested"),
    [
        ("```java\nint a;\n```", ["java: int a;\n"]),
        ("```json\n{}\n```", ["json: {}\n"]),
        ("```python\n1\n```\n```text\n1\n```", ["text: 1\n"]),
        ("```sh\necho 1\n```\n```text\n1\n```", []),
    ],
)
def test_untested_block_is_found(page: str, untested: list[str]) -> None:
    assert unknown(page) == untested


@pytest.mark.parametrize(
    ("language", "page"),
    [
        ("sh", "```sh\necho 1\n```\n```text\n2\n```"),
        ("sh", "```sh\necho 1\n```"),
        ("python", "```python\nprint(1)  # 2\n```"),
        ("python", "```python\nprint(1)\n```"),
    ],
)
def test_sample_with_other_output_is_found(shop: RunningShop, language: str, page: str, tmp_path: Path) -> None:
    assert printed(page, language, shop, tmp_path) != expected(page, language)


@pytest.mark.parametrize(("language", "page"), [("sh", "```sh\nfalse\n```"), ("python", "```python\nimport odd\n```")])
def test_failing_sample_is_an_error(shop: RunningShop, language: str, page: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        printed(page, language, shop, tmp_path)
