"""Administer accounts, as admins do with the API: ``bin/shop admin``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from handlers.domain.emails import normalize_email
from handlers.domain.users import User
from ops.cli import CannotRun, stage_or_local_shop
from ops.stage import enter_stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.domain.users import Role, UserStatus

_PAGE = 100
_STATUSES = ("active", "disabled", "unverified")
_ROLES = ("customer", "admin")


@click.group()
def admin() -> None:
    """Administer accounts."""


@admin.command("list")
@click.option("--status", type=click.Choice(_STATUSES), help="Only accounts with this status.")
@stage_or_local_shop
def list_accounts(status: UserStatus | None, stage: str) -> None:
    """List the accounts, newest first."""
    enter_stage(stage)
    from handlers.store.user_lists import list_users

    token = None
    while True:
        page = list_users(status=status, limit=_PAGE, page=token)
        for user in page.items:
            click.echo(f"{user.user_id}  {user.created_at}  {user.role:8}  {user.status:10}  {user.email}")
        token = page.next_page
        if token is None:
            return


@admin.command()
@click.argument("email")
@stage_or_local_shop
def show(email: str, stage: str) -> None:
    """Show the account with the address EMAIL."""
    enter_stage(stage)
    user = _account(email)
    shown = {
        "id": user.user_id,
        "address": f"{user.email}, {'verified' if user.email_verified else 'not verified'}",
        "name": f"{user.first_name} {user.last_name}",
        "role": user.role,
        "status": user.status if user.disabled_at is None else f"{user.status} since {user.disabled_at}",
        "created": user.created_at,
        "updated": user.updated_at,
    }
    for name, value in shown.items():
        click.echo(f"{name:8} {value}")


@admin.command("role")
@click.argument("email")
@click.argument("role", type=click.Choice(_ROLES))
@stage_or_local_shop
def set_role(email: str, role: Role, stage: str) -> None:
    """Give the account with the address EMAIL a role."""
    _set_role(email, role, stage)


@admin.command()
@click.argument("email")
@stage_or_local_shop
def grant(email: str, stage: str) -> None:
    """Make the account with the address EMAIL an admin."""
    _set_role(email, "admin", stage)


@admin.command()
@click.argument("email")
@stage_or_local_shop
def revoke(email: str, stage: str) -> None:
    """Make the admin with the address EMAIL a customer."""
    _set_role(email, "customer", stage)


@admin.command()
@click.argument("email")
@stage_or_local_shop
def disable(email: str, stage: str) -> None:
    """Disable the account with the address EMAIL, and end its sessions."""
    enter_stage(stage)
    changed = _change(email, User.disabled)
    _delete_ended_sessions(changed)
    click.echo(f"{changed.email} is disabled: at once, or after 300 seconds for reads with a token in use.")


@admin.command()
@click.argument("email")
@stage_or_local_shop
def enable(email: str, stage: str) -> None:
    """Enable the account with the address EMAIL."""
    enter_stage(stage)
    click.echo(f"{_change(email, User.enabled).email} is enabled.")


@admin.command("end-sessions")
@click.argument("email")
@stage_or_local_shop
def end_sessions(email: str, stage: str) -> None:
    """End all sessions of the account with the address EMAIL."""
    enter_stage(stage)
    changed = _change(email, User.without_sessions)
    _delete_ended_sessions(changed)
    click.echo(f"The sessions of {changed.email} have ended: its access tokens may be accepted for 300 more seconds.")


@admin.command("reset-mfa")
@click.argument("email")
@stage_or_local_shop
def reset_mfa(email: str, stage: str) -> None:
    """Remove the second factor of the account with the address EMAIL, for an owner who has lost everything.

    Its sessions end, and an e-mail to the address resets the password: no other second factor is enrolled before.
    """
    enter_stage(stage)
    from handlers.domain.email_requests import new_email_request
    from handlers.store.email_requests import add_email_request

    changed = _change(email, User.without_mfa)
    _delete_ended_sessions(changed)
    add_email_request(new_email_request("PasswordResetRequested", changed.email))
    click.echo(f"{changed.email} has no second factor, and gets an e-mail that resets the password.")


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
        If it is the last active admin's, or the functions' table can't be read or changed.
    """
    return _change(email, lambda user: user.with_role(role)).email


def _set_role(email: str, role: Role, stage: str) -> None:
    enter_stage(stage)
    folded = change_role(email, role)
    named, late = ("an admin", "") if role == "admin" else ("a customer", " for reads")
    click.echo(f"{folded} is {named}: at once, or after 300 seconds{late} with a token in use.")


def _account(email: str) -> User:
    # The store reads settings that enter_stage() makes.
    from handlers.store.users import find_user_by_email

    folded = normalize_email(email)
    user = find_user_by_email(folded)
    if user is None:
        raise CannotRun(f"There is no account with the address {folded}.")
    return user


def _change(email: str, change: Callable[[User], User]) -> User:
    from handlers.store.account_changes import change_account

    return change_account(_account(email).user_id, change)


def _delete_ended_sessions(user: User) -> None:
    from handlers.store.session_changes import delete_ended_sessions

    delete_ended_sessions(user.user_id, user.session_epoch)
