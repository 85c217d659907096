"""Logs, metrics and traces, with the names that alarms and queries use."""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from contextvars import ContextVar
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

from handlers.runtime import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aws_lambda_powertools.utilities.typing import LambdaContext

SERVICE = "ecommerce-api"
NAMESPACE = "EcommerceAPI"
_ROOT = "Root="


def _number(value: object) -> float:
    if not isinstance(value, Decimal):
        raise TypeError(f"a log line can't contain {type(value).__name__}")
    return float(value)


_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False, default=_number)
# Lambda runs one event at a time; the local shop runs them in threads.
_keys: ContextVar[Mapping[str, object]] = ContextVar("keys", default=MappingProxyType({}))


class _Formatter(LambdaPowertoolsFormatter):
    """Format a log line directly: Powertools' own formatter takes longer than the rest of a read's event handling."""

    def format(self, record: logging.LogRecord) -> str:
        extra = vars(record)
        seconds, milliseconds = divmod(time.time_ns() // 1_000_000, 1000)
        line = {
            "timestamp": f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{milliseconds:03}Z",
            "level": "WARN" if record.levelname == "WARNING" else record.levelname,
            **_keys.get(),
            "event": extra["event"],
            "message": record.msg,
            "metadata": extra["metadata"],
        }
        if extra["duration"] is not None:
            line["duration"] = extra["duration"]
        return _ENCODER.encode(line)


class _Output(logging.Handler):
    """Write each line to the standard output, in one call, because the local shop's threads write, too."""

    def emit(self, record: logging.LogRecord) -> None:
        _print(f"{self.format(record)}\n")


_logger = Logger(service=SERVICE, level=logging.INFO, logger_formatter=_Formatter(), logger_handler=_Output())
# The X-Ray SDK is large, and works only in Lambda.
_tracer = Tracer(service=SERVICE, auto_patch=False) if settings.runs_in_lambda() else None


def start(context: LambdaContext, *, operation: str, request_id: str, user_id: str | None = None) -> None:
    """Set the keys of every log line until the next invocation."""
    level = settings.LOG_LEVEL.value()
    # Setting a level clears the level cache of every logger.
    if level != _logger.log_level:
        _logger.setLevel(level)
    user = {} if user_id is None else {"userId": user_id}
    _keys.set(
        {"requestId": request_id, **user, "functionName": context.function_name, "operation": operation, **_trace_id()}
    )


def _trace_id() -> dict[str, str]:
    root = settings.trace_header().partition(";")[0]
    return {"xray_trace_id": root.removeprefix(_ROOT)} if root else {}


def identify(user_id: str) -> None:
    """Add the user to all later log lines of the invocation."""
    _keys.set({**_keys.get(), "userId": user_id})


def log(event: str, message: str, *, duration: int | None = None, **metadata: object) -> None:
    """Write a line at INFO.

    Parameters
    ----------
    event : str
        Name of the event, for queries: ``PRODUCT_CREATED``.
    message : str
        The event in words, without personal data or secrets.
    duration : int, optional
        Milliseconds.
    **metadata : object
        Ids and counts.
    """
    _logger.info(message, extra={"event": event, "metadata": metadata, "duration": duration})


def log_debug(event: str, message: str, **metadata: object) -> None:
    """Write a line at DEBUG, which only dev logs."""
    if _logger.log_level <= logging.DEBUG:
        _logger.debug(message, extra={"event": event, "metadata": metadata, "duration": None})


def log_warning(event: str, message: str, **metadata: object) -> None:
    """Write a line at WARN."""
    _logger.warning(message, extra={"event": event, "metadata": metadata, "duration": None})


def log_failure(event: str, message: str, error: BaseException, **metadata: object) -> None:
    """Write a line at ERROR with an error's type and stack, but not its text, which may quote user input."""
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    failure = {**metadata, "error": type(error).__name__, "trace": frames}
    _logger.error(message, extra={"event": event, "metadata": failure, "duration": None})


def count(metric: str, value: int = 1) -> None:
    """Add to a metric, with the stage as a dimension, because an account may have several stages.

    The line has CloudWatch's embedded metric format (docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring).
    """
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": [["service", "stage"]],
        "Metrics": [{"Name": metric, "Unit": "Count"}],
    }
    metadata = {"Timestamp": time.time_ns() // 1_000_000, "CloudWatchMetrics": [directive]}
    line = {"_aws": metadata, "service": SERVICE, "stage": settings.ENVIRONMENT.value(), metric: [float(value)]}
    _print(f"{_ENCODER.encode(line)}\n")


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


@cache
def trace_calls() -> None:
    """Trace AWS calls; does nothing outside Lambda."""
    if _tracer is not None:
        _tracer.patch(modules=("botocore",))


class traced:  # noqa: N801  # called like a function; a generator would cost more than the rest of an untraced event
    """Trace the block as a subsegment with annotations; does nothing outside Lambda.

    The block gets a function that adds its result as metadata: texts, numbers and booleans, no personal data.
    """

    __slots__ = ("_annotations", "_block", "_name")

    def __init__(self, name: str, **annotations: str) -> None:
        self._name, self._annotations = name, annotations
        self._block: Any = None

    def __enter__(self) -> Callable[[Mapping[str, object]], None]:
        if _tracer is None:
            return _ignore
        self._block = _tracer.provider.in_subsegment(name=self._name)
        subsegment = self._block.__enter__()
        for key, value in self._annotations.items():
            subsegment.put_annotation(key=key, value=value)
        return lambda result: subsegment.put_metadata(key="result", value=result)

    def __exit__(self, *failure: object) -> None:
        if self._block is not None:
            self._block.__exit__(*failure)


def _ignore(_: Mapping[str, object]) -> None:
    """Add nothing."""
