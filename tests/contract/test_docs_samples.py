"""Every sample of the documentation, run against a shop, prints its documented output."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from local.config import ROOT
from tests.contract.samples import LANGUAGES, PAGES, expected, printed, session, unknown
from tests.harness import new_config, running_shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.harness import RunningShop

_NEEDS = {"sh": ("bash", "curl"), "python": (), "ts": ("node",)}
_SESSIONS = [
    pytest.param(page, language, id=f"{page.stem}-{language}")
    for page in PAGES
    for language in LANGUAGES
    if session(page.read_text(), language)
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """A shop that only the samples use."""
    with running_shop(new_config(tmp_path_factory.mktemp("samples"))) as shop:
        yield shop


@pytest.mark.parametrize(("page", "language"), _SESSIONS)
def test_samples_print_their_documented_output(shop: RunningShop, page: Path, language: str, tmp_path: Path) -> None:
    missing = [program for program in _NEEDS[language] if shutil.which(program) is None]
    if language == "ts" and not (ROOT / "node_modules" / "typescript").is_dir():
        missing.append("node_modules/typescript")
    if missing:
        pytest.skip(f"these samples need {', '.join(missing)}")

    assert printed(page.read_text(), language, shop, tmp_path) == expected(page.read_text(), language)


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
