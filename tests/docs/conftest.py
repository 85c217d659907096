"""A browser, a shop that serves the documentation, and the site as CloudFront serves it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from codegen.site.build import ensure_site
from local.config import ROOT
from tests.docs.chromium import executable
from tests.docs.visits import Visit, visit
from tests.harness import RunningShop, new_config, running_shop, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from starlette.middleware.base import RequestResponseEndpoint
    from starlette.requests import Request
    from starlette.responses import Response

_CDN = ROOT / "terraform" / "modules" / "cdn" / "main.tf"


@pytest.fixture(scope="session")
def site() -> Path:
    """The built site."""
    return ensure_site()


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """A shop with its sample accounts and products, which serves the site."""
    with running_shop(new_config(tmp_path_factory.mktemp("shop"))) as shop:
        yield shop


@pytest.fixture(scope="session")
def elsewhere(site: Path) -> Iterator[str]:
    """The site's files under another path, with the policy that CloudFront sends."""
    policy = re.search(r'docs = "(default-src[^"]+)"', _CDN.read_text())
    assert policy is not None

    async def with_policy(request: Request, call_next: RequestResponseEndpoint) -> Response:
        answer = await call_next(request)
        answer.headers["Content-Security-Policy"] = policy[1]
        return answer

    files = Mount("/of/an/integrator", StaticFiles(directory=site, html=True))
    with served(Starlette(routes=[files], middleware=[Middleware(BaseHTTPMiddleware, with_policy)])) as url:
        yield f"{url}/of/an/integrator"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. As root, as in CI, it starts only without its sandbox; it reads only our own pages."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def reader(browser: Browser, shop: RunningShop) -> Iterator[Visit]:
    """A visit to the shop's documentation, which must end without a fault."""
    begun = visit(browser, shop.config.url)
    yield begun
    begun.page.context.close()
    assert begun.faults == []
