"""Administer accounts: ``bin/shop admin grant``."""

from __future__ import annotations

import click

from handlers.domain.emails import normalize_email
from ops.cli import CannotRun, stage_or_local_shop
from ops.stage import enter_stage


@click.group()
def admin() -> None:
    """Administer accounts."""


@admin.command()
@click.argument("email")
@stage_or_local_shop
def grant(email: str, stage: str) -> None:
    """Make the account with the address EMAIL an admin."""
    enter_stage(stage)
    click.echo(f"{promote(email)} is an admin: at once, or after 300 seconds with a token in use.")


def promote(email: str) -> str:
    """Make an account an admin; the functions' settings are in the environment already.

    Parameters
    ----------
    email : str
        Its address, in any case and width.

    Returns
    -------
    str
        The folded address.

    Raises
    ------
    CannotRun
        If there is no such account.
    ShopError
        If the functions' table can't be read or changed.
    """
    # The store reads settings that enter_stage() makes.
    from handlers.store.users import find_user_by_email, grant_admin_role

    folded = normalize_email(email)
    user = find_user_by_email(folded)
    if user is None:
        raise CannotRun(f"There is no account with the address {folded}: register it first.")
    grant_admin_role(user.user_id)
    return folded
