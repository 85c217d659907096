"""Record a function's calls to AWS, or run another call between two of them, through botocore's events.

The calls of a function that it invokes are neither recorded nor counted: it runs in another context.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper, partial
from typing import Any

from handlers.runtime.aws import clients
from tests.integration.handlers.calling import running

CLIENTS: list[_lru_cache_wrapper[Any]] = [
    clients.dynamodb,
    clients.events,
    clients.lambda_,
    clients.s3,
    clients.secretsmanager,
    clients.ses,
    clients.sqs,
]
# The kind of resource, by the parameter that names it; of several, the first counts.
_KINDS = {
    "SecretId": "secret",
    "FunctionName": "function",
    "EventBusName": "event-bus",
    "QueueUrl": "queue",
    "Source": "identity",
    "Bucket": "bucket",
}

_marks: ContextVar[tuple[object, ...]] = ContextVar("marks", default=())


@dataclass(slots=True)
class Recording:
    requests: list[str] = field(default_factory=list)
    resources: set[tuple[str, str]] = field(default_factory=set)
    reads: list[Mapping[str, Any]] = field(default_factory=list)
    responses: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def actions(self) -> set[str]:
        return {action for action, _ in self.resources}

    @property
    def items_read(self) -> int:
        return sum(response.get("ScannedCount", 0) for response in self.responses)

    def add_call(self, *, params: Mapping[str, Any], event_name: str, **_: object) -> Mapping[str, Any]:
        """Record a call, and let a write return its consumed capacity."""
        service, operation = event_name.split(".")[1:]
        calls: list[tuple[str, Mapping[str, Any]]] = []
        match operation:
            case "TransactWriteItems":
                calls = [
                    (f"dynamodb:{kind}Item", item) for each in params["TransactItems"] for kind, item in each.items()
                ]
            case "BatchGetItem":
                calls = [("dynamodb:BatchGetItem", {"TableName": name}) for name in params["RequestItems"]]
                self.reads.extend(params["RequestItems"].values())
            case "PutEvents":
                calls = [("events:PutEvents", entry) for entry in params["Entries"]]
            case "ListObjectsV2":
                calls = [("s3:ListBucket", params)]
            case _ if (service, operation) != ("s3", "CreateBucket"):  # of a presigned form, which add_form records
                action = "InvokeFunction" if operation == "Invoke" else operation
                calls = [(f"{service.replace('-', '')}:{action}", params)]
        self.resources.update((action, _resource(each)) for action, each in calls)
        if operation in {"GetItem", "Query"}:
            self.reads.append(dict(params))
        is_write = operation in {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"}
        return {**params, "ReturnConsumedCapacity": "INDEXES"} if is_write else params

    def add_form(self, *, request: Any, **_: object) -> None:
        """Record the object of a presigned form, from its policy: no call names it."""
        policy = request.context.get("s3-presign-post-policy", {"conditions": []})
        named = {name: value for each in policy["conditions"] if isinstance(each, dict) for name, value in each.items()}
        if "key" in named:
            self.resources.add(("s3:PutObject", f"bucket/{named['bucket']}/{named['key']}"))


def _resource(params: Mapping[str, Any]) -> str:
    if "TableName" in params:
        return f"table/{params['TableName']}" + (f"/index/{params['IndexName']}" if "IndexName" in params else "")
    parameter = next(name for name in _KINDS if name in params)
    # A queue is called by its URL, which ends with its name.
    name = "/".join([str(params[parameter]), *([params["Key"]] if "Key" in params else [])])
    return f"{_KINDS[parameter]}/{name.rpartition('/')[2] if parameter == 'QueueUrl' else name}"


@contextmanager
def recorded() -> Iterator[Recording]:
    recording = Recording()
    hooks: dict[str, Callable[..., Any]] = {
        "provide-client-params": recording.add_call,
        "before-sign.s3": recording.add_form,
        "before-send": lambda event_name, **_: recording.requests.append(event_name.split(".")[2]),
        "after-call": lambda parsed, **_: recording.responses.append(parsed),
    }
    with _hooked(hooks, CLIENTS):
        yield recording


class ProcessKilled(BaseException):
    """The process was killed."""


def kill_process() -> None:
    """Simulate a killed process: no `except Exception` catches it."""
    raise ProcessKilled


def the_payment(seen: Sequence[str]) -> bool:
    """Return whether the next request is the first to the payment service."""
    return seen[-1] == "Invoke" and seen.count("Invoke") == 1


def after_the_payment(seen: Sequence[str]) -> bool:
    """Return whether the next request is the first after one to the payment service."""
    return len(seen) > 1 and seen[-2] == "Invoke"


@contextmanager
def before(is_the_place: Callable[[Sequence[str]], bool], act: Callable[[], object]) -> Iterator[list[str]]:
    """Call `act` before every request to the table or a function that the predicate matches."""
    seen: list[str] = []
    inside = False
    lock = threading.Lock()

    def hook(*, event_name: str, **_: object) -> None:
        nonlocal inside
        if inside:
            return
        with lock:
            seen.append(event_name.split(".")[2])
            is_here = is_the_place(seen)
        if is_here:
            inside = True
            # In a separate context: its time limit and its settings are not those of the function around it.
            separate = copy_context()
            separate.run(running.set, None)
            separate.run(act)
            inside = False

    with _hooked({"before-send": hook}, [clients.dynamodb, clients.lambda_, clients.s3]):
        yield seen


@contextmanager
def _hooked(hooks: Mapping[str, Callable[..., Any]], makers: Iterable[Callable[[], Any]]) -> Iterator[None]:
    """Register hooks with clients' events, for this context and the threads that a function starts in it."""
    mark = object()

    def call_in_this_context(hook: Callable[..., Any], **event: object) -> Any:
        return hook(**event) if mark in _marks.get() else None

    own = {name: partial(call_in_this_context, hook) for name, hook in hooks.items()}
    with ExitStack() as stack:
        stack.callback(_marks.reset, _marks.set((*_marks.get(), mark)))
        for events in [make().meta.events for make in makers]:
            for name, hook in own.items():
                events.register_first(name, hook)
                stack.callback(events.unregister, name, hook)
        yield
