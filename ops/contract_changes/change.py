"""A change of the contract, and its location."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from ops.contract_changes.rules import RULES, Severity

if TYPE_CHECKING:
    from codegen.contract import Contract


class Side(StrEnum):
    """The message that holds a value: the client's request or the shop's response."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the contract.

    Parameters
    ----------
    rule : str
        The id of its rule in ``rules.yaml``.
    where : str
        The operation and the position in it, such as ``POST /orders request body /items/0``.
    sentence : str
        The change in words.
    shared : str | None
        The named schema and the position in it, if the change is in one: several operations may share it.
    """

    rule: str
    where: str
    sentence: str
    shared: str | None = None

    @property
    def severity(self) -> Severity:
        """The effect on clients of the older contract."""
        return RULES[self.rule].severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A position in both contracts.

    Parameters
    ----------
    old, new : Contract
        The contracts.
    where : str
        The operation, and the part of it.
    pointer : str
        The JSON pointer of the value in that part.
    shared : str | None
        The named schema that was entered last, and the pointer in it.
    entered : frozenset
        The pairs of references that were followed to get here, to stop at cycles.
    """

    old: Contract
    new: Contract
    where: str
    side: Side = Side.REQUEST
    pointer: str = ""
    shared: str | None = None
    entered: frozenset[tuple[str, str]] = frozenset()

    def at(self, part: str, side: Side = Side.REQUEST) -> Location:
        """Return the location of a part of this operation."""
        return replace(self, where=f"{self.where} {part}", side=side)

    def below(self, step: str) -> Location:
        """Return the location of a field, of the items, or of another value inside this one."""
        shared = None if self.shared is None else f"{self.shared}/{step}"
        return replace(self, pointer=f"{self.pointer}/{step}", shared=shared)

    def entering(self, references: tuple[str, str]) -> Location:
        """Return this location inside the named schema that is referred to."""
        name = next(each for each in reversed(references) if each).rpartition("/")[2]
        return replace(self, shared=f"schema {name}", entered=self.entered | {references})

    def change(self, rule: str, sentence: str) -> Change:
        """Return a change at this location."""
        return Change(rule, f"{self.where} {self.pointer}".rstrip(), sentence, self.shared)

    def change_on_side(self, aspect: str, sentence: str) -> Change:
        """Return a change whose rule depends on the side: ``null-added`` becomes ``response-null-added``."""
        return self.change(f"{self.side}-{aspect}", sentence)
