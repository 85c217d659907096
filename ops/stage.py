"""Which stage a verb is for: the running local shop, or a deployed stage that ``STAGE`` names."""

from __future__ import annotations

import os
import re
import socket

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.config import ENVIRONMENT, LOOPBACK, CannotRun, settings
from local.running import running_shop

_STAGE = re.compile(r"[a-z][a-z0-9-]{0,30}")


def enter_stage(verb: str) -> str:
    """Return the stage's name; from now on boto3 and the functions' settings find it.

    Of a deployed stage that is whatever account and region the caller's own AWS settings say.

    Parameters
    ----------
    verb : str
        What the caller has typed after ``make``.

    Raises
    ------
    CannotRun
        If ``STAGE`` is no name of a stage, it is the local shop and that isn't running, or the caller's settings name
        credentials that can't be had.
    """
    stage = os.environ.get("STAGE") or ENVIRONMENT
    if _STAGE.fullmatch(stage) is None:
        raise CannotRun(f"STAGE must be the name of a stage, as in `make {verb} STAGE=dev`.")
    if stage == ENVIRONMENT:
        _find_local_shop()
    else:
        os.environ["TABLE_NAME"] = f"ecommerce-{stage}"
        _take_credentials()
    return stage


def _take_credentials() -> None:
    """Find the account in every way that boto3 knows: functions' clients know fewer, as Lambda needs no more."""
    try:
        found = boto3.Session().get_credentials()
        frozen = found and found.get_frozen_credentials()
    except (BotoCoreError, ClientError) as error:
        raise CannotRun(f"There are no credentials for that stage's account ({error}).") from error
    if not frozen:
        return
    told = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    os.environ.pop("AWS_SESSION_TOKEN", None)
    os.environ.update({name: value for name, value in zip(told, frozen, strict=False) if value})


def _find_local_shop() -> None:
    config = running_shop()
    if config is None or not _answers(config.aws_port):
        raise CannotRun("The local shop isn't running: start it with `make run` and try again.")
    os.environ.update(settings(config))


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((LOOPBACK, port)) == 0
