"""Visits to the documentation, none of which may cause an error or a request to another host."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Appearances of a page: light or dark, on a screen or a phone.
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "dark-phone": {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}, "is_mobile": True},
}


@dataclass(frozen=True, slots=True)
class Visit:
    """A page in a browser, and the faults seen."""

    page: Page
    origin: str
    faults: list[str] = field(default_factory=list)

    def to(self, path: str) -> Page:
        """Open a path of the site; always reload, even if only the fragment differs."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.origin}{path}", wait_until="networkidle")
        return self.page


def visit(browser: Browser, origin: str, look: str = "light", *, scripts: bool = True) -> Visit:
    """Begin a visit to a site."""
    page = browser.new_context(**LOOKS[look], java_script_enabled=scripts).new_page()
    begun = Visit(page, origin)
    page.on("pageerror", lambda error: begun.faults.append(f"{page.url}: {error}"))
    page.on("console", lambda message: _note_complaint(begun, message.type, message.text))
    page.on("request", lambda request: _note_host(begun, request.url))
    return begun


def _note_complaint(begun: Visit, kind: str, text: str) -> None:
    if kind in {"error", "warning"}:
        begun.faults.append(f"{begun.page.url}: {text}")


def _note_host(begun: Visit, url: str) -> None:
    target, own = urlsplit(url), urlsplit(begun.origin)
    if target.scheme in {"http", "https", "ws", "wss"} and target.netloc != own.netloc:
        begun.faults.append(f"{begun.page.url} requested {url}")
