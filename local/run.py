"""Running the shop until Ctrl-C."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
from botocore.exceptions import BotoCoreError, ClientError

from local.aws.functions import Functions, rows
from local.aws.process import embedded_aws, log_file, restored, wait_until_ready, wait_until_saved
from local.aws.schedule import period, periods, run_on_schedule
from local.config import (
    DEFAULT_PORT,
    LAST_PORT,
    MAILBOX_PATH,
    CannotRun,
    LocalConfig,
    listening_host,
    settings,
    slowdown,
)
from local.running import data_folder, data_lock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    import uvicorn

    from local.aws.function_runtime import FunctionRuntime
    from local.shop import Shop

    type Runtime = Callable[[LocalConfig], AbstractContextManager[FunctionRuntime]]

# The timeouts of AWS clients are multiplied by this: the embedded services share the machine.
_AWS_TIMEOUT_FACTOR = 5
_POLL_SECONDS = 0.05
# Before another attempt to create the sample shop, each of which continues where the one before failed.
_SAMPLE_BACKOFF_SECONDS = (0.5, 1, 2, 4, 8, 16, 16, 16, 16)
# Time to deliver the e-mails of the last orders.
_LAST_CHANGES_SECONDS = 5


@contextmanager
def python_runtime(_config: LocalConfig) -> Iterator[FunctionRuntime]:
    """Run the functions in this process, with every handler imported."""
    setting = os.environ.get("LOCAL_RUNTIME") or "python"
    if setting != "python":
        raise CannotRun(f"LOCAL_RUNTIME is python or image, as in `make run LOCAL_RUNTIME=image`, not {setting}.")
    functions = Functions(rows())
    functions.load()
    yield functions


def main(runtime: Runtime = python_runtime) -> int:
    """Run the shop on ``PORT``; ``RESET=1`` deletes its data, ``SCHEDULE_SECONDS=5`` is the period of scheduled jobs.

    Parameters
    ----------
    runtime : Runtime
        Runs the functions, whose settings are in the environment by then; the image's is in `docker.run`.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        seconds = period(os.environ.get("SCHEDULE_SECONDS", ""))
        _run(_config(), runtime, reset=os.environ.get("RESET", "") not in {"", "0"}, schedule_seconds=seconds)
    except CannotRun as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped before the shop was running.", file=sys.stderr)
        return 1
    return 0


def _config() -> LocalConfig:
    # The embedded AWS services take the next port.
    port = _port("PORT", DEFAULT_PORT, LAST_PORT - 1)
    return LocalConfig(port=port, aws_port=_port("AWS_PORT", port + 1, LAST_PORT), data=data_folder())


def _port(name: str, default: int, last: int) -> int:
    text = os.environ.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(last)) and 0 < int(text) <= last):
        raise CannotRun(f"{name} must be a number from 1 to {last}, as in `make run PORT=8090`.")
    return int(text)


def _run(config: LocalConfig, runtime: Runtime, *, reset: bool, schedule_seconds: float | None) -> None:
    with data_lock(config), _listening(config.port) as listener:
        wait_until_saved(config)
        _listening(config.aws_port).close()
        if reset:
            shutil.rmtree(config.data / "aws", ignore_errors=True)
        with embedded_aws(config) as aws:
            os.environ.update(settings(config))
            # These imports take as long as the start of the embedded AWS services, and run at the same time.
            from handlers.runtime.aws import clients
            from local.shop import build_shop

            clients.multiply_read_timeouts(_AWS_TIMEOUT_FACTOR * slowdown())
            with runtime(config) as functions:
                shop = build_shop(config, functions)
                timers = periods(rows(), seconds=schedule_seconds)
                wait_until_ready(aws, config)
                for line in restored(config):
                    print(line, flush=True)
                _provision(config)
                asyncio.run(_serve(config, shop, timers, listener, aws))


def _listening(port: int) -> socket.socket:
    """Return a socket bound to a port of this machine."""
    # asyncio sets TCP_NODELAY only on a socket whose protocol is TCP; without it, responses are delayed.
    holder = socket.socket(proto=socket.IPPROTO_TCP)
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        holder.bind((listening_host(), port))
    except OSError as error:
        holder.close()
        raise CannotRun(
            f"Port {port} can't be used ({os.strerror(error.errno or 0).lower()}): free it, or choose another pair "
            f"of ports with `make run PORT=8090`."
        ) from error
    return holder


