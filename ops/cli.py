"""Shared by the commands of ``bin/shop``: options, exit codes, the common error, outputs of a pipeline's job.

Exit codes: 0 done, 1 failed, 2 wrong usage. A command raises `CannotRun`, or doesn't catch an error of AWS, httpx or
the shop; `report` turns each into one message and exit code 1.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from local.config import ENVIRONMENT, ROOT, CannotRun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "ENVIRONMENT",
    "PROJECT_NAME",
    "REPORTS",
    "ROOT",
    "CannotRun",
    "ImageType",
    "StageType",
    "WrongInput",
    "deployed_stage",
    "exit_on_sigterm",
    "hide_emails",
    "report",
    "set_output",
    "stage_or_local_shop",
]

REPORTS = ROOT / "reports"
# The first part of the names of everything in AWS, as Terraform reads it.
PROJECT_NAME: str = json.loads((ROOT / "terraform" / "project.json").read_text(encoding="utf-8"))["name"]
# The file that GitHub gives a step for its outputs.
_OUTPUTS = "GITHUB_OUTPUT"
_STAGE = re.compile(r"[a-z][a-z0-9-]{0,30}")
_IMAGE = re.compile(r"[^@\s]+@sha256:[0-9a-f]{64}")
# The match begins at the start of a word, so that a long text is searched in linear time.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(\.[\w-]+)+")


class Failed(click.ClickException):
    """The command failed: exit code 1."""

    command = "bin/shop"

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message after the command's name."""
        click.echo(f"{self.command}: {self.message}", file=file or sys.stderr)


class WrongInput(Failed):
    """An argument names something that can't be used: exit code 2."""

    exit_code = 2


@contextmanager
def report(context: click.Context) -> Iterator[None]:
    """Turn the errors that a command expects into one message on standard error and exit code 1."""
    try:
        yield
    except (Failed, CannotRun) as error:
        failed = error if isinstance(error, Failed) else Failed(str(error))
        failed.command = f"{context.command_path} {context.invoked_subcommand}"
        raise failed from error.__cause__
    except _expected() as error:
        failed = Failed(f"{type(error).__name__}: {error}")
        failed.command = f"{context.command_path} {context.invoked_subcommand}"
        raise failed from error


def _expected() -> tuple[type[Exception], ...]:
    """Return the errors of other packages that end a command; imported only when one was raised."""
    import httpx
    from botocore.exceptions import BotoCoreError, ClientError

    from docker.engine import EngineFailed
    from handlers.domain.errors import ShopError

    return BotoCoreError, ClientError, EngineFailed, ShopError, httpx.HTTPError


class StageType(click.ParamType[str]):
    """The name of a stage."""

    name = "stage"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name, if it is one."""
        if _STAGE.fullmatch(value) is None:
            self.fail(f"{value!r} is not the name of a stage, such as dev.", param, ctx)
        return value


class ImageType(click.ParamType[str]):
    """The URI of an image with its digest, or one of the words that are allowed instead."""

    name = "image"

    def __init__(self, *words: str) -> None:
        self.words = words

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the URI, if it has a digest."""
        if value not in self.words and _IMAGE.fullmatch(value) is None:
            self.fail(f"{value!r} names no image by its digest, as in …/ecommerce@sha256:….", param, ctx)
        return value


def deployed_stage[F: Callable[..., Any]](command: F) -> F:
    """Add the option ``--stage``, which is required."""
    return click.option("--stage", type=StageType(), required=True, help="The deployed stage, such as dev.")(command)


def stage_or_local_shop[F: Callable[..., Any]](command: F) -> F:
    """Add the option ``--stage``; without it the command works on the local shop."""
    return click.option(
        "--stage", type=StageType(), default=ENVIRONMENT, help="A deployed stage, such as dev; default: the local shop."
    )(command)


def exit_on_sigterm() -> None:
    """Let SIGTERM raise `SystemExit`, so that a command that is ended undoes what it has begun."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def set_output(name: str, value: str) -> None:
    """Set an output of the GitHub job's step, ``steps.<id>.outputs.<name>``; elsewhere do nothing.

    Parameters
    ----------
    name : str
        The output's name.
    value : str
        Its value, in one line.
    """
    file = os.environ.get(_OUTPUTS)
    if not file:
        return
    if "\n" in value:
        raise ValueError(f"{name} must be one line")
    with Path(file).open("a") as outputs:
        outputs.write(f"{name}={value}\n")


def hide_emails(text: str) -> str:
    """Return a text without its e-mail addresses: readers of a log need not know who gets the alarms."""
    return _EMAIL.sub("(an e-mail address)", text)
