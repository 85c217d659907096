"""What keeps the documentation from being built, and how it is told."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from codegen.site import build, pages
from codegen.site.errors import SiteError
from codegen.site.links import link_faults
from codegen.site.place import CONTRACT, DOCS, PUBLIC
from codegen.site.problem_pages import KINDS, problem_page_faults

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The pages that are written by hand, to be changed."""
    copy = tmp_path / "docs"
    copy.mkdir()
    for name in PUBLIC:
        (shutil.copytree if (DOCS / name).is_dir() else shutil.copyfile)(DOCS / name, copy / name)
    for module in (build, pages):
        monkeypatch.setattr(module, "DOCS", copy)
    return copy


def faults_of(tmp_path: Path) -> tuple[str, ...]:
    """Return why a site isn't built."""
    with pytest.raises(SiteError) as refused:
        build.build(tmp_path / "site")
    assert not (tmp_path / "site").exists()
    return refused.value.faults


def site(folder: Path, **texts: str) -> Path:
    """Return a folder of pages."""
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text)
    return folder


def test_every_kind_of_problem_has_its_page_and_no_page_is_of_none() -> None:
    assert list(problem_page_faults(DOCS / "problems")) == []


def test_a_kind_of_problem_without_a_page_is_told(docs: Path, tmp_path: Path) -> None:
    (docs / "problems" / "timeout.md").unlink()

    (fault,) = faults_of(tmp_path)

    assert fault.startswith("docs/problems/timeout.md is missing")


def test_a_page_of_no_kind_of_problem_is_told(docs: Path, tmp_path: Path) -> None:
    (docs / "problems" / "odd.md").write_text("# Odd\n")

    assert faults_of(tmp_path) == ("docs/problems/odd.md is of no kind of problem that the shop answers",)


def test_a_page_with_another_status_than_its_problem_is_told(docs: Path, tmp_path: Path) -> None:
    page = docs / "problems" / "timeout.md"
    page.write_text(page.read_text().replace("504", "408"))

    (fault,) = faults_of(tmp_path)

    assert fault.startswith("docs/problems/timeout.md must begin with '# Timeout\\n\\nHTTP status 504")


def test_an_example_that_is_missing_or_wrong_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contract = tmp_path / "openapi.yaml"
    contract.write_text(CONTRACT.read_text().replace("              status: ok\n", "              status: well\n"))
    monkeypatch.setattr(build, "CONTRACT", contract)

    (fault,) = faults_of(tmp_path)

    assert fault.startswith("GET /health, 200: the example at status is wrong:")


def test_a_link_to_no_page_is_told_with_its_place(docs: Path, tmp_path: Path) -> None:
    with (docs / "guides" / "money.md").open("a") as page:
        page.write("\n[Nowhere](nowhere.md)\n")

    (fault,) = faults_of(tmp_path)

    assert "page does not exist" in fault
    assert "guides/money.md" in fault


def test_a_link_to_no_place_of_a_page_is_told(tmp_path: Path) -> None:
    folder = site(tmp_path, one='<a href="two.html#there">', two='<h1 id="here">')

    assert list(link_faults(folder)) == ["one.html: two.html#there leads nowhere"]


@pytest.mark.parametrize("element", ['<script src="{}">', '<link rel="stylesheet" href="{}">', '<img src="{}">'])
@pytest.mark.parametrize("address", ["https://cdn.example.com/it", "//cdn.example.com/it"])
def test_what_would_be_loaded_from_elsewhere_is_told(tmp_path: Path, element: str, address: str) -> None:
    (fault,) = link_faults(site(tmp_path, one=element.format(address)))

    assert fault.startswith(f"one.html loads {address}")


def test_a_link_that_the_reader_follows_may_lead_elsewhere(tmp_path: Path) -> None:
    folder = site(tmp_path, one='<a href="https://semver.org">', two='<a href="one.html#/orders/createOrder">')

    assert list(link_faults(folder)) == []


def test_a_site_is_built_once_and_again_when_a_page_changes(docs: Path, tmp_path: Path) -> None:
    # Given a site, from which a page is taken to see whether it is built again
    built = build.built_site(tmp_path / "site")
    page = built / "problems" / f"{next(iter(KINDS))}.html"
    page.unlink()

    # Then it is not while nothing has changed
    assert not (build.built_site(built) / page.relative_to(built)).exists()

    # And it is when it was made from something else
    (built / ".made-from").write_text("something else")
    assert (build.built_site(built) / page.relative_to(built)).exists()