def _provision(config: LocalConfig) -> None:
    from local.aws.provision import provision

    try:
        provision(config.aws_url)
    except (BotoCoreError, ClientError) as error:
        raise CannotRun(
            f"The shop's data in {config.data} can't be read ({error}): delete it with `make run RESET=1`."
        ) from error


async def _serve(
    config: LocalConfig, shop: Shop, timers: Mapping[str, float], listener: socket.socket, aws: subprocess.Popen[bytes]
) -> None:
    from local.aws.bucket_events import deliver_image_events
    from local.aws.stream_mapping import FUNCTION, STOCK_FUNCTION, deliver_order_changes
    from local.gateway.server import server_of_app
    from local.gateway.usage import keep_usage

    server = server_of_app(shop.app)
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, _stop, server)
    reasons: list[str] = []
    invoke = shop.functions.invoke
    ended = anyio.Event()
    async with anyio.create_task_group() as last:
        for function in (FUNCTION, STOCK_FUNCTION):
            pattern = rows()[function]["filter"]
            last.start_soon(partial(deliver_order_changes, config, pattern, invoke, ended=ended, function=function))
        async with anyio.create_task_group() as beside:
            beside.start_soon(deliver_image_events, config.aws_url, invoke)
            beside.start_soon(run_on_schedule, timers, invoke)
            beside.start_soon(keep_usage, shop.usage, config.usage)
            beside.start_soon(_watch, config, aws, server, reasons)
            beside.start_soon(_create_sample_shop, config, server, reasons)
            await server.serve(sockets=[listener])
            beside.cancel_scope.cancel()
        ended.set()
        last.cancel_scope.deadline = anyio.current_time() + (0 if reasons else _LAST_CHANGES_SECONDS)
    if reasons:
        raise CannotRun(reasons[0])


def _stop(server: uvicorn.Server) -> None:
    server.should_exit = True


async def _watch(config: LocalConfig, aws: subprocess.Popen[bytes], server: uvicorn.Server, reasons: list[str]) -> None:
    await anyio.to_thread.run_sync(aws.wait, abandon_on_cancel=True)
    reasons.append(f"The embedded AWS services ended by themselves: the reason is in {log_file(config)}.")
    _stop(server)


async def _create_sample_shop(config: LocalConfig, server: uvicorn.Server, reasons: list[str]) -> None:
    from local.sample_shop import SAMPLE_ERRORS, is_transient

    while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
        await anyio.sleep(_POLL_SECONDS)
    try:
        with _quiet_functions():
            await _with_retries(config)
    except SAMPLE_ERRORS as error:
        transient = is_transient(error)
        advice = "`make run` again continues" if transient else "delete the shop's data with `make run RESET=1`"
        reasons.append(f"The sample shop can't be created ({error}): {advice}.")
        _stop(server)
    else:
        print(_welcome(config), flush=True)


async def _with_retries(config: LocalConfig) -> None:
    """Create the sample shop; on a busy machine, a request may fail several times."""
    from local.sample_shop import SAMPLE_ERRORS, is_transient, make_sample_shop

    for wait in (*_SAMPLE_BACKOFF_SECONDS, None):
        try:
            await anyio.to_thread.run_sync(make_sample_shop, config, abandon_on_cancel=True)
        except SAMPLE_ERRORS as error:
            if wait is None or not is_transient(error):
                raise
            await anyio.sleep(wait)
        else:
            return


@contextmanager
def _quiet_functions() -> Iterator[None]:
    """Suppress the log lines of the sample shop's own requests."""
    level = os.environ["LOG_LEVEL"]
    os.environ["LOG_LEVEL"] = "WARNING"
    try:
        yield
    finally:
        os.environ["LOG_LEVEL"] = level


def _welcome(config: LocalConfig) -> str:
    from local.sample_shop import ADMIN, CUSTOMER, KEYS

    return f"""
The shop is running. Press Ctrl-C to stop.

  Storefront      {config.url}/v1
  Partner server  {config.url}/partner/v1
  Documentation   {config.url}/docs
  Sent e-mails    {config.url}{MAILBOX_PATH}
  Admin           {ADMIN.email} / {ADMIN.password}
  Customer        {CUSTOMER.email} / {CUSTOMER.password}
  Partner keys    {KEYS["free"]} (free plan), {KEYS["premium"]} (premium plan)

Its data is kept in {config.data}; make run RESET=1 deletes it.
"""
