"""What a scan comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a scan found.

    Parameters
    ----------
    findings : Sequence[str]
        What is wrong, a sentence each.
    looked_at : str
        What it looked at, where nothing is wrong.
    left_out : str, optional
        Why it couldn't look; nothing if it could.
    """

    looked_at: str
    findings: Sequence[str] = ()
    left_out: str = ""

    def status(self, *, required: bool) -> int:
        """Return the exit status: 1 for a finding, 2 for a look that was left out though it was required."""
        if self.findings:
            return 1
        return 2 if self.left_out and required else 0
