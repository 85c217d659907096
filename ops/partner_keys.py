"""Partner keys, made, listed, rotated and revoked: ``python -m ops.partner_keys``, which reads what `make` was told.

``DO`` says what is to be done, ``NAME``, ``PLAN`` and ``KEY`` with what, ``STAGE`` where: in the running local shop if
it is left out.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.config import ENVIRONMENT, CannotRun
from local.gateway.partner_keys import PartnerKeys
from local.gateway.usage_plans import plans
from ops.stage import enter_stage

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST_NAME = 100
_CHOICES = "make partner-key DO=create NAME=… PLAN=…, DO=list, DO=rotate KEY=…, DO=revoke KEY=… or DO=usage KEY=…"


def main() -> int:
    """Do what ``DO`` says, and say what was done or why not."""
    try:
        verb = _VERBS.get(os.environ.get("DO") or "")
        if verb is None:
            raise CannotRun(f"Say what to do: {_CHOICES}.")
        stage = enter_stage("partner-key DO=list")
        verb(PartnerKeys(boto3.client("apigateway"), stage))
    except CannotRun as reason:
        print(reason, file=sys.stderr)
        return 1
    except (BotoCoreError, ClientError) as error:
        print(
            f"API Gateway doesn't do it ({error}): look at `make partner-key DO=list`, and try again.", file=sys.stderr
        )
        return 1
    return 0


def _create(keys: PartnerKeys) -> None:
    name, plan = _name(), _plan()
    key_id, value = keys.create(name, plan)
    print(f"{name} has the key {key_id} on the plan {plan}. It is shown this once:")
    print(value)


def _list(keys: PartnerKeys) -> None:
    rows = [
        (key.key_id, key.plan or "none", "yes" if key.is_enabled else "no", f"{key.created_at:%Y-%m-%d}", key.name)
        for key in keys.listed()
    ]
    for row in [("KEY", "PLAN", "ENABLED", "CREATED", "NAME"), *rows]:
        print("{:<12}{:<10}{:<9}{:<12}{}".format(*row))


def _rotate(keys: PartnerKeys) -> None:
    old = keys.find(_key())
    if old.plan is None or not old.is_enabled:
        why = "is on no plan" if old.plan is None else "is disabled"
        raise CannotRun(f"The key {old.key_id} {why}: make a new one with DO=create, and revoke it.")
    key_id, value = keys.create(old.name, old.plan)
    stage = "" if keys.stage == ENVIRONMENT else f" STAGE={keys.stage}"
    print(f"The old key {old.key_id} works until you end it: make partner-key DO=revoke KEY={old.key_id}{stage}")
    print(f"{old.name} has the key {key_id} on the plan {old.plan}. It is shown this once:")
    print(value)


def _revoke(keys: PartnerKeys) -> None:
    key = keys.find(_key())
    keys.revoke(key)
    soon = "a second" if keys.stage == ENVIRONMENT else "a few minutes"
    print(f"The key {key.key_id} of {key.name} is revoked: within {soon} it opens nothing any more.")


def _usage(keys: PartnerKeys) -> None:
    key = keys.find(_key())
    month = keys.usage_of(key)
    print(f"{key.name} has used {sum(month.used.values())} requests of this month's, and has {month.left} left.")
    for day, used in month.used.items():
        if used:
            print(f"{day}  {used:>10}")


def _name() -> str:
    name = os.environ.get("NAME") or ""
    if not (name.strip() and name.isprintable() and len(name) <= _LONGEST_NAME):
        raise CannotRun(
            f"NAME must say whose key it is, in up to {_LONGEST_NAME} characters, as in "
            f'`make partner-key DO=create NAME="Ada\'s shop" PLAN=free`.'
        )
    return name


def _plan() -> str:
    plan = os.environ.get("PLAN") or ""
    if plan not in plans():
        raise CannotRun(f"PLAN must be {' or '.join(plans())}, as in `make partner-key DO=create NAME=ada PLAN=free`.")
    return plan


def _key() -> str:
    key = os.environ.get("KEY") or ""
    if not key:
        raise CannotRun("KEY must be a key's id, or its name, as `make partner-key DO=list` tells them.")
    return key


_VERBS: dict[str, Callable[[PartnerKeys], None]] = {
    "create": _create,
    "list": _list,
    "rotate": _rotate,
    "revoke": _revoke,
    "usage": _usage,
}

if __name__ == "__main__":
    sys.exit(main())
