from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx
import pytest

from codegen.site.build import ensure_site
from codegen.site.problem_pages import KINDS
from handlers.runtime.http.response import no_content, to_proxy_response
from local.sample_shop import KEYS
from tests.harness import is_problem

if TYPE_CHECKING:
    from handlers.runtime.http.problems import ProblemKind
    from tests.harness import RunningShop


def test_docs_are_the_built_site(shop: RunningShop) -> None:
    page = httpx.get(f"{shop.config.url}/docs/")

    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    built = (ensure_site() / "index.html").read_text(encoding="utf-8")
    assert page.text == built.replace("http://127.0.0.1:8080", shop.config.url)


def test_docs_name_the_port_that_serves_them(shop: RunningShop) -> None:
    # Given the pages, the search index and the script of the console, some of which name the default port
    site = ensure_site()
    texts = [file for file in site.rglob("*") if file.suffix in {".html", ".js", ".json"}]
    naming = [str(file.relative_to(site)) for file in texts if "127.0.0.1:8080" in file.read_text(encoding="utf-8")]
    assert {"index.html", "guides/checkout.html", "assets/try.js", "search.json"} <= set(naming)

    for path in naming:
        served = httpx.get(f"{shop.config.url}/docs/{path}")

        assert shop.config.url in served.text
        assert "127.0.0.1:8080" not in served.text


@pytest.mark.parametrize("path", ["", "/docs"])
def test_start_page_leads_to_the_docs(shop: RunningShop, path: str) -> None:
    response = httpx.get(f"{shop.config.url}{path}", follow_redirects=True)

    assert response.status_code == 200
    assert response.url.path == "/docs/"


def test_docs_have_the_contract_and_try_both_servers(shop: RunningShop) -> None:
    shown = httpx.get(f"{shop.config.url}/docs/openapi.json").json()

    # "Try it" sends requests to these servers, relative to the page's origin.
    assert shown == httpx.get(f"{shop.storefront}/openapi.json").json()
    for server in shown["servers"]:
        response = httpx.get(f"{shop.config.url}{server['url']}/health", headers={"X-Api-Key": KEYS["premium"]})
        assert response.json()["status"] == "ok"


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.slug)
def test_every_problem_has_a_page(shop: RunningShop, kind: ProblemKind) -> None:
    page = httpx.get(f"{shop.config.url}/docs/problems/{kind.slug}")

    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert f"<title>{kind.status} {kind.title} - E-Commerce API" in page.text


def test_links_of_deprecated_operations_lead_to_a_page(shop: RunningShop) -> None:
    link = to_proxy_response(no_content(), request_id="1", deprecation={"Sunset": "soon"})["headers"]["Link"]

    page = httpx.get(f"{shop.config.url}{link.partition('<')[2].partition('>')[0]}")

    assert page.status_code == 200
    assert "Deprecations" in page.text


@pytest.mark.parametrize("path", ["/docs/problems/odd", "/docs/problems/..%2F..%2FREADME", "/docs/assets/odd"])
def test_page_that_is_not_there_is_not_found(shop: RunningShop, path: str) -> None:
    is_problem(httpx.get(f"{shop.config.url}{path}"), 404, "not-found")


@pytest.mark.parametrize("path", ["/docs/odd", "/docs/guides/odd/odder"])
def test_browsers_get_a_not_found_page(shop: RunningShop, path: str) -> None:
    page = httpx.get(f"{shop.config.url}{path}", headers={"Accept": "text/html,*/*;q=0.8"})

    assert (page.status_code, page.headers["vary"]) == (404, "Accept")
    [base] = re.findall('<base href="([^"]*)">', page.text)
    [style] = re.findall('href="([^"]*/shop.css)"', page.text)
    assert httpx.get(page.url.join(base).join(style)).headers["content-type"].startswith("text/css")


def test_docs_are_read_only(shop: RunningShop) -> None:
    response = httpx.post(f"{shop.config.url}/docs/")

    is_problem(response, 405, "method-not-allowed")
    assert response.headers["allow"] == "GET, HEAD"
