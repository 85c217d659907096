"""A browser, a shop that serves the documentation, and the site as CloudFront serves it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from codegen.site.build import ensure_site
from local.config import ROOT
from tests.docs.__main__ import chromium
from tests.harness import RunningShop, served
from tests.integration.conftest import shop

__all__ = ["shop"]
# Appearances of a page: light or dark, on a screen or a phone.
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "dark-phone": {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}, "is_mobile": True},
}


@dataclass(frozen=True, slots=True)
class Visit:
    """A page in a browser, and the errors, warnings and requests to other hosts that it has caused."""

    page: Page
    origin: str
    faults: list[str] = field(default_factory=list)

    def to(self, path: str) -> Page:
        """Open a path of the site; always reload, even if only the fragment differs."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.origin}{path}", wait_until="networkidle")
        return self.page


@contextmanager
def visit(browser: Browser, origin: str, look: str = "light", *, scripts: bool = True) -> Iterator[Visit]:
    page = browser.new_context(**LOOKS[look], java_script_enabled=scripts).new_page()
    # Waits are on conditions: only a hang meets this limit.
    page.set_default_timeout(300_000)
    begun = Visit(page, origin)

    def note_message(kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            begun.faults.append(f"{page.url}: {text}")

    def note_request(url: str) -> None:
        target = urlsplit(url)
        if target.scheme in {"http", "https", "ws", "wss"} and target.netloc != urlsplit(origin).netloc:
            begun.faults.append(f"{page.url} requested {url}")

    page.on("pageerror", lambda error: begun.faults.append(f"{page.url}: {error}"))
    page.on("console", lambda message: note_message(message.type, message.text))
    page.on("request", lambda request: note_request(request.url))
    yield begun
    page.context.close()
    assert begun.faults == []


@pytest.fixture(scope="session")
def site() -> Path:
    return ensure_site()


@pytest.fixture(scope="session")
def elsewhere(site: Path) -> Iterator[str]:
    """The site's files under another path, with the policy that CloudFront sends."""
    cdn = (ROOT / "terraform" / "modules" / "cdn" / "main.tf").read_text()
    (policy,) = re.findall(r'docs = "(default-src[^"]+)"', cdn)

    async def with_policy(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = policy
        return response

    files = Mount("/of/an/integrator", StaticFiles(directory=site, html=True))
    with served(Starlette(routes=[files], middleware=[Middleware(BaseHTTPMiddleware, with_policy)])) as url:
        yield f"{url}/of/an/integrator"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. As root, as in CI, it starts only without its sandbox; it reads only our own pages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def reader(browser: Browser, shop: RunningShop) -> Iterator[Visit]:
    with visit(browser, shop.config.url) as begun:
        yield begun
