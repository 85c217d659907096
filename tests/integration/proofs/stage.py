"""Functions in forked processes, whose calls are numbered and may each be the last one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from local.aws.function_runtime import FunctionFailed
from local.aws.functions import FunctionContext, Functions, lambda_api, rows
from tests.harness import served
from tests.integration.handlers.faulty_aws import Fate, way_to
from tests.integration.proofs.processes import Part, Process, Processes

if TYPE_CHECKING:
    type Happening = Callable[[Call], Fate]

_FUNCTION, _PAYMENT = "", "payment "


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is about to be executed."""

    number: int
    name: str
    caller: Process
    function: Process


def nothing(_: Call) -> Fate:
    return None


class Stage:
    """A table on which functions act, each in a process, with the payment service."""

    def __init__(self, aws_url: str, processes: Processes, stack: ExitStack) -> None:
        self._processes = processes
        self._happening: Happening = nothing
        self._callers: dict[str, Process] = {}
        self._lock = threading.Lock()
        self.calls: list[str] = []
        self.table = ""
        payment_way, function_way = (stack.enter_context(way_to(aws_url)) for _ in range(2))
        watched_payments, payments = (
            stack.enter_context(served(lambda_api(_Payments(begin))))
            for begin in (self._begin_watched_payment, self._begin_payment)
        )
        lambda_way = stack.enter_context(way_to(watched_payments))
        self._aside = {"AWS_ENDPOINT_URL": aws_url, "AWS_ENDPOINT_URL_LAMBDA": payments}
        self._watched = {
            _FUNCTION: {"AWS_ENDPOINT_URL": function_way.url, "AWS_ENDPOINT_URL_LAMBDA": lambda_way.url},
            _PAYMENT: {"AWS_ENDPOINT_URL": payment_way.url},
        }
        for way, by in ((function_way, _FUNCTION), (lambda_way, _FUNCTION), (payment_way, _PAYMENT)):
            way.plan = partial(self._fate, by)

    def watch(self, part: Part, happening: Happening = nothing) -> Any:
        """Run a part in a process, with an intervention at its calls."""
        self.calls = []
        self._happening = happening
        answers = self._begin_watched(part, _FUNCTION).answers()
        return None if answers is None else answers[0]

    def run(self, *parts: Part) -> list[Any]:
        """Run parts one after the other in a process without interventions, and return their responses."""
        return self._processes.run(parts, self._settings(self._aside))

    def _begin_watched(self, part: Part, by: str) -> Process:
        # Its first call may arrive before the process is known here.
        with self._lock:
            process = self._processes.begin([part], self._settings(self._watched[by]))
            self._callers[by] = process
        return process

    def _begin_watched_payment(self, part: Part) -> Process:
        return self._begin_watched(part, _PAYMENT)

    def _begin_payment(self, part: Part) -> Process:
        return self._processes.begin([part], self._settings(self._aside))

    def _settings(self, ways: Mapping[str, str]) -> dict[str, str]:
        return {**ways, "TABLE_NAME": self.table}

    def _fate(self, by: str, operation: str, _: int) -> Fate:
        with self._lock:
            call = Call(len(self.calls), by + operation, self._callers[by], self._callers[_FUNCTION])
            self.calls.append(call.name)
        return self._happening(call)


class _Payments(Functions):
    """Runs functions in forked processes; a killed one counts as failed."""

    def __init__(self, begin: Callable[[Part], Process]) -> None:
        super().__init__(rows())
        self._begin = begin

    def _call(self, key: str, event: Mapping[str, Any], context: FunctionContext) -> Any:
        answers = self._begin(("run", {"function": key, "event": event})).answers()
        if answers is None:
            raise FunctionFailed(
                f"RequestId: {context.aws_request_id} Error: Runtime exited with error: signal: killed"
            )
        (response,) = answers
        if "errorMessage" in response:
            raise FunctionFailed(response["errorMessage"])
        return response["answer"]
