"""The AWS account that a program of the pipeline works in: the one that the caller's own settings name."""

from __future__ import annotations

import os
from dataclasses import dataclass

import boto3

from local.config import REGION


@dataclass(frozen=True, slots=True)
class Account:
    """An account, and the partition of AWS that it is in."""

    number: str
    partition: str


def region() -> str:
    """Return the region that the caller's settings name, or the one that the stages are in by default."""
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or REGION


def account() -> Account:
    """Return the account that the caller's credentials are of."""
    caller = boto3.client("sts", region_name=region()).get_caller_identity()
    return Account(caller["Account"], caller["Arn"].split(":")[1])
