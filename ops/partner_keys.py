"""Create, list, rotate and revoke partner keys: ``bin/shop partner-key``."""

from __future__ import annotations

import boto3
import click

from local.gateway.partner_keys import PartnerKeys
from local.gateway.usage_plans import plans
from ops.cli import ENVIRONMENT, CannotRun, stage_or_local_shop
from ops.stage import enter_stage

_LONGEST_NAME = 100


@click.group()
def partner_key() -> None:
    """Manage the keys with which partners call the API. KEY is a key's id or name, as `list` shows them."""


def _valid_name(_: click.Context, __: click.Parameter, name: str) -> str:
    if not (name.strip() and name.isprintable() and len(name) <= _LONGEST_NAME):
        raise click.BadParameter(f"the partner's name has up to {_LONGEST_NAME} printable characters.")
    return name


@partner_key.command()
@click.argument("name", callback=_valid_name)
@click.option("--plan", type=click.Choice(list(plans())), required=True, help="The usage plan.")
@stage_or_local_shop
def create(name: str, plan: str, stage: str) -> None:
    """Create a key for the partner NAME and print it, once."""
    key_id, value = _keys(stage).create(name, plan)
    _show(name, key_id, plan, value)


@partner_key.command("list")
@stage_or_local_shop
def list_(stage: str) -> None:
    """List the keys, without their values."""
    rows = [
        (key.key_id, key.plan or "none", "yes" if key.is_enabled else "no", f"{key.created_at:%Y-%m-%d}", key.name)
        for key in _keys(stage).listed()
    ]
    for row in [("KEY", "PLAN", "ENABLED", "CREATED", "NAME"), *rows]:
        click.echo("{:<12}{:<10}{:<9}{:<12}{}".format(*row))


@partner_key.command()
@click.argument("key")
@stage_or_local_shop
def rotate(key: str, stage: str) -> None:
    """Create a second key for the same partner and plan, and print it, once. Both work until you revoke KEY."""
    keys = _keys(stage)
    old = keys.find(key)
    if old.plan is None or not old.is_enabled:
        reason = "is on no plan" if old.plan is None else "is disabled"
        raise CannotRun(f"The key {old.key_id} {reason}: create a new one, and revoke it.")
    key_id, value = keys.create(old.name, old.plan)
    option = "" if stage == ENVIRONMENT else f" --stage {stage}"
    click.echo(f"The old key {old.key_id} works until you revoke it: bin/shop partner-key revoke {old.key_id}{option}")
    _show(old.name, key_id, old.plan, value)


@partner_key.command()
@click.argument("key")
@stage_or_local_shop
def revoke(key: str, stage: str) -> None:
    """Delete KEY."""
    keys = _keys(stage)
    found = keys.find(key)
    keys.revoke(found)
    delay = "a second" if stage == ENVIRONMENT else "a few minutes"
    click.echo(f"The key {found.key_id} of {found.name} is revoked. It stops working within {delay}.")


@partner_key.command()
@click.argument("key")
@stage_or_local_shop
def usage(key: str, stage: str) -> None:
    """Show how much of this month's quota KEY has used."""
    keys = _keys(stage)
    found = keys.find(key)
    month = keys.usage_of(found)
    click.echo(f"{found.name} has used {sum(month.used.values())} requests this month and has {month.left} left.")
    for day, used in month.used.items():
        if used:
            click.echo(f"{day}  {used:>10}")


def _keys(stage: str) -> PartnerKeys:
    enter_stage(stage)
    return PartnerKeys(boto3.client("apigateway"), stage)


def _show(name: str, key_id: str, plan: str, value: str) -> None:
    click.echo(f"{name} has the key {key_id} on the plan {plan}. It is shown only once:")
    click.echo(value)
