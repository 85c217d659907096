"""The errors that stop the documentation from being built."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from codegen.site import build, pages
from codegen.site.errors import SiteError
from codegen.site.links import find_broken_links
from codegen.site.paths import CONTRACT, DOCS, PUBLIC
from codegen.site.problem_pages import KINDS, find_wrong_problem_pages

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the written pages, for a test to change."""
    copy = tmp_path / "docs"
    copy.mkdir()
    for name in PUBLIC:
        (shutil.copytree if (DOCS / name).is_dir() else shutil.copyfile)(DOCS / name, copy / name)
    for module in (build, pages):
        monkeypatch.setattr(module, "DOCS", copy)
    return copy


def build_errors(tmp_path: Path) -> tuple[str, ...]:
    """Return the errors of a build that fails."""
    with pytest.raises(SiteError) as raised:
        build.build(tmp_path / "site")
    assert not (tmp_path / "site").exists()
    return raised.value.errors


def site(folder: Path, **texts: str) -> Path:
    """Write pages into a folder and return it."""
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text)
    return folder


def test_problems_and_pages_match() -> None:
    assert list(find_wrong_problem_pages(DOCS / "problems")) == []


def test_problem_without_a_page_is_an_error(docs: Path, tmp_path: Path) -> None:
    (docs / "problems" / "timeout.md").unlink()

    (error,) = build_errors(tmp_path)

    assert error.startswith("docs/problems/timeout.md is missing")


def test_page_without_a_problem_is_an_error(docs: Path, tmp_path: Path) -> None:
    (docs / "problems" / "odd.md").write_text("# Odd\n")

    assert build_errors(tmp_path) == (
        "docs/problems/odd.md: no such problem in handlers/runtime/http/problems.py. Delete the page",
    )


def test_page_with_a_wrong_status_is_an_error(docs: Path, tmp_path: Path) -> None:
    page = docs / "problems" / "timeout.md"
    page.write_text(page.read_text().replace("504", "408"))

    (error,) = build_errors(tmp_path)

    assert error.startswith("docs/problems/timeout.md must begin with '# Timeout\\n\\nHTTP status 504")


def test_wrong_example_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contract = tmp_path / "openapi.yaml"
    contract.write_text(CONTRACT.read_text().replace("              status: ok\n", "              status: well\n"))
    monkeypatch.setattr(build, "CONTRACT", contract)

    (error,) = build_errors(tmp_path)

    assert error.startswith("GET /health, 200: the example at status is invalid:")


def test_link_to_a_missing_page_is_an_error_with_its_location(docs: Path, tmp_path: Path) -> None:
    with (docs / "guides" / "money.md").open("a") as page:
        page.write("\n[Nowhere](nowhere.md)\n")

    (error,) = build_errors(tmp_path)

    assert "page does not exist" in error
    assert "guides/money.md" in error


def test_link_to_a_missing_anchor_is_an_error(tmp_path: Path) -> None:
    folder = site(tmp_path, one='<a href="two.html#there">', two='<h1 id="here">')

    assert list(find_broken_links(folder)) == ["one.html: two.html#there is a broken link"]


@pytest.mark.parametrize("element", ['<script src="{}">', '<link rel="stylesheet" href="{}">', '<img src="{}">'])
@pytest.mark.parametrize("address", ["https://cdn.example.com/it", "//cdn.example.com/it"])
def test_resource_of_another_host_is_an_error(tmp_path: Path, element: str, address: str) -> None:
    (error,) = find_broken_links(site(tmp_path, one=element.format(address)))

    assert error.startswith(f"one.html loads {address}")


def test_links_to_other_hosts_and_routes_are_allowed(tmp_path: Path) -> None:
    folder = site(tmp_path, one='<a href="https://semver.org">', two='<a href="one.html#/orders/createOrder">')

    assert list(find_broken_links(folder)) == []


def test_site_is_rebuilt_only_when_its_sources_change(docs: Path, tmp_path: Path) -> None:
    # Given a site with a page removed, to detect a rebuild
    built = build.ensure_site(tmp_path / "site")
    page = built / "problems" / f"{next(iter(KINDS))}.html"
    page.unlink()

    # Then it isn't rebuilt while the sources are unchanged
    assert not (build.ensure_site(built) / page.relative_to(built)).exists()

    # And it is rebuilt when the digest differs
    (built / ".digest").write_text("another digest")
    assert (build.ensure_site(built) / page.relative_to(built)).exists()
