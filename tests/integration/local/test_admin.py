from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import httpx

from local.place import ROOT
from tests.harness import environment, new_place

if TYPE_CHECKING:
    from pathlib import Path

    from local.place import Place
    from tests.harness import RunningShop

PASSWORD = "correct-horse-battery"


def _make_admin(place: Place, *emails: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "local.admin", *emails]
    return subprocess.run(
        command, cwd=ROOT, env=environment(place), capture_output=True, text=True, timeout=60, check=False
    )


def _role(shop: RunningShop, email: str) -> str:
    tokens = httpx.post(f"{shop.storefront}/auth/login", json={"email": email, "password": PASSWORD}).json()
    bearer = {"Authorization": f"Bearer {tokens['accessToken']}"}
    return str(httpx.get(f"{shop.storefront}/auth/me", headers=bearer).json()["role"])


def test_account_becomes_an_admin_by_any_spelling_of_its_address(shop: RunningShop) -> None:
    person = {"email": "ruth@example.com", "password": PASSWORD, "firstName": "Ruth", "lastName": "Wilson"}
    assert httpx.post(f"{shop.storefront}/auth/register", json=person).status_code == 201
    assert _role(shop, "ruth@example.com") == "customer"

    ended = _make_admin(shop.place, "ＲUTH@Example.com")

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "ruth@example.com is an admin from the next login on.\n"
    assert _role(shop, "ruth@example.com") == "admin"


def test_unknown_account_is_told_in_one_sentence(shop: RunningShop) -> None:
    ended = _make_admin(shop.place, "nobody@example.com")

    assert ended.returncode == 1
    assert ended.stderr == "There is no account with the address nobody@example.com: register it first.\n"


def test_shop_that_is_not_running_is_told_in_one_sentence(tmp_path: Path) -> None:
    ended = _make_admin(new_place(tmp_path), "ada@example.com")

    assert ended.returncode == 1
    assert ended.stderr == "The local shop isn't running: start it with `make run` and try again.\n"


def test_missing_address_is_told_in_one_sentence(shop: RunningShop) -> None:
    ended = _make_admin(shop.place)

    assert ended.returncode == 1
    assert ended.stderr == "Say which account: make admin EMAIL=ada@example.com\n"
