# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""Iterate over paginated lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ecommerce_api_client.runtime.problems import UnexpectedResponse
from ecommerce_api_client.runtime.responses import unwrap
from ecommerce_api_client.types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from ecommerce_api_client.types import Response

Item = TypeVar("Item")


class Page(Protocol[Item]):
    """A page of a list; the last one has no next page."""

    items: list[Item]
    next_page: str | Unset


class _Pages:
    """The pages of a list that were requested."""

    def __init__(self, operation: str) -> None:
        self._operation = operation
        self._tokens: set[str] = set()

    def token_after(self, page: Page[Any], response: Response[Any]) -> str | Unset:
        """Return the token of the next page."""
        token = page.next_page
        if isinstance(token, Unset):
            return UNSET
        if token in self._tokens:
            reason = "nextPage is the token of an earlier page"
            status, headers, body = int(response.status_code), response.headers, response.content
            raise UnexpectedResponse(self._operation, reason, status=status, headers=headers, body=body)
        self._tokens.add(token)
        return token


def every_item(
    operation: str, model: type[Page[Item]], get_page: Callable[[str | Unset], Response[Any]]
) -> Iterator[Item]:
    """Yield every item of a list, requesting each page when it is needed.

    Parameters
    ----------
    operation : str
        The name of the list's operation.
    model : type
        The model of its pages.
    get_page : Callable
        Requests the page of a token; the first page has none.

    Raises
    ------
    UnexpectedResponse
        If a page is followed by an earlier one: the list would have no end.
    """
    pages = _Pages(operation)
    token: str | Unset = UNSET
    while True:
        response = get_page(token)
        page = unwrap(model, response)
        token = pages.token_after(page, response)
        yield from page.items
        if isinstance(token, Unset):
            return


async def every_item_async(
    operation: str, model: type[Page[Item]], get_page: Callable[[str | Unset], Awaitable[Response[Any]]]
) -> AsyncIterator[Item]:
    """Yield every item of a list, requesting each page when it is needed."""
    pages = _Pages(operation)
    token: str | Unset = UNSET
    while True:
        response = await get_page(token)
        page = unwrap(model, response)
        token = pages.token_after(page, response)
        for item in page.items:
            yield item
        if isinstance(token, Unset):
            return
