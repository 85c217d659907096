# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""Iterate over paginated lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from ecommerce_api_client.types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

Item = TypeVar("Item")


class Page(Protocol[Item]):
    """A page of a list; the last one has no next page."""

    items: list[Item]
    next_page: str | Unset


def every_item(get_page: Callable[[str | Unset], Page[Item]]) -> Iterator[Item]:
    """Yield every item of a list, requesting each page when it is needed.

    Parameters
    ----------
    get_page : Callable
        Requests the page of a token; the first page has none.
    """
    token: str | Unset = UNSET
    while True:
        page = get_page(token)
        yield from page.items
        if isinstance(token := page.next_page, Unset):
            return


async def every_item_async(get_page: Callable[[str | Unset], Awaitable[Page[Item]]]) -> AsyncIterator[Item]:
    """Yield every item of a list, requesting each page when it is needed."""
    token: str | Unset = UNSET
    while True:
        page = await get_page(token)
        for item in page.items:
            yield item
        if isinstance(token := page.next_page, Unset):
            return
