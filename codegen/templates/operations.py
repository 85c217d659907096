"""The operations of the contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation of the contract.

    Parameters
    ----------
    roles : frozenset[str]
        Roles that may call it: ``anonymous``, ``customer``, ``admin``.
    statuses : tuple[int, ...]
        Every status that it documents.
    body, parameters : str | None
        Dotted names of the models of its JSON body and of its parameters, or None.
    locations : Mapping[str, str]
        Where each parameter is, by name: ``path``, ``query`` or ``header``.
    responses : Mapping[int, str]
        Dotted names of its response models by status; statuses without a body and problems are left out.
    deprecation : Mapping[str, str] | None
        The ``Deprecation`` and ``Sunset`` headers of a deprecated operation, or None.
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
