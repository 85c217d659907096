from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from local.aws.clients import client
from local.config import REGION, ROOT, TABLE
from tests.harness import environment, new_config
from tests.integration.handlers.table import Table, empty_table

if TYPE_CHECKING:
    from pathlib import Path

    from local.config import LocalConfig
    from tests.harness import RunningShop

PASSWORD = "correct-horse-battery"


def _make_admin(config: LocalConfig, *emails: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ops.admin", *emails]
    return subprocess.run(
        command, cwd=ROOT, env=environment(config, **more), capture_output=True, text=True, timeout=300, check=False
    )


def _role(shop: RunningShop, email: str) -> str:
    tokens = httpx.post(f"{shop.storefront}/auth/login", json={"email": email, "password": PASSWORD}).json()
    bearer = {"Authorization": f"Bearer {tokens['accessToken']}"}
    return str(httpx.get(f"{shop.storefront}/auth/me", headers=bearer).json()["role"])


def test_account_becomes_an_admin_by_any_spelling_of_its_address(shop: RunningShop) -> None:
    person = {"email": "ruth@example.com", "password": PASSWORD, "firstName": "Ruth", "lastName": "Wilson"}
    assert httpx.post(f"{shop.storefront}/auth/register", json=person).status_code == 201
    assert _role(shop, "ruth@example.com") == "customer"

    ended = _make_admin(shop.config, "ＲUTH@Example.com")

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "ruth@example.com is an admin from the next login or refresh on.\n"
    assert _role(shop, "ruth@example.com") == "admin"


def test_account_of_a_deployed_stage_becomes_an_admin_there_alone(shop: RunningShop, tmp_path: Path) -> None:
    # Given an account with a stage dev, where Ann is a customer as she is in the local shop
    person = {"email": "ann@example.com", "password": PASSWORD, "firstName": "Ann", "lastName": "Lee"}
    user_id = httpx.post(f"{shop.storefront}/auth/register", json=person).json()["userId"]
    local = Table(TABLE, client("dynamodb", shop.config.aws_url))
    own = {
        "STAGE": "dev",
        "AWS_ENDPOINT_URL": shop.config.aws_url,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }
    with empty_table(shop.config, name="ecommerce-dev") as dev:
        for row in local.rows().values():
            if user_id in map(str, row.values()) or user_id in row["PK"]:
                dev.put(row)

        # When she is made an admin there, whatever table the environment names
        ended = _make_admin(new_config(tmp_path), "ann@example.com", **own, TABLE_NAME=TABLE)

        # Then she is one there, and not here
        assert ended.returncode == 0, ended.stderr
        assert ended.stdout == "ann@example.com is an admin from the next login or refresh on.\n"
        assert [row["role"] for row in dev.rows().values() if "role" in row] == ["admin"]
    assert _role(shop, "ann@example.com") == "customer"
    # And what can't be done is told in one sentence
    gone = _make_admin(new_config(tmp_path), "ann@example.com", **own)
    assert (gone.returncode, gone.stdout) == (1, "")
    assert gone.stderr.startswith("The table of the stage dev can't be changed (")
    assert gone.stderr.count("\n") == 1


@pytest.mark.parametrize("stage", ["Dev", "dev prod", "../dev", "-", "1"])
def test_stage_that_is_none_is_told_in_one_sentence(tmp_path: Path, stage: str) -> None:
    ended = _make_admin(new_config(tmp_path), "ada@example.com", STAGE=stage)

    assert ended.returncode == 1
    said = "STAGE must be the name of a stage, as in `make admin EMAIL=ada@example.com STAGE=dev`.\n"
    assert ended.stderr == said


def test_unknown_account_is_told_in_one_sentence(shop: RunningShop) -> None:
    ended = _make_admin(shop.config, "nobody@example.com")

    assert ended.returncode == 1
    assert ended.stderr == "There is no account with the address nobody@example.com: register it first.\n"


def test_shop_that_is_not_running_is_told_in_one_sentence(tmp_path: Path) -> None:
    ended = _make_admin(new_config(tmp_path), "ada@example.com")

    assert ended.returncode == 1
    assert ended.stderr == "The local shop isn't running: start it with `make run` and try again.\n"


def test_missing_address_is_told_in_one_sentence(shop: RunningShop) -> None:
    ended = _make_admin(shop.config)

    assert ended.returncode == 1
    assert ended.stderr == "Say which account: make admin EMAIL=ada@example.com\n"
