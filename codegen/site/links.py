"""The built pages' links: each leads to something, and nothing is loaded from elsewhere."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What a browser asks for by itself when it shows a page.
_LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
# Swagger UI reads an operation out of it.
_OF_A_SCRIPT = "/"


class _Page(HTMLParser):
    """A page's anchors, where it leads, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element says of itself."""
        given = {name: value or "" for name, value in attrs}
        self.ids.update(given[name] for name in ("id", "name") if name in given)
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in _LOADED and _LOADED[tag] in given:
            self.loaded.append(given[_LOADED[tag]])


def link_faults(site: Path) -> Iterator[str]:
    """Yield each link of a built site that leads nowhere, and each thing that it would load from elsewhere."""
    pages = {path: _Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    for path, page in pages.items():
        where = path.relative_to(site).as_posix()
        for address in page.loaded:
            if urlsplit(address).netloc:
                yield f"{where} loads {address}: the site loads nothing from elsewhere"
        for address in (*page.links, *page.loaded):
            if not _leads_somewhere(address, path, pages):
                yield f"{where}: {address} leads nowhere"


def _leads_somewhere(address: str, page: Path, pages: dict[Path, _Page]) -> bool:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return True  # whether other hosts answer isn't known here
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_file():
        return False
    if not parts.fragment or parts.fragment.startswith(_OF_A_SCRIPT):
        return True
    return target in pages and unquote(parts.fragment) in pages[target].ids
