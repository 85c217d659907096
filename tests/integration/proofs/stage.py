"""Functions in forked processes, whose calls are numbered and may each be the last one."""

import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

from local.aws.function_runtime import FunctionFailed
from local.aws.functions import FunctionContext, Functions, lambda_api, rows
from tests.harness import served
from tests.integration.handlers.faulty_proxy import FaultyProxy, Injected, running
from tests.integration.proofs import processes
from tests.integration.proofs.processes import Part, Process
from tests.integration.proofs.scripts import invoke_or_fail

_FUNCTION, _PAYMENT = "", "payment "


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is about to be executed, and the processes that it may be a part of."""

    number: int
    name: str
    caller: Process
    function: Process


type Intervention = Callable[[Call], Injected]


class Stage:
    """A table on which functions act, each in a process, with the payment service."""

    def __init__(self, aws_url: str, stack: ExitStack) -> None:
        self._intervene: Intervention | None = None
        self._callers: dict[str, Process] = {}
        self._lock = threading.Lock()
        self.calls: list[str] = []
        self.table = ""

        def proxy(upstream: str, caller: str) -> str:
            proxy = stack.enter_context(running(FaultyProxy(upstream)))
            proxy.plan = partial(self._inject, caller)
            return proxy.url

        payments = stack.enter_context(served(lambda_api(_Payments(self._begin))))
        watched_payments = stack.enter_context(served(lambda_api(_Payments(partial(self._begin, watched_as=_PAYMENT)))))
        self._settings = {
            None: {"AWS_ENDPOINT_URL": aws_url, "AWS_ENDPOINT_URL_LAMBDA": payments},
            _FUNCTION: {
                "AWS_ENDPOINT_URL": proxy(aws_url, _FUNCTION),
                "AWS_ENDPOINT_URL_LAMBDA": proxy(watched_payments, _FUNCTION),
            },
            _PAYMENT: {"AWS_ENDPOINT_URL": proxy(aws_url, _PAYMENT)},
        }

    def watch(self, part: Part, intervene: Intervention | None = None) -> Any:
        """Run a part in a process, with an intervention at its calls; return its result, or None if it was killed."""
        self.calls = []
        self._intervene = intervene
        outcome = self._begin(part, watched_as=_FUNCTION).outcome()
        return None if outcome is None else outcome[0][0]

    def run(self, *parts: Part) -> list[Any]:
        return processes.run(parts, {**self._settings[None], "TABLE_NAME": self.table})

    def _begin(self, part: Part, *, watched_as: str | None = None) -> Process:
        # Its first call may arrive before the process is known here.
        with self._lock:
            process = Process([part], {**self._settings[watched_as], "TABLE_NAME": self.table})
            if watched_as is not None:
                self._callers[watched_as] = process
        return process

    def _inject(self, caller: str, operation: str, _: int) -> Injected:
        with self._lock:
            call = Call(len(self.calls), caller + operation, self._callers[caller], self._callers[_FUNCTION])
            self.calls.append(call.name)
        return self._intervene(call) if self._intervene else None


class _Payments(Functions):
    """Runs functions in forked processes; a killed one counts as failed."""

    def __init__(self, begin: Callable[[Part], Process]) -> None:
        super().__init__(rows())
        self._begin = begin

    def _call(self, key: str, event: Mapping[str, Any], context: FunctionContext) -> Any:
        outcome = self._begin(partial(invoke_or_fail, key, dict(event))).outcome()
        if outcome is None:
            raise FunctionFailed(
                f"RequestId: {context.aws_request_id} Error: Runtime exited with error: signal: killed"
            )
        ((result,), _) = outcome
        if isinstance(result, FunctionFailed):
            raise result
        return result
