"""One change, and the place it is found at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from ops.contract_changes.rules import RULES, Severity

if TYPE_CHECKING:
    from codegen.contract import Contract


class Side(StrEnum):
    """Who writes what stands at a place: the client, or the shop."""

    REQUEST = "request"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the contract.

    Parameters
    ----------
    rule : str
        The rule that it falls under, of ``rules.yaml``.
    where : str
        Such as ``POST /orders request body /items/0``.
    sentence : str
        What changed.
    shared : str | None
        The named schema that it stands in, and where in it: several operations may share it.
    """

    rule: str
    where: str
    sentence: str
    shared: str | None = None

    @property
    def severity(self) -> Severity:
        """What it does to who relies on the older contract."""
        return RULES[self.rule].severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where both contracts are compared.

    Parameters
    ----------
    old, new : Contract
        The contracts.
    where : str
        The operation and the part of it.
    pointer : str
        The JSON pointer of the value below that part.
    shared : str | None
        The named schema that was entered last, and the pointer in it.
    entered : frozenset
        The references that lead here, to leave circles.
    """

    old: Contract
    new: Contract
    where: str
    side: Side = Side.REQUEST
    pointer: str = ""
    shared: str | None = None
    entered: frozenset[tuple[str, str]] = frozenset()

    def at(self, where: str, side: Side = Side.REQUEST) -> Place:
        """Return the place of a part of this operation."""
        return replace(self, where=f"{self.where} {where}", side=side)

    def below(self, step: str) -> Place:
        """Return the place of a field, of the items, or of any other value inside this one."""
        shared = None if self.shared is None else f"{self.shared}/{step}"
        return replace(self, pointer=f"{self.pointer}/{step}", shared=shared)

    def entering(self, references: tuple[str, str]) -> Place:
        """Return this place, seen from the named schema that is referred to."""
        name = next(each for each in reversed(references) if each).rpartition("/")[2]
        return replace(self, shared=f"schema {name}", entered=self.entered | {references})

    def change(self, rule: str, sentence: str) -> Change:
        """Return a change that is found here."""
        return Change(rule, f"{self.where} {self.pointer}".rstrip(), sentence, self.shared)

    def sided(self, aspect: str, sentence: str) -> Change:
        """Return a change whose rule depends on who writes the value: ``null-added`` is ``answer-null-added``."""
        return self.change(f"{self.side}-{aspect}", sentence)
