"""Administer accounts: ``bin/shop admin grant`` and ``bin/shop admin revoke``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from handlers.domain.emails import normalize_email
from ops.cli import CannotRun, stage_or_local_shop
from ops.stage import enter_stage

if TYPE_CHECKING:
    from handlers.domain.users import Role


@click.group()
def admin() -> None:
    """Administer accounts."""


@admin.command()
@click.argument("email")
@stage_or_local_shop
def grant(email: str, stage: str) -> None:
    """Make the account with the address EMAIL an admin."""
    enter_stage(stage)
    click.echo(f"{change_role(email, 'admin')} is an admin: at once, or after 300 seconds with a token in use.")


@admin.command()
@click.argument("email")
@stage_or_local_shop
def revoke(email: str, stage: str) -> None:
    """Make the admin with the address EMAIL a customer."""
    enter_stage(stage)
    click.echo(
        f"{change_role(email, 'customer')} is a customer: at once, or after 300 seconds for reads with a token in use."
    )


def change_role(email: str, role: Role) -> str:
    """Change the role of an account; the functions' settings are in the environment already.

    Parameters
    ----------
    email : str
        Its address, in any case and width.
    role : Role
        The new role.

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
    from handlers.store.users import find_user_by_email, set_role

    folded = normalize_email(email)
    user = find_user_by_email(folded)
    if user is None:
        raise CannotRun(f"There is no account with the address {folded}.")
    set_role(user.user_id, role)
    return folded
