"""`bin/shop partner-key`, run as a command, and the module behind it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from handlers.domain.clock import now
from handlers.domain.ids import new_id
from local.aws.clients import client
from local.config import REGION, ROOT, CannotRun
from local.gateway import partner_keys, usage_plans
from local.gateway.management_api import apigateway_api
from local.gateway.partner_keys import PartnerKeys
from local.gateway.usage import Usage
from local.gateway.usage_plans import plan_name, plans
from local.sample_shop import KEYS
from tests.harness import environment, eventually, new_config, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mypy_boto3_apigateway import APIGatewayClient

    from local.config import LocalConfig
    from tests.harness import RunningShop


def partner_key(config: LocalConfig, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ops", "partner-key", *words],
        cwd=ROOT,
        env=environment(config, **settings),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def done(config: LocalConfig, *words: str, **settings: str) -> list[str]:
    """Run a command that succeeds, and return the lines that it prints."""
    ended = partner_key(config, *words, **settings)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout.splitlines()


def fails(config: LocalConfig, message: str, *words: str, **settings: str) -> None:
    ended = partner_key(config, *words, **settings)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"bin/shop partner-key: {message}"), ended.stderr
    assert ended.stderr.count("\n") == 1


def is_refused(config: LocalConfig, message: str, *words: str) -> None:
    ended = partner_key(config, *words)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert message in ended.stderr


def status(shop: RunningShop, key: str) -> int:
    return httpx.get(f"{shop.partner}/health", headers={"X-Api-Key": key}).status_code


def row(shop: RunningShop, key_id: str) -> list[str]:
    """Return a key's row of the list."""
    (found,) = [line for line in done(shop.config, "list") if line.startswith(key_id)]
    return found.split(maxsplit=4)


def create(shop: RunningShop, name: str, plan: str = "free") -> tuple[str, str]:
    """Return the id of a new key, and the key."""
    printed, value = done(shop.config, "create", name, "--plan", plan)
    assert printed.startswith(f"{name} has the key ")
    return printed.removeprefix(f"{name} has the key ").split()[0], value


def test_a_new_key_is_shown_once_and_listed_without_its_value(shop: RunningShop) -> None:
    name = f"Ada's `$(shop)` é {new_id()}"

    key_id, value = create(shop, name, "premium")

    assert status(shop, value) == 200
    assert row(shop, key_id) == [key_id, "premium", "yes", f"{now():%Y-%m-%d}", name]
    assert value not in "\n".join(done(shop.config, "list"))


def test_sample_keys_are_listed_without_their_value(shop: RunningShop) -> None:
    listed = done(shop.config, "list")

    assert listed[0].split() == ["KEY", "PLAN", "ENABLED", "CREATED", "NAME"]
    assert {"Sample, free plan", "Sample, premium plan"} <= {line.split(maxsplit=4)[4] for line in listed}
    for value in KEYS.values():
        assert value not in "\n".join(listed)


def test_a_rotated_key_works_beside_the_new_one_until_it_is_revoked(shop: RunningShop) -> None:
    # Given a key
    name = new_id()
    old_id, old = create(shop, name)

    # When it is rotated
    ending, printed, new = done(shop.config, "rotate", name)

    # Then both work, on the same plan, and the command prints how to revoke the old one
    assert [status(shop, value) for value in (old, new)] == [200, 200]
    new_id_of_key = printed.removeprefix(f"{name} has the key ").split()[0]
    assert row(shop, new_id_of_key)[1] == row(shop, old_id)[1] == "free"
    assert ending.endswith(f"bin/shop partner-key revoke {old_id}")
    # And the name alone is ambiguous
    fails(shop.config, "Several keys have that name: ", "rotate", name)
    # And once it is revoked, only the new one works
    (revoked,) = done(shop.config, "revoke", old_id)
    assert revoked == f"The key {old_id} of {name} is revoked. It stops working within a second."
    eventually(lambda: status(shop, old) == 403)
    assert status(shop, new) == 200


def test_usage_shows_this_months_requests(shop: RunningShop) -> None:
    name = new_id()
    key_id, value = create(shop, name)
    for _ in range(3):
        status(shop, value)

    printed, today = done(shop.config, "usage", key_id)

    assert printed == f"{name} has used 3 requests this month and has 99997 left."
    assert today.split() == [f"{now():%Y-%m-%d}", "3"]


def test_an_unknown_command_is_refused(shop: RunningShop) -> None:
    for word in ("delete", "LIST"):
        is_refused(shop.config, f"No such command '{word}'", word)


@pytest.mark.parametrize("name", ["", " ", "two\nlines", "\x1b[31mred", "x" * 101])
def test_an_invalid_name_is_refused(shop: RunningShop, name: str) -> None:
    is_refused(shop.config, "printable characters", "create", "--plan=free", "--", name)


@pytest.mark.parametrize("plan", ["", "gold", "Free"])
def test_an_unknown_plan_is_refused(shop: RunningShop, plan: str) -> None:
    is_refused(shop.config, "is not one of 'free', 'premium'", "create", "ada", f"--plan={plan}")


@pytest.mark.parametrize("verb", ["rotate", "revoke", "usage"])
def test_an_unknown_key_is_an_error_and_not_printed(shop: RunningShop, verb: str) -> None:
    is_refused(shop.config, "Missing argument 'KEY'", verb)
    ended = partner_key(shop.config, verb, KEYS["free"])

    assert (ended.returncode, ended.stdout) == (1, "")
    assert (
        ended.stderr
        == "bin/shop partner-key: The stage local has no key of that id or name: see `bin/shop partner-key list`.\n"
    )


