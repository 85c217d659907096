"""The documentation in a browser: each page loads without errors and other hosts, looks right, and is accessible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from codegen.site.problem_pages import KINDS
from local.config import ROOT
from tests.docs.conftest import LOOKS, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.docs.conftest import Visit
    from tests.harness import RunningShop

SCREENSHOTS = ROOT / "reports" / "screenshots"
# One of each kind.
PAGES = {
    "quick-start": "/docs/",
    "guide": "/docs/guides/checkout",
    "errors": "/docs/guides/errors",
    "problem": "/docs/problems/out-of-stock",
    "reference": "/docs/reference",
    "operation": "/docs/reference/createOrder",
    "schemas": "/docs/schemas",
    "try": "/docs/try",
    "try-order": "/docs/try#/orders/createOrder",
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_page_looks_right_and_is_accessible(browser: Browser, shop: RunningShop, name: str, look: str) -> None:
    with visit(browser, shop.config.url, look) as begun:
        page = begun.to(PAGES[name])
        if name.startswith("try"):
            page.wait_for_selector("#try .opblock")

        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.{look}.png")
        found = Axe().run(page).response["violations"]
        width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")

    assert [f"{each['id']}: {each['nodes'][0]['target']}" for each in found if _is_grave(each["impact"])] == []
    assert width[0] <= width[1], "it is wider than the screen"


def _is_grave(impact: str) -> bool:
    return impact in {"serious", "critical"}


def test_every_page_loads_without_errors_or_other_hosts(reader: Visit, site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > len(KINDS)

    for page in pages:
        opened = reader.to(f"/docs/{page.relative_to(site)}")
        assert opened.locator("h1").count() == 1, page


@pytest.mark.parametrize("slug", KINDS)
def test_problem_type_links_to_its_page(reader: Visit, slug: str) -> None:
    page = reader.to(f"/docs/problems/{slug}")

    assert page.locator("h1").inner_text().startswith(KINDS[slug].title)
    assert str(KINDS[slug].status) in page.locator("article").inner_text()


def test_error_response_links_to_a_page(reader: Visit) -> None:
    problem = reader.page.request.get(f"{reader.origin}/v1/auth/me").json()

    page = reader.to(problem["type"])

    assert page.locator("h1").inner_text().startswith(problem["title"])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("idempotency", "guides/checkout"),
        ("createOrder", "reference/createOrder"),
        ("shortages", "problems/out-of-stock"),
    ],
)
def test_search_finds_a_page(reader: Visit, words: str, found: str) -> None:
    page = reader.to("/docs/")

    search(page, words)

    page.wait_for_selector(f'a[href*="{found}.html"]:visible')


def search(page: Page, words: str) -> None:
    """Type into the search once it is open: a letter outside of it is a shortcut, such as `n` for the next page."""
    words_field = page.locator('dialog[aria-label="Search"] input')
    words_field.wait_for(state="attached")
    page.keyboard.press("Control+k")
    words_field.wait_for()
    words_field.press_sequentially(words)


def test_keyboard_skips_to_the_content(reader: Visit) -> None:
    page = reader.to("/docs/guides/checkout")

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to content"
    page.keyboard.press("Enter")
    assert page.locator("article :target").count() == 1


def test_reader_switches_to_dark_mode(reader: Visit) -> None:
    page = reader.to("/docs/try")
    schemes = set()

    for _ in range(3):
        page.locator('label[for^="__palette"]:visible').click()
        schemes.add((page.evaluate("document.body.dataset.mdColorScheme"), page.locator("html.dark-mode").count()))

    assert {("slate", 1), ("default", 0)} <= schemes


def test_reference_works_without_scripts(browser: Browser, shop: RunningShop) -> None:
    with visit(browser, shop.config.url, scripts=False) as begun:
        assert "Idempotency-Key" in begun.to("/docs/reference/createOrder").locator("article").inner_text()
        begun.to("/docs/try").get_by_role("link", name="reference").last.click()
        assert begun.page.url.endswith("/docs/reference.html")


def test_site_works_under_any_path_with_cloudfronts_policy(browser: Browser, elsewhere: str) -> None:
    with visit(browser, elsewhere) as begun:
        begun.to("/index.html").get_by_role("link", name="API key", exact=True).first.click()
        assert begun.page.url == f"{elsewhere}/guides/api-keys.html"
        search(begun.page, "quota")
        begun.page.wait_for_selector('a[href*="problems/quota-exceeded.html"]:visible')
        begun.to("/try.html").wait_for_selector("#try .opblock")
