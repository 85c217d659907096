# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of OrderStatus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses import JsonObject, quoted, texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal


class OrderStatus(JsonObject):
    """An order's status."""

    __slots__ = ()
    FIELDS = ("order_id", "status", "updated_at", "allowed_actions")

    def __init__(
        self,
        *,
        order_id: str,
        status: Literal["pending", "processing", "completed", "cancelled"],
        updated_at: str,
        allowed_actions: Sequence[Literal["cancel", "complete"]],
    ) -> None:
        self.text = f'{{"orderId":{quoted(order_id)},"status":"{status}","updatedAt":{quoted(updated_at)},"allowedActions":{texts(allowed_actions)}}}'
