from __future__ import annotations

import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

import httpx
import pytest

from local.aws.clients import client
from local.config import REGION, ROOT, TABLE
from tests.contract.principals import Enrolment, mailbox_of
from tests.harness import environment, eventually, new_config
from tests.integration.handlers.table import Table, empty_table

if TYPE_CHECKING:
    from pathlib import Path

    from local.config import LocalConfig
    from tests.harness import RunningShop

PASSWORD = "correct-horse-battery"


def _grant(config: LocalConfig, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return _admin(config, "grant", *words, **more)


def _admin(config: LocalConfig, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ops", "admin", *words]
    return subprocess.run(
        command, cwd=ROOT, env=environment(config, **more), capture_output=True, text=True, timeout=300, check=False
    )


def _role(shop: RunningShop, email: str) -> str:
    tokens = httpx.post(f"{shop.storefront}/auth/login", json={"email": email, "password": PASSWORD}).json()
    bearer = {"Authorization": f"Bearer {tokens['accessToken']}"}
    return str(httpx.get(f"{shop.storefront}/auth/me", headers=bearer).json()["role"])


def test_account_becomes_an_admin_and_a_customer_again_by_any_spelling_of_its_address(shop: RunningShop) -> None:
    person = {"email": "ruth@example.com", "password": PASSWORD, "firstName": "Ruth", "lastName": "Wilson"}
    assert httpx.post(f"{shop.storefront}/auth/register", json=person).status_code == 201
    assert _role(shop, "ruth@example.com") == "customer"

    ended = _grant(shop.config, "ＲUTH@Example.com")

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "ruth@example.com is an admin: at once, or after 300 seconds with a token in use.\n"
    assert _role(shop, "ruth@example.com") == "admin"

    ended = _admin(shop.config, "revoke", "ruth@example.com")

    assert ended.returncode == 0, ended.stderr
    assert (
        ended.stdout == "ruth@example.com is a customer: at once, or after 300 seconds for reads with a token in use.\n"
    )
    assert _role(shop, "ruth@example.com") == "customer"


def test_account_of_a_deployed_stage_becomes_an_admin_there_alone(
    shop: RunningShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given an AWS account with a stage dev, where Ann is a customer, as in the local shop
    person = {"email": "ann@example.com", "password": PASSWORD, "firstName": "Ann", "lastName": "Lee"}
    user_id = httpx.post(f"{shop.storefront}/auth/register", json=person).json()["userId"]
    local = Table(TABLE, client("dynamodb", shop.config.aws_url))
    own = {
        "AWS_ENDPOINT_URL": shop.config.aws_url,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }
    monkeypatch.setenv("USER_LIST_SHARDS", "4")  # of the rows of the table's own admin
    with empty_table(shop.config, name="ecommerce-dev") as dev:
        for row in local.rows().values():
            if user_id in map(str, row.values()) or user_id in row["PK"]:
                dev.put(row)

        # When she is made an admin there, while the environment names another table
        ended = _grant(new_config(tmp_path), "ann@example.com", "--stage", "dev", **own, TABLE_NAME=TABLE)

        # Then she is an admin of the stage and not of the local shop
        assert ended.returncode == 0, ended.stderr
        assert ended.stdout == "ann@example.com is an admin: at once, or after 300 seconds with a token in use.\n"
        assert [row["role"] for row in dev.rows().values() if "role" in row] == ["admin"]
    assert _role(shop, "ann@example.com") == "customer"
    # And an error message is one line
    gone = _grant(new_config(tmp_path), "ann@example.com", "--stage", "dev", **own)
    assert (gone.returncode, gone.stdout) == (1, "")
    assert gone.stderr.startswith("bin/shop admin: ")
    assert gone.stderr.count("\n") == 1


@pytest.mark.parametrize("stage", ["Dev", "dev prod", "../dev", "-", "1"])
def test_an_invalid_stage_is_refused(tmp_path: Path, stage: str) -> None:
    ended = _grant(new_config(tmp_path), "ada@example.com", f"--stage={stage}")

    assert ended.returncode == 2
    assert f"{stage!r} is not the name of a stage" in ended.stderr


def test_an_unknown_account_is_an_error(shop: RunningShop) -> None:
    ended = _grant(shop.config, "nobody@example.com")

    assert ended.returncode == 1
    assert ended.stderr == "bin/shop admin: There is no account with the address nobody@example.com.\n"


def test_without_a_running_shop_it_fails(tmp_path: Path) -> None:
    ended = _grant(new_config(tmp_path), "ada@example.com")

    assert ended.returncode == 1
    assert ended.stderr == "bin/shop admin: The local shop isn't running: start it with `make run` and try again.\n"


def test_a_missing_address_is_refused(shop: RunningShop) -> None:
    ended = _grant(shop.config)

    assert ended.returncode == 2
    assert "Missing argument 'EMAIL'" in ended.stderr


def test_operator_finds_disables_and_enables_an_account(shop: RunningShop) -> None:
    # Given a customer's account
    person = {"email": "vera@example.com", "password": PASSWORD, "firstName": "Vera", "lastName": "Rubin"}
    user_id = httpx.post(f"{shop.storefront}/auth/register", json=person).json()["userId"]
    login = {"email": "vera@example.com", "password": PASSWORD}

    def listed(status: str) -> list[str]:
        ended = _admin(shop.config, "list", "--status", status)
        return [line.split()[0] for line in ended.stdout.splitlines() if line.endswith(" vera@example.com")]

    assert listed("unverified") == [user_id]

    # When the operator disables it, then nobody logs in, until it is enabled
    assert _admin(shop.config, "disable", "vera@example.com").returncode == 0
    assert listed("disabled") == [user_id]
    assert f"id       {user_id}\n" in _admin(shop.config, "show", "vera@example.com").stdout
    assert httpx.post(f"{shop.storefront}/auth/login", json=login).status_code == 403
    assert _admin(shop.config, "enable", "vera@example.com").returncode == 0
    tokens = httpx.post(f"{shop.storefront}/auth/login", json=login).json()

    # And the sessions end when the operator ends them
    assert _admin(shop.config, "end-sessions", "vera@example.com").returncode == 0
    refreshed = httpx.post(f"{shop.storefront}/auth/refresh", json={"refreshToken": tokens["refreshToken"]})
    assert refreshed.status_code == 401


def test_last_admin_stays(shop: RunningShop) -> None:
    for words in (("revoke",), ("disable",)):
        ended = _admin(shop.config, *words, "admin@example.com")

        assert ended.returncode == 1
        assert "The last active admin can't be demoted, disabled or deleted." in ended.stderr


@pytest.mark.parametrize("role", ["owner", "Admin", ""])
def test_unknown_role_is_refused(shop: RunningShop, role: str) -> None:
    ended = _admin(shop.config, "role", "admin@example.com", role)

    assert ended.returncode == 2


def test_operator_resets_a_second_factor_and_its_owner_gets_a_password_reset(shop: RunningShop) -> None:
    mailbox = partial(mailbox_of, shop.storefront)
    enrolment = Enrolment.new(shop.storefront, mailbox, confirmed=True)
    account = enrolment.account
    login = {"email": account.email, "password": account.password}
    challenged = httpx.post(f"{shop.storefront}/auth/login", json=login)
    assert challenged.json()["title"] == "Second factor required"

    ended = _admin(shop.config, "reset-mfa", account.email)

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == f"{account.email} has no second factor, and gets an e-mail that resets the password.\n"
    bearer = {"Authorization": f"Bearer {account.access_token()}"}
    refused = httpx.post(f"{shop.storefront}/users/mfa", headers=bearer)
    assert (refused.status_code, refused.json()["title"]) == (403, "Password reset required")
    assert eventually(lambda: "Reset your password" in {m["subject"] for m in mailbox() if m["to"] == account.email})
