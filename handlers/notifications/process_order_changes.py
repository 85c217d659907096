"""What happens to an order is told: an e-mail to its buyer, a domain event to whoever listens."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import dropwhile
from typing import TYPE_CHECKING, Any

from handlers.adapters.dead_letters import put_dead_letter
from handlers.adapters.mail import Undeliverable
from handlers.domain.clock import epoch_seconds, now
from handlers.domain.errors import Misconfigured, ShopError
from handlers.notifications.order_changes import MalformedRecord, OrderChange, read_change
from handlers.notifications.telling import CHANNELS, NoTimeLeft, UnknownBuyer, tell
from handlers.runtime import observability, settings
from handlers.runtime.aws.errors import meaning
from handlers.runtime.aws.send_once import Unanswered
from handlers.runtime.event_function import event_function
from handlers.store.deliveries import AttemptsUsedUp, DeliveryAtWork

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# For so long something that fails may still mend itself.
PATIENCE_SECONDS = 15 * 60
_HOPELESS = (AttemptsUsedUp, MalformedRecord, Undeliverable, UnknownBuyer)
_FORESEEN = (ShopError, DeliveryAtWork, Unanswered, *_HOPELESS)


@dataclass(frozen=True, slots=True)
class _Failure:
    """A record of which not all is told, and why."""

    record: Any
    causes: Sequence[Exception]

    @property
    def sequence_number(self) -> str:
        """What the stream knows the record by; Lambda takes an empty one for the whole batch."""
        try:
            return str(self.record["dynamodb"]["SequenceNumber"])
        except (KeyError, TypeError):
            return ""

    @property
    def is_hopeless(self) -> bool:
        """Whether it is of no use to try again."""
        mendable = [cause for cause in self.causes if not isinstance(cause, _HOPELESS)]
        if any(isinstance(cause, NoTimeLeft) for cause in mendable):
            return False
        return not mendable or self._age() > PATIENCE_SECONDS

    def _age(self) -> float:
        return epoch_seconds(now()) - float(self.record["dynamodb"]["ApproximateCreationDateTime"])


@event_function("process_order_changes")
def handler(event: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    """Tell of every order's change in a batch of the stream, and answer which records are to come again.

    What can't be told goes into the queue of dead letters. A record that comes from there, in an event with
    ``"redrive": true``, is tried anew, however often it was tried before; one that fails again is answered as such
    and stays in the queue.
    """
    _require_settings()
    failures = list(_failures(event["Records"], anew=_is_redrive(event)))
    _log_misconfiguration(failures)
    # As soon as one is to come again, those after it come again as well, and have their chance then.
    left = failures if _is_redrive(event) else list(dropwhile(_is_put_aside, failures))
    return {"batchItemFailures": [{"itemIdentifier": failure.sequence_number} for failure in left]}


def _is_redrive(event: Mapping[str, Any]) -> bool:
    return event.get("redrive") is True


def _require_settings() -> None:
    settings.require(
        settings.TABLE_NAME, settings.SES_FROM_EMAIL, settings.EVENT_BUS_NAME, settings.DEAD_LETTER_QUEUE_URL
    )


def _failures(records: Sequence[Any], *, anew: bool) -> Iterator[_Failure]:
    for record in records:
        try:
            change = read_change(record)
        except MalformedRecord as malformed:
            yield _Failure(record, [malformed])
            continue
        causes = [] if change is None else list(_causes(change, anew=anew))
        if causes:
            yield _Failure(record, causes)


def _causes(change: OrderChange, *, anew: bool) -> Iterator[Exception]:
    for channel in CHANNELS:
        try:
            tell(channel, change, anew=anew)
        except Exception as error:  # noqa: BLE001  # whatever it is: the other channel and records are not to wait for it
            cause = meaning(error)
            _log(cause, change, channel.name)
            yield cause


def _log(cause: Exception, change: OrderChange, channel: str) -> None:
    match cause:
        case Misconfigured() | NoTimeLeft():
            return  # the same for every record
        case _ if isinstance(cause, _FORESEEN):
            observability.log_warning(
                "ORDER_CHANGE_NOT_TOLD",
                "Order change not told",
                orderId=change.order.order_id,
                change=change.event,
                channel=channel,
                reason=type(cause).__name__,
            )
        case _:
            observability.log_failure("UNEXPECTED_ERROR", "An error that nobody foresaw", cause)


def _log_misconfiguration(failures: Sequence[_Failure]) -> None:
    causes = {str(cause): cause for failure in failures for cause in failure.causes if isinstance(cause, Misconfigured)}
    for message, cause in causes.items():
        observability.log_failure("MISCONFIGURED", message, cause)


def _is_put_aside(failure: _Failure) -> bool:
    """Put a record that is hopeless into the queue of dead letters, and tell whether it is there."""
    if not failure.is_hopeless:
        return False
    reason = type(failure.causes[0]).__name__
    try:
        put_dead_letter(failure.record, reason=reason)
    except Exception as error:  # noqa: BLE001  # whatever it is: the record stays in the stream then
        cause = meaning(error)
        message = str(cause) if isinstance(cause, Misconfigured) else "A record could not be put aside"
        observability.log_failure("DEAD_LETTER_FAILED", message, cause)
        return False
    observability.log_warning(
        "ORDER_CHANGE_PUT_ASIDE",
        "A record is in the queue of dead letters",
        sequenceNumber=failure.sequence_number,
        reason=reason,
    )
    return True
