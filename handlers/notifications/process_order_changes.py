"""The stream processor: an order change becomes an e-mail to the buyer and a domain event, a request an e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import dropwhile
from typing import TYPE_CHECKING, Any

from handlers.adapters.dead_letters import dead_letter_queue
from handlers.adapters.mail import Undeliverable
from handlers.domain.clock import epoch_seconds, now
from handlers.domain.errors import Misconfigured, ShopError
from handlers.notifications.changes import MalformedRecord, read_change
from handlers.notifications.channels import BuyerNotFound, channels_of
from handlers.notifications.delivery import OutOfTime, deliver
from handlers.runtime import observability, settings
from handlers.runtime.aws.errors import translate_error
from handlers.runtime.aws.send_once import OutcomeUnknown
from handlers.runtime.invocation import event_function
from handlers.store.deliveries import AttemptsExhausted, DeliveryInProgress, record_dead_letter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from handlers.notifications.changes import Change

# The retry window before dead-lettering.
RETRY_WINDOW_SECONDS = 15 * 60
_PERMANENT = (AttemptsExhausted, MalformedRecord, Undeliverable, BuyerNotFound)
_EXPECTED = (ShopError, DeliveryInProgress, OutcomeUnknown, *_PERMANENT)


@dataclass(frozen=True, slots=True)
class _Failure:
    """A record with at least one failed delivery, and the errors by channel; one that can't be read has no change."""

    record: Any
    errors: Mapping[str, Exception]
    change: Change | None = None

    @property
    def sequence_number(self) -> str:
        """The record's sequence number; Lambda takes an empty one for the whole batch."""
        try:
            return str(self.record["dynamodb"]["SequenceNumber"])
        except (KeyError, TypeError):
            return ""

    @property
    def is_permanent(self) -> bool:
        """Whether a retry can't succeed, or the retry window has ended."""
        transient = [error for error in self.errors.values() if not isinstance(error, _PERMANENT)]
        if any(isinstance(error, OutOfTime) for error in transient):
            return False
        return not transient or self._age() > RETRY_WINDOW_SECONDS

    def _age(self) -> float:
        return epoch_seconds(now()) - float(self.record["dynamodb"]["ApproximateCreationDateTime"])


@event_function("process_order_changes")
def handler(event: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    """Deliver a notification for every change of a batch, and return the records to retry.

    Records that keep failing go to the dead-letter queue. An event with ``"redrive": true`` contains records from that
    queue: their attempts are reset, and a record that fails again is returned as failed and stays in the queue.
    """
    _require_settings()
    is_redrive = event.get("redrive") is True
    failures = list(_failures(event["Records"], reset_attempts=is_redrive))
    _log_misconfiguration(failures)
    # Lambda retries every record from the first failed one on, so only those before it must be dead-lettered now.
    retried = failures if is_redrive else list(dropwhile(_dead_letter, failures))
    return {"batchItemFailures": [{"itemIdentifier": failure.sequence_number} for failure in retried]}


def _require_settings() -> None:
    # Check before any delivery, so that a missing setting leaves nothing partially delivered.
    settings.require(
        settings.TABLE_NAME,
        settings.SES_FROM_EMAIL,
        settings.SHOP_NAME,
        settings.ACCOUNT_PAGES_URL,
        settings.EVENT_BUS_NAME,
        settings.DEAD_LETTER_QUEUE_URL,
        settings.EXPORT_BUCKET_NAME,
    )


def _failures(records: Sequence[Any], *, reset_attempts: bool) -> Iterator[_Failure]:
    for record in records:
        try:
            change = read_change(record)
        except MalformedRecord as error:
            yield _Failure(record, {"": error})
            continue
        observability.log_debug("RECORD_READ", "Stream record read", **({} if change is None else change.ids))
        errors = {} if change is None else dict(_errors(change, reset_attempts=reset_attempts))
        if errors:
            yield _Failure(record, errors, change)


def _errors(change: Change, *, reset_attempts: bool) -> Iterator[tuple[str, Exception]]:
    for channel in channels_of(change):
        try:
            deliver(channel, change, reset_attempts=reset_attempts)
        except Exception as error:  # noqa: BLE001  # one failure must not block the other channels and records
            cause = translate_error(error)
            _log(cause, change, channel.name)
            yield channel.name, cause


def _log(error: Exception, change: Change, channel: str) -> None:
    match error:
        case Misconfigured() | OutOfTime():
            return  # the same for every record
        case _ if isinstance(error, _EXPECTED):
            observability.log_warning(
                "NOTIFICATION_FAILED",
                "Notification failed",
                channel=channel,
                reason=type(error).__name__,
                **change.ids,
            )
        case _:
            observability.log_failure("UNEXPECTED_ERROR", "Unhandled exception", error)


def _log_misconfiguration(failures: Sequence[_Failure]) -> None:
    errors = [error for failure in failures for error in failure.errors.values() if isinstance(error, Misconfigured)]
    for message, error in {str(error): error for error in errors}.items():
        observability.log_failure("MISCONFIGURED", message, error)


def _dead_letter(failure: _Failure) -> bool:
    """Send a permanent failure to the dead-letter queue; return whether it was sent."""
    if not failure.is_permanent:
        return False
    reason = type(next(iter(failure.errors.values()))).__name__
    try:
        dead_letter_queue.put(failure.record, reason=reason)
    except Exception as error:  # noqa: BLE001  # after any error, the record stays in the stream
        cause = translate_error(error)
        message = str(cause) if isinstance(cause, Misconfigured) else "The dead-letter queue did not accept a record"
        observability.log_failure("DEAD_LETTER_FAILED", message, cause)
        return False
    observability.log_warning(
        "RECORD_DEAD_LETTERED",
        "Record sent to the dead-letter queue",
        sequenceNumber=failure.sequence_number,
        reason=reason,
    )
    _record_dead_letter(failure)
    return True


def _record_dead_letter(failure: _Failure) -> None:
    """Record, best effort, which deliveries have ended for now: a purge of test data doesn't wait for them."""
    if failure.change is None:
        return
    for channel in failure.errors:
        try:
            record_dead_letter(failure.change.partition, failure.change.event, channel)
        except Exception as error:  # noqa: BLE001  # the record is in the queue, and must not be sent there again
            _log(translate_error(error), failure.change, channel)
