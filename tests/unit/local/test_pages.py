"""The documentation's files name the URL that serves them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from local.gateway.docs import docs_app
from tests.harness import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEFAULT, OTHER = "http://127.0.0.1:8080", "http://127.0.0.1:9999"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "problems").mkdir()
    (tmp_path / "index.html").write_text(f"<a href='{DEFAULT}/v1'>{DEFAULT}</a>")
    (tmp_path / "search.json").write_text(f'{{"text": "curl {DEFAULT}"}}')
    (tmp_path / "problems" / "not-found.html").write_text("<head></head>Not found")
    (tmp_path / "logo.png").write_bytes(DEFAULT.encode())
    return tmp_path


@pytest.fixture
def client(site: Path) -> Iterator[httpx.Client]:
    with served(docs_app(site, OTHER)) as url, httpx.Client(base_url=url) as client:
        yield client


@pytest.mark.parametrize("path", ["/docs/", "/docs/index", "/docs/search.json"])
def test_texts_name_the_url_that_serves_them(client: httpx.Client, path: str) -> None:
    page = client.get(path)

    assert page.status_code == 200
    assert OTHER in page.text
    assert DEFAULT not in page.text


def test_other_files_are_served_as_they_are(client: httpx.Client, site: Path) -> None:
    assert client.get("/docs/logo.png").content == DEFAULT.encode()
    with served(docs_app(site, DEFAULT)) as url:
        assert DEFAULT in httpx.get(f"{url}/docs/").text


def test_browser_gets_a_page_for_404_whose_links_work(client: httpx.Client) -> None:
    page = client.get("/docs/no/such/page", headers={"Accept": "text/html"})
    problem = client.get("/docs/no/such/page", headers={"Accept": "application/json"})

    assert (page.status_code, page.text) == (404, '<head><base href="/docs/problems/not-found"></head>Not found')
    assert page.headers["vary"] == "Accept"
    assert (problem.status_code, problem.json()["type"]) == (404, "/docs/problems/not-found")


def test_pages_are_read_only_and_the_start_leads_to_them(client: httpx.Client) -> None:
    refused = client.post("/docs/")

    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
    assert client.get("/docs").headers["location"] == client.get("/").headers["location"] == "/docs/"