def test_without_a_running_shop_it_fails(tmp_path: Path) -> None:
    fails(new_config(tmp_path), "The local shop isn't running: start it with `make run` and try again.", "list")


@pytest.mark.parametrize("stage", ["Dev", "dev prod", "../dev", "-", "1"])
def test_an_invalid_stage_is_refused(tmp_path: Path, stage: str) -> None:
    is_refused(new_config(tmp_path), "is not the name of a stage", "list", f"--stage={stage}")


@pytest.fixture
def account(aws: LocalConfig) -> Iterator[APIGatewayClient]:
    """API Gateway of an account with a stage ``dev``."""
    with served(apigateway_api(aws.aws_url, Usage())) as url:
        apigateway: APIGatewayClient = client("apigateway", url)
        made = [_make_plan(apigateway, plan) for plan in plans()]
        yield apigateway
        for plan_id in made:
            apigateway.delete_usage_plan(usagePlanId=plan_id)
        for key in apigateway.get_api_keys()["items"]:
            apigateway.delete_api_key(apiKey=key["id"])


def _make_plan(apigateway: APIGatewayClient, plan: str) -> str:
    limits = plans()[plan]
    return apigateway.create_usage_plan(
        name=plan_name(plan, stage="dev"), throttle=limits["throttle"], quota=limits["quota"]
    )["id"]


def test_deployed_stage_is_found_by_its_names(account: APIGatewayClient, tmp_path: Path) -> None:
    # Given credentials for an AWS account with a stage dev
    config = new_config(tmp_path)
    own = {
        "AWS_ENDPOINT_URL_API_GATEWAY": account.meta.endpoint_url,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }

    # When every subcommand is run for the stage
    printed, value = done(config, "create", "ada", "--plan=premium", "--stage=dev", **own)
    key_id = printed.split()[4]
    assert account.get_api_key(apiKey=key_id, includeValue=True)["value"] == value
    (used,) = done(config, "usage", "ada", "--stage=dev", **own)
    ending, *_ = done(config, "rotate", "ada", "--stage=dev", **own)
    (revoked,) = done(config, "revoke", key_id, "--stage=dev", **own)
    left = done(config, "list", "--stage=dev", **own)

    # Then each applies to the stage
    assert used == "ada has used 0 requests this month and has 10000000 left."
    assert ending.endswith(f"bin/shop partner-key revoke {key_id} --stage dev")
    assert revoked.endswith("It stops working within a few minutes.")
    assert len(left) == 2
    # And a stage that isn't deployed has no keys, and none can be created
    message = "The stage nowhere has no usage plan ecommerce-nowhere-free: deploy it first."
    fails(config, message, "create", "ada", "--plan=free", "--stage=nowhere", **own)
    assert done(config, "list", "--stage=nowhere", **own) == left[:1]


def test_missing_credentials_are_an_error_of_one_line(tmp_path: Path) -> None:
    config = new_config(tmp_path)
    no_credentials = {"AWS_DEFAULT_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true", "HOME": str(tmp_path)}

    fails(config, "NoCredentialsError: ", "list", "--stage=dev", **no_credentials)
    fails(config, "NoRegionError: ", "list", "--stage=dev", HOME=str(tmp_path))


def test_keys_of_others_are_neither_listed_nor_changed(account: APIGatewayClient) -> None:
    # Given a manually created key, and one of another stage
    keys = PartnerKeys(account, "dev")
    account.create_api_key(name="by hand")
    others = account.create_api_key(name="ada", tags={"Project": "ecommerce", "Stage": "prod"})["id"]

    assert keys.listed() == []
    for name_or_id in ("by hand", "ada", others):
        with pytest.raises(CannotRun):
            keys.find(name_or_id)


def test_all_pages_of_keys_are_listed_oldest_first(account: APIGatewayClient, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given more keys than a page holds
    monkeypatch.setattr(partner_keys, "_PAGE", 2)
    monkeypatch.setattr(usage_plans, "_PAGE", 2)
    keys = PartnerKeys(account, "dev")
    made = {keys.create(f"partner {number}", "free")[0] for number in range(5)}

    listed = keys.listed()

    assert {key.key_id for key in listed} == made
    assert {key.plan for key in listed} == {"free"}
    assert [key.created_at for key in listed] == sorted(key.created_at for key in listed)


def test_a_key_that_cannot_be_added_to_its_plan_is_not_kept(account: APIGatewayClient) -> None:
    def fail(**_: object) -> None:
        raise KeyboardInterrupt

    account.meta.events.register("before-send.apigateway.CreateUsagePlanKey", fail)

    with pytest.raises(KeyboardInterrupt):
        PartnerKeys(account, "dev").create("ada", "free")

    assert account.get_api_keys()["items"] == []


def test_a_key_without_its_plan_is_listed_and_can_be_revoked(account: APIGatewayClient) -> None:
    # Given a key that was removed from its plan
    keys = PartnerKeys(account, "dev")
    key_id, _ = keys.create("ada", "free")
    plan_id = next(plan["id"] for plan in account.get_usage_plans()["items"] if plan["name"] == "ecommerce-dev-free")
    account.delete_usage_plan_key(usagePlanId=plan_id, keyId=key_id)

    # Then it is listed, shows no usage, and can be revoked
    key = keys.find("ada")
    assert key.plan is None
    with pytest.raises(CannotRun, match="has no usage plan"):
        keys.usage_of(key)
    keys.revoke(key)
    assert keys.listed() == []


def test_repr_of_a_key_omits_its_value(account: APIGatewayClient) -> None:
    keys = PartnerKeys(account, "dev")
    _, value = keys.create("ada", "free")

    assert value not in repr(keys.listed())
