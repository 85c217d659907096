"""Logs, metrics and traces, with the names that alarms and queries use."""

from __future__ import annotations

import logging
import traceback
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from handlers.runtime import settings
from handlers.runtime.json_text import dump

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from aws_lambda_powertools.logging.types import PowertoolsLogRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext

SERVICE = "ecommerce-api"
NAMESPACE = "EcommerceAPI"
_KEYS = (
    "timestamp",
    "level",
    "requestId",
    "userId",
    "functionName",
    "operation",
    "event",
    "message",
    "metadata",
    "duration",
    "xray_trace_id",
)


class _Formatter(LambdaPowertoolsFormatter):
    """Format a log line with the keys in `_KEYS` only, in that order."""

    def serialize(self, log: dict[str, Any] | PowertoolsLogRecord) -> str:
        line: dict[str, object] = {**log}
        if line.get("level") == "WARNING":
            line["level"] = "WARN"
        return dump({key: line[key] for key in _KEYS if key in line})


_logger = Logger(
    service=SERVICE,
    level=logging.INFO,
    logger_formatter=_Formatter(datefmt="%Y-%m-%dT%H:%M:%S.%FZ", utc=True),
)
# The X-Ray SDK is large, and works only in Lambda.
_tracer = Tracer(service=SERVICE, auto_patch=False) if settings.runs_in_lambda() else None


def start(context: LambdaContext, *, operation: str, request_id: str, user_id: str | None = None) -> None:
    """Set the keys of every log line until the next invocation."""
    level = logging.getLevelNamesMapping().get(settings.LOG_LEVEL.value(), logging.INFO)
    # Setting a level clears the level cache of every logger.
    if level != _logger.log_level:
        _logger.setLevel(level)
    # Lambda runs one event at a time; the local shop runs them in threads.
    _logger.thread_safe_clear_keys()
    _logger.thread_safe_append_keys(operation=operation, requestId=request_id, functionName=context.function_name)
    if user_id is not None:
        identify(user_id)


def identify(user_id: str) -> None:
    """Add the user to all later log lines of the invocation."""
    _logger.thread_safe_append_keys(userId=user_id)


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
    timed = {} if duration is None else {"duration": duration}
    _logger.info(message, extra={"event": event, "metadata": metadata, **timed})


def log_debug(event: str, message: str, **metadata: object) -> None:
    """Write a line at DEBUG, which only dev logs."""
    if _logger.log_level <= logging.DEBUG:
        _logger.debug(message, extra={"event": event, "metadata": metadata})


def log_warning(event: str, message: str, **metadata: object) -> None:
    """Write a line at WARN."""
    _logger.warning(message, extra={"event": event, "metadata": metadata})


def log_failure(event: str, message: str, error: BaseException, **metadata: object) -> None:
    """Write a line at ERROR with an error's type and stack, but not its text, which may quote user input."""
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    _logger.error(
        message, extra={"event": event, "metadata": {**metadata, "error": type(error).__name__, "trace": frames}}
    )


def count(metric: str, value: int = 1) -> None:
    """Add to a metric, with the stage as a dimension, because an account may have several stages."""
    with single_metric(name=metric, unit=MetricUnit.Count, value=value, namespace=NAMESPACE) as counted:
        counted.add_dimension(name="service", value=SERVICE)
        counted.add_dimension(name="stage", value=settings.ENVIRONMENT.value())


@cache
def trace_calls() -> None:
    """Trace AWS calls; does nothing outside Lambda."""
    if _tracer is not None:
        _tracer.patch(modules=("botocore",))


@contextmanager
def traced(name: str, **annotations: str) -> Iterator[Callable[[Mapping[str, object]], None]]:
    """Trace the block as a subsegment with annotations; does nothing outside Lambda.

    Yield a function that adds the block's result as metadata: texts, numbers and booleans, no personal data.
    """
    if _tracer is None:
        yield lambda _: None
        return
    with _tracer.provider.in_subsegment(name=name) as subsegment:
        for key, value in annotations.items():
            subsegment.put_annotation(key=key, value=value)
        yield lambda result: subsegment.put_metadata(key="result", value=result)
