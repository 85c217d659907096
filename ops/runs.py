"""A run of tests against a deployed stage: what it is called, and by which addresses its accounts are known."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from local.config import CannotRun

type Kind = Literal["contract-test", "e2e"]

KINDS: tuple[Kind, ...] = ("contract-test", "e2e")
# So long that an address's part before the @ has no more than 64 characters.
_NAME = re.compile(r"[a-z0-9](?:-?[a-z0-9]){2,23}")
_LONGEST_NAME = 24
# What SES takes and delivers to nobody; it counts neither as a bounce nor as a complaint.
_SIMULATOR = "simulator.amazonses.com"


@dataclass(frozen=True, slots=True)
class Run:
    """One run; two of different kinds may share a name, as that of CI's run.

    Parameters
    ----------
    kind : Kind
        What is run: the contract tests, or the story from end to end.
    name : str
        3 to 24 lower-case letters, digits and single dashes.

    Raises
    ------
    CannotRun
        If that is no name.
    """

    kind: Kind
    name: str

    def __post_init__(self) -> None:
        if len(self.name) > _LONGEST_NAME or _NAME.fullmatch(self.name) is None:
            raise CannotRun(
                f"RUN must be 3 to {_LONGEST_NAME} lower-case letters, digits and single dashes, not {self.name!r}."
            )

    @classmethod
    def of_tag(cls, tag: str) -> Run:
        """Return the run with a tag."""
        for kind in KINDS:
            if tag.startswith(f"{kind}-"):
                return cls(kind, tag.removeprefix(f"{kind}-"))
        raise CannotRun(f"{tag!r} is no run's tag: those begin with {' or '.join(KINDS)}.")

    @property
    def tag(self) -> str:
        """What everything is marked with that the run makes."""
        return f"{self.kind}-{self.name}"

    def new_address(self) -> str:
        """Return an e-mail address that nobody has, and at which nobody is written to."""
        return f"success+{self.tag}-{secrets.token_hex(8)}@{_SIMULATOR}"

    def owns(self, email: str) -> bool:
        """Tell whether an address is one that the run made, and no other run's or anybody's."""
        own = rf"success\+{re.escape(self.tag)}-[0-9a-f]{{16}}@{re.escape(_SIMULATOR)}"
        return re.fullmatch(own, email) is not None


def new_name() -> str:
    """Return a name for a run that nobody has named."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
