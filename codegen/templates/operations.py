"""Every operation of the contract, one row each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation.

    Parameters
    ----------
    roles : frozenset[str]
        Who may call it: ``anonymous``, ``customer``, ``admin``.
    statuses : tuple[int, ...]
        Every status that it documents.
    body, parameters : str | None
        Dotted names of the models of its JSON body and of its path, query and header parameters.
    locations : Mapping[str, str]
        By a parameter's name where it is sent: ``path``, ``query`` or ``header``.
    responses : Mapping[int, str]
        Dotted names of its answers' models by status, where there is a JSON body that is no problem.
    deprecation : Mapping[str, str] | None
        The headers that say since when it is deprecated and when it will be gone; None where it isn't.
    """

    operation_id: str
    method: str
    path: str
    tag: str
    roles: frozenset[str]
    statuses: tuple[int, ...]
    body: str | None
    parameters: str | None
    locations: Mapping[str, str]
    responses: Mapping[int, str]
    deprecation: Mapping[str, str] | None = None
