"""Writing several rows at once, all or none."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from handlers.domain.errors import Unavailable
from handlers.runtime import clients, deadline
from handlers.runtime.dependencies import cancellation_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

MAX_ACTIONS = 100
_ATTEMPTS = 6
_FIRST_WAIT_SECONDS = 0.05
_TIME_TO_ANSWER_MILLISECONDS = 4000


class TransactionRefused(Exception):
    """A condition of the transaction did not hold, and nothing was written.

    Parameters
    ----------
    codes : Sequence[str]
        Why, one code an action, in the order of the actions: ``None`` or ``ConditionalCheckFailed``.
    """

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = tuple(codes)

    def failed(self, action: int) -> bool:
        """Tell whether it was this action's condition, counted from 0."""
        return self.codes[action] == "ConditionalCheckFailed"


def write_together(actions: Sequence[TransactWriteItemTypeDef]) -> None:
    """Write all or nothing; one that met another transaction on the same row is tried again after a random wait.

    Raises
    ------
    TransactionRefused
        If a condition doesn't hold.
    Unavailable
        If others were always quicker.
    """
    client = clients.dynamodb()
    for attempt in range(_ATTEMPTS):
        try:
            client.transact_write_items(TransactItems=actions)
        except client.exceptions.TransactionCanceledException as error:
            codes = list(cancellation_codes(error))
            if "ConditionalCheckFailed" in codes:
                raise TransactionRefused(codes) from error
            if "TransactionConflict" not in codes:
                raise
        else:
            return
        if attempt == _ATTEMPTS - 1 or deadline.is_within(_TIME_TO_ANSWER_MILLISECONDS):
            break
        time.sleep(random.uniform(0, _FIRST_WAIT_SECONDS * 2**attempt))  # noqa: S311  # jitter, no secret
    raise Unavailable("TransactWriteItems")
