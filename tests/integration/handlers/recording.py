"""Record a function's calls to AWS through botocore's events.

The calls of a function that it invokes are not recorded: it runs in another thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any

from handlers.runtime.aws import clients

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

_IN_A_TRANSACTION = {
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
    "Delete": "dynamodb:DeleteItem",
    "ConditionCheck": "dynamodb:ConditionCheckItem",
}
_SERVICES = {
    "dynamodb": "dynamodb",
    "eventbridge": "events",
    "lambda": "lambda",
    "s3": "s3",
    "secrets-manager": "secretsmanager",
    "ses": "ses",
    "sqs": "sqs",
}
# IAM's name of an operation, where it differs.
_ACTIONS = {"lambda:Invoke": "lambda:InvokeFunction"}

CLIENTS: list[_lru_cache_wrapper[Any]] = [
    clients.dynamodb,
    clients.events,
    clients.lambda_,
    clients.s3,
    clients.secretsmanager,
    clients.ses,
    clients.sqs,
]


@dataclass(slots=True)
class Recording:
    """The recorded calls, in order."""

    requests: list[str] = field(default_factory=list)
    actions: set[str] = field(default_factory=set)
    resources: set[tuple[str, str]] = field(default_factory=set)
    reads: list[Mapping[str, Any]] = field(default_factory=list)
    answers: list[Mapping[str, Any]] = field(default_factory=list)

    def items_read(self) -> int:
        """Return the number of items that Query read."""
        return sum(answer.get("ScannedCount", 0) for answer in self.answers)

    def signed(self, *, event_name: str, **__: object) -> None:
        """Record the action of a signature."""
        _, service, operation = event_name.split(".")
        if operation != "TransactWriteItems":
            action = f"{_SERVICES[service]}:{operation}"
            self.actions.add(_ACTIONS.get(action, action))

    def transaction(self, *, params: Mapping[str, Any], **_: object) -> None:
        """Record the actions of a transaction: IAM has none for the transaction itself."""
        self.actions.update(_IN_A_TRANSACTION[kind] for action in params["TransactItems"] for kind in action)

    def called(self, *, params: Mapping[str, Any], event_name: str, **_: object) -> None:
        service, operation = event_name.split(".")[1:]
        if service == "s3":
            return  # a presigned form is no call; form_signed records it
        name = f"{_SERVICES[service]}:{operation}"
        calls: list[tuple[str, Mapping[str, Any]]]
        match operation:
            case "TransactWriteItems":
                calls = [
                    (_IN_A_TRANSACTION[kind], each)
                    for item in params["TransactItems"]
                    for kind, each in dict(item).items()
                ]
            case "BatchGetItem":
                calls = [(name, {"TableName": table}) for table in params["RequestItems"]]
            case "PutEvents":
                calls = [(name, entry) for entry in params["Entries"]]
            case _:
                calls = [(_ACTIONS.get(name, name), params)]
        self.resources.update((action, _resource(each)) for action, each in calls)

    def form_signed(self, *, request: Any, **_: object) -> None:
        """Record the object of a presigned form, from its policy: no call names it."""
        policy = request.context.get("s3-presign-post-policy", {"conditions": []})
        named = {name: value for each in policy["conditions"] if isinstance(each, dict) for name, value in each.items()}
        if "key" in named:
            self.resources.add(("s3:PutObject", f"bucket/{named['bucket']}/{named['key']}"))

    def read(self, *, params: Mapping[str, Any], **_: object) -> None:
        self.reads.append(dict(params))

    def batch_read(self, *, params: Mapping[str, Any], **_: object) -> None:
        """Record a batch read."""
        self.reads.extend(params["RequestItems"].values())

    def sent(self, *, event_name: str, **_: object) -> None:
        """Record a request."""
        self.requests.append(event_name.split(".")[2])

    def answered(self, *, parsed: Mapping[str, Any], **_: object) -> None:
        self.answers.append(parsed)


# The kind of resource, by the parameter that names it.
_KINDS = {
    "SecretId": "secret",
    "FunctionName": "function",
    "EventBusName": "event-bus",
    "QueueUrl": "queue",
    "Source": "identity",
}


def _resource(params: Mapping[str, Any]) -> str:
    """Return the resource of a call, from its parameters."""
    if "TableName" in params:
        return f"table/{params['TableName']}" + (f"/index/{params['IndexName']}" if "IndexName" in params else "")
    (parameter,) = [name for name in _KINDS if name in params and not (name == "Source" and "EventBusName" in params)]
    value = str(params[parameter])
    # A queue is called by its URL, which ends with its name.
    return f"{_KINDS[parameter]}/{value.rpartition('/')[2] if parameter == 'QueueUrl' else value}"


def of_this_thread[R](hook: Callable[..., R]) -> Callable[..., R | None]:
    """Return a hook that runs in this thread only."""
    thread = threading.get_ident()

    @wraps(hook)
    def hook_of_this_thread(**event: object) -> R | None:
        return hook(**event) if threading.get_ident() == thread else None

    return hook_of_this_thread


@contextmanager
def recorded() -> Iterator[Recording]:
    """Record the calls to AWS inside the block."""
    recording = Recording()
    hooks: dict[str, Callable[..., None]] = {
        "before-sign": recording.signed,
        "before-sign.s3": recording.form_signed,
        "provide-client-params": recording.called,
        "provide-client-params.dynamodb.TransactWriteItems": recording.transaction,
        "provide-client-params.dynamodb.GetItem": recording.read,
        "provide-client-params.dynamodb.Query": recording.read,
        "provide-client-params.dynamodb.BatchGetItem": recording.batch_read,
        "before-send": recording.sent,
        "after-call": recording.answered,
    }
    hooks = {name: of_this_thread(hook) for name, hook in hooks.items()}
    events = [make().meta.events for make in CLIENTS]
    for each in events:
        for name, hook in hooks.items():
            each.register_first(name, hook)
    try:
        yield recording
    finally:
        for each in events:
            for name, hook in hooks.items():
                each.unregister(name, hook)
