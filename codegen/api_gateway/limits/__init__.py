"""What API Gateway's REST import takes, as an allow-list: whatever isn't known here is refused.

It takes some things and drops them in silence, so a document that it accepts is not yet one that works as meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.api_gateway.limits.document import document_faults
from codegen.contract import ContractError

if TYPE_CHECKING:
    from codegen.contract import Node

__all__ = ["check", "document_faults"]


def check(document: Node) -> None:
    """Refuse an import document that API Gateway wouldn't take.

    Raises
    ------
    ContractError
        With every fault: where it is, and what is wrong there.
    """
    faults = list(document_faults(document))
    if faults:
        raise ContractError("API Gateway wouldn't take this:\n  " + "\n  ".join(faults))
