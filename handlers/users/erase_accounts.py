"""The scheduled function that erases the accounts whose deletion is due."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from handlers.adapters.data_exports import export_store
from handlers.domain.errors import ShopError, Unavailable
from handlers.runtime import invocation, observability
from handlers.runtime.aws import clients
from handlers.runtime.aws.errors import translate_error
from handlers.runtime.invocation import event_function
from handlers.store.deletions import iter_due_deletions
from handlers.store.erasures import DeletionUndone, erasure_steps, has_open_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.store.deletions import Deletion

# The maximum duration of a step and the query before it. If less time is left, the next run continues.
_STEP_MILLISECONDS = 2 * clients.ATTEMPT_MILLISECONDS


class ErasureFailed(ShopError):
    """Some accounts could not be erased; the next run retries them."""


class OutOfTime(Unavailable):
    """The invocation ends too soon for another step."""

    def __init__(self) -> None:
        super().__init__("the rest of the function's time")


@event_function("erase_accounts")
def handler(_event: Mapping[str, Any]) -> None:
    """Erase every account whose deletion is due, unless an order of it is pending or in processing."""
    failures = 0
    try:
        for deletion in iter_due_deletions():
            failures += not _succeeds(deletion)
    except OutOfTime:
        observability.log_warning("ERASURE_INCOMPLETE", "Out of time; the next run continues")
    if failures:
        raise ErasureFailed(f"{failures} accounts could not be erased")


def _succeeds(deletion: Deletion) -> bool:
    user_id = deletion.user_id
    try:
        _erase(deletion)
    except OutOfTime:
        raise
    except DeletionUndone:
        observability.log("ERASURE_CANCELLED", "The deletion was taken back", erasedUserId=user_id)
    except Exception as error:  # noqa: BLE001  # one failure must not block the other accounts
        observability.log_failure(
            "ERASURE_FAILED", "An account could not be erased", translate_error(error), erasedUserId=user_id
        )
        return False
    return True


def _erase(deletion: Deletion) -> None:
    if has_open_order(deletion.user_id):
        observability.log("ERASURE_DELAYED", "An order of the account isn't finished", erasedUserId=deletion.user_id)
        return
    for step in erasure_steps(deletion, partial(export_store.delete, deletion.user_id)):
        if invocation.ends_within(_STEP_MILLISECONDS):
            raise OutOfTime
        step()
    observability.log("ACCOUNT_ERASED", "Account erased", erasedUserId=deletion.user_id)
