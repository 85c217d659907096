"""The error raised when the site can't be built."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class SiteError(Exception):
    """The site's sources have errors; the message has one line per error.

    Parameters
    ----------
    errors : Sequence[str]
        The errors, each with its location.
    """

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = tuple(errors)
