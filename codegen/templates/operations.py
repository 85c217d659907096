"""All operations of the contract, one row each."""

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
        All its documented statuses.
    body, parameters : str | None
        The modules of its JSON body and its parameters, in ``generated.requests`` and ``generated.models``.
    locations : Mapping[str, str]
        The location of each parameter by name: ``path``, ``query`` or ``header``.
    responses : Mapping[int, str]
        The modules of its responses in ``generated.models`` by status; without problems and empty bodies.
    is_cached : bool
        Whether API Gateway may cache its responses.
    is_personal : bool
        Whether no cache may store its responses.
    deprecation : Mapping[str, str] | None
        The response headers with the dates of its deprecation and removal; None if it isn't deprecated.
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
    is_cached: bool = False
    is_personal: bool = False
    deprecation: Mapping[str, str] | None = None

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that its function answers: HEAD, too, if it is a GET."""
        return (self.method, "HEAD") if self.method == "GET" else (self.method,)
