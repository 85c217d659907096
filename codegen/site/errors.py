"""What keeps the site from being built."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class SiteError(Exception):
    """The site can't be built as it is; the message is one line for each fault, and says where.

    Parameters
    ----------
    faults : Sequence[str]
        What is wrong, and where.
    """

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)
