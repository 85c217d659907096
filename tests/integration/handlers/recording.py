"""What a function asks of AWS, told by botocore's own events."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from handlers.runtime import clients

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_IN_A_TRANSACTION = {
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
    "Delete": "dynamodb:DeleteItem",
    "ConditionCheck": "dynamodb:ConditionCheckItem",
}
_SERVICES = {"dynamodb": "dynamodb", "s3": "s3", "secrets-manager": "secretsmanager"}


@dataclass(slots=True)
class Recording:
    """The calls of a while, in their order.

    Parameters
    ----------
    requests : list[str]
        The operation of every HTTP request, repeats included.
    actions : set[str]
        The IAM actions that they ask for; a form signed for somebody else's request counts.
    reads : list[Mapping]
        The parameters of every read of a row by its key.
    answers : list[Mapping]
        What was answered, parsed.
    """

    requests: list[str] = field(default_factory=list)
    actions: set[str] = field(default_factory=set)
    reads: list[Mapping[str, Any]] = field(default_factory=list)
    answers: list[Mapping[str, Any]] = field(default_factory=list)

    def items_read(self) -> int:
        """Return how many items Query had to read."""
        return sum(answer.get("ScannedCount", 0) for answer in self.answers)

    def signed(self, *, event_name: str, **__: object) -> None:
        """Note the action that a signature is for."""
        _, service, operation = event_name.split(".")
        if operation != "TransactWriteItems":
            self.actions.add(f"{_SERVICES[service]}:{operation}")

    def transaction(self, *, params: Mapping[str, Any], **_: object) -> None:
        """Note the actions of a transaction: IAM knows none of the whole."""
        self.actions.update(_IN_A_TRANSACTION[kind] for action in params["TransactItems"] for kind in action)

    def read(self, *, params: Mapping[str, Any], **_: object) -> None:
        """Note a read of a row."""
        self.reads.append(dict(params))

    def sent(self, *, event_name: str, **_: object) -> None:
        """Note a request."""
        self.requests.append(event_name.split(".")[2])

    def answered(self, *, parsed: Mapping[str, Any], **_: object) -> None:
        """Note an answer."""
        self.answers.append(parsed)


@contextmanager
def recorded() -> Iterator[Recording]:
    """Record what is asked of AWS inside."""
    recording = Recording()
    hooks: dict[str, Callable[..., None]] = {
        "before-sign": recording.signed,
        "provide-client-params.dynamodb.TransactWriteItems": recording.transaction,
        "provide-client-params.dynamodb.GetItem": recording.read,
        "before-send": recording.sent,
        "after-call": recording.answered,
    }
    events = [client.meta.events for client in (clients.dynamodb(), clients.s3(), clients.secretsmanager())]
    for each in events:
        for name, hook in hooks.items():
            each.register_first(name, hook)
    try:
        yield recording
    finally:
        for each in events:
            for name, hook in hooks.items():
                each.unregister(name, hook)
