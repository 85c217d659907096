"""Accounts of the earlier layout, outside the list of all accounts, are added to it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from handlers.domain.errors import LastAdmin
from handlers.domain.users import User
from handlers.store.account_changes import change_account
from ops.migrate_users import add_to_lists
from tests.integration.handlers.accounts import emailed_token, register, sign_up
from tests.integration.handlers.calling import call
from tests.lambda_events import ADMIN

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table


def make_earlier(table: Table, user_id: str) -> None:
    row = table.row(f"USER#{user_id}", "PROFILE")
    assert row is not None
    table.put({name: value for name, value in row.items() if not name.startswith("GSI2")})
    admins = table.row("ADMINS", "ADMINS")
    assert admins is not None
    table.put({**admins, "userIds": admins["userIds"] - {user_id}})


def listed() -> list[str]:
    return [item["userId"] for item in call("listUsers", caller=ADMIN).body["items"]]


def test_earlier_account_is_listed_after_the_migration(table: Table) -> None:
    user_id = register()
    make_earlier(table, user_id)
    assert user_id not in listed()

    assert [add_to_lists(), add_to_lists()] == [1, 0]

    assert user_id in listed()


def test_earlier_admin_can_be_demoted_after_the_migration_alone(table: Table) -> None:
    login = sign_up(as_admin=True)
    make_earlier(table, login.user_id)
    with pytest.raises(LastAdmin):
        change_account(login.user_id, User.disabled)

    assert add_to_lists() == 1

    assert change_account(login.user_id, User.disabled).status == "disabled"


def test_earlier_admin_whose_row_has_changed_is_migrated(table: Table) -> None:
    # Given an admin of the earlier layout whose password was reset, which lists the account
    login = sign_up(as_admin=True)
    make_earlier(table, login.user_id)
    body = {"token": emailed_token(login.user_id, "password-reset"), "newPassword": "staple-battery-horse"}
    assert call("confirmPasswordReset", body=body).status == 204

    assert [add_to_lists(), add_to_lists()] == [1, 0]

    assert change_account(login.user_id, User.disabled).status == "disabled"


def test_two_migrations_at_once_add_each_account_once(table: Table) -> None:
    users = {register(email=f"ada{number}@example.com") for number in range(5)}
    for user_id in users:
        make_earlier(table, user_id)

    with ThreadPoolExecutor(2) as together:
        added = list(together.map(lambda _: add_to_lists(), range(2)))

    assert sum(added) == 5
    assert users <= {*listed()}
