from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx
import pytest

from handlers.runtime import problems
from handlers.runtime.problems import ProblemKind
from handlers.runtime.response import no_content, to_proxy_response
from local.place import ROOT
from local.sample_shop import KEYS
from tests.harness import is_problem

if TYPE_CHECKING:
    from tests.harness import RunningShop

KINDS = [kind for kind in vars(problems).values() if isinstance(kind, ProblemKind)]


def test_docs_load_everything_from_the_shop_itself(shop: RunningShop) -> None:
    page = httpx.get(f"{shop.place.url}/docs")

    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(loaded) >= 3
    for address in loaded:
        assert address.startswith("/docs/assets/")
        assert httpx.get(f"{shop.place.url}{address}").status_code == 200
    assert "://" not in page.text


def test_docs_show_the_contract_and_try_both_servers(shop: RunningShop) -> None:
    address = re.search(r'url: "([^"]+)"', httpx.get(f"{shop.place.url}/docs").text)
    assert address is not None
    shown = httpx.get(f"{shop.place.url}{address[1]}").json()

    # "Try it" sends to these, seen from the page's own origin.
    assert [server["url"] for server in shown["servers"]] == ["/v1", "/partner/v1"]
    for server in shown["servers"]:
        answer = httpx.get(f"{shop.place.url}{server['url']}/health", headers={"X-Api-Key": KEYS["premium"]})
        assert answer.json()["status"] == "ok"


def test_start_page_leads_to_the_docs(shop: RunningShop) -> None:
    answer = httpx.get(shop.place.url, follow_redirects=True)

    assert answer.status_code == 200
    assert answer.url.path == "/docs"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_every_problem_has_a_page(shop: RunningShop, kind: ProblemKind) -> None:
    page = httpx.get(f"{shop.place.url}/docs/problems/{kind.slug}")

    assert page.status_code == 200
    assert page.headers["content-type"] == "text/plain; charset=utf-8"
    assert page.text.startswith(f"# {kind.title}\n")
    assert str(kind.status) in page.text


def test_where_answers_of_deprecated_operations_link_to_there_is_a_page(shop: RunningShop) -> None:
    link = to_proxy_response(no_content(), request_id="1", deprecation={"Sunset": "soon"})["headers"]["Link"]

    page = httpx.get(f"{shop.place.url}{link.partition('<')[2].partition('>')[0]}")

    assert page.status_code == 200
    assert "Deprecations" in page.text


def test_no_page_tells_of_a_problem_that_is_none() -> None:
    pages = {page.stem for page in (ROOT / "docs" / "problems").glob("*.md")}

    assert pages == {kind.slug for kind in KINDS}


@pytest.mark.parametrize("path", ["/docs/problems/odd", "/docs/problems/..%2F..%2FREADME", "/docs/assets/odd"])
def test_page_that_is_not_there_is_not_found(shop: RunningShop, path: str) -> None:
    is_problem(httpx.get(f"{shop.place.url}{path}"), 404, "not-found")


def test_docs_can_only_be_read(shop: RunningShop) -> None:
    answer = httpx.post(f"{shop.place.url}/docs")

    is_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, HEAD"
