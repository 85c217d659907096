# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""Lists, page after page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from ecommerce_api_client.types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

Item = TypeVar("Item")


class Page(Protocol[Item]):
    """A page of a list; the last one has no next."""

    items: list[Item]
    next_page: str | Unset


def every_item(ask: Callable[[str | Unset], Page[Item]]) -> Iterator[Item]:
    """Yield every item of a list, whose next page is asked for when it is wanted.

    Parameters
    ----------
    ask : Callable
        Asks for a page by its token, and for the first one by none.
    """
    token: str | Unset = UNSET
    while True:
        page = ask(token)
        yield from page.items
        if isinstance(token := page.next_page, Unset):
            return


async def every_item_async(ask: Callable[[str | Unset], Awaitable[Page[Item]]]) -> AsyncIterator[Item]:
    """Yield every item of a list, as `every_item` does."""
    token: str | Unset = UNSET
    while True:
        page = await ask(token)
        for item in page.items:
            yield item
        if isinstance(token := page.next_page, Unset):
            return
