"""The stage that a command works on, and its AWS account: the running local shop or a deployed stage."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.config import ENVIRONMENT, LOOPBACK, REGION, settings, stage_settings
from local.running import running_shop
from ops.cli import PROJECT_NAME, CannotRun

SHOP_NOT_RUNNING = "The local shop isn't running: start it with `make run` and try again."


@dataclass(frozen=True, slots=True)
class Account:
    """An AWS account: its number, and the partition that it is in."""

    number: str
    partition: str


def region() -> str:
    """Return the region of the caller's AWS settings, or the stages' default region."""
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or REGION


def account() -> Account:
    """Return the account of the caller's credentials."""
    caller = boto3.client("sts", region_name=region()).get_caller_identity()
    return Account(caller["Account"], caller["Arn"].split(":")[1])


def enter_stage(stage: str) -> None:
    """Set up the environment so that boto3 and the functions' settings find a stage.

    A deployed stage is looked up in the account and region of the caller's AWS settings.

    Raises
    ------
    CannotRun
        If the local shop isn't running, or the caller's AWS settings give no credentials.
    """
    if stage == ENVIRONMENT:
        config = running_shop()
        if config is None or not _listens(config.aws_port):
            raise CannotRun(SHOP_NOT_RUNNING)
        os.environ.update(settings(config))
    else:
        os.environ.update({**_shards(stage), "TABLE_NAME": f"{PROJECT_NAME}-{stage}"})
        _set_credentials()


def _set_credentials() -> None:
    """Resolve credentials with every provider of boto3: the functions' clients, made for Lambda, have fewer."""
    try:
        found = boto3.Session().get_credentials()
        frozen = found and found.get_frozen_credentials()
    except (BotoCoreError, ClientError) as error:
        raise CannotRun(f"There are no credentials for that stage's account ({error}).") from error
    if not frozen:
        return
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    os.environ.pop("AWS_SESSION_TOKEN", None)
    os.environ.update({name: value for name, value in zip(names, frozen, strict=False) if value})


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((LOOPBACK, port)) == 0


def _shards(stage: str) -> dict[str, str]:
    """Return the settings that say in which partitions a stage's lists lie."""
    return {name: value for name, value in stage_settings(stage).items() if name.endswith("_SHARDS")}
