"""Check the links of the built site: each resolves, and pages load nothing from other hosts."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The attributes whose resources a browser loads when it displays a page.
_LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
# Swagger UI routes by these fragments, such as #/orders/createOrder.
_ROUTE_PREFIX = "/"


class _Page(HTMLParser):
    """A page's anchors, links and loaded resources."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect an element's ids and addresses."""
        attributes = {name: value or "" for name, value in attrs}
        self.ids.update(attributes[name] for name in ("id", "name") if name in attributes)
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        if tag in _LOADED and _LOADED[tag] in attributes:
            self.loaded.append(attributes[_LOADED[tag]])


def find_broken_links(site: Path) -> Iterator[str]:
    """Yield an error for each broken link and each resource that is loaded from another host."""
    pages = {path: _Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    for path, page in pages.items():
        name = path.relative_to(site).as_posix()
        for address in page.loaded:
            if urlsplit(address).netloc:
                yield f"{name} loads {address}: the site must not load resources from other hosts"
        for address in (*page.links, *page.loaded):
            if not _resolves(address, path, pages):
                yield f"{name}: {address} is a broken link"


def _resolves(address: str, page: Path, pages: dict[Path, _Page]) -> bool:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return True  # links to other hosts aren't checked
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_file():
        return False
    if not parts.fragment or parts.fragment.startswith(_ROUTE_PREFIX):
        return True
    return target in pages and unquote(parts.fragment) in pages[target].ids
