"""The result of a scan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """The result of a scan.

    Parameters
    ----------
    scope : str
        What was scanned.
    findings : Sequence[str]
        The findings, a sentence each.
    skipped : str, optional
        What could not be scanned, and why.
    """

    scope: str = ""
    findings: Sequence[str] = ()
    skipped: str = ""
