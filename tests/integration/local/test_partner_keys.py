"""`make partner-key`, typed as somebody types it, and what is behind it."""

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

TOLD = ("DO", "NAME", "PLAN", "KEY", "STAGE")


def partner_key(config: LocalConfig, **told: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ops.partner_keys"],
        cwd=ROOT,
        env=environment(config, **dict.fromkeys(TOLD, "") | told),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def done(config: LocalConfig, **told: str) -> list[str]:
    """Return the lines that it prints when all goes well."""
    ended = partner_key(config, **told)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout.splitlines()


def is_refused(config: LocalConfig, said: str, **told: str) -> None:
    ended = partner_key(config, **told)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(said), ended.stderr
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stderr


def status(shop: RunningShop, key: str) -> int:
    return httpx.get(f"{shop.partner}/health", headers={"X-Api-Key": key}).status_code


def row(shop: RunningShop, key_id: str) -> list[str]:
    """Return a key's row of the list."""
    (found,) = [line for line in done(shop.config, DO="list") if line.startswith(key_id)]
    return found.split(maxsplit=4)


def create(shop: RunningShop, name: str, plan: str = "free") -> tuple[str, str]:
    """Return the id of a new key, and the key."""
    said, value = done(shop.config, DO="create", NAME=name, PLAN=plan)
    assert said.startswith(f"{name} has the key ")
    return said.removeprefix(f"{name} has the key ").split()[0], value


def test_a_key_is_made_shown_once_and_listed_without_its_value(shop: RunningShop) -> None:
    name = f"Ada's `$(shop)` é {new_id()}"

    key_id, value = create(shop, name, "premium")

    assert status(shop, value) == 200
    assert row(shop, key_id) == [key_id, "premium", "yes", f"{now():%Y-%m-%d}", name]
    assert value not in "\n".join(done(shop.config, DO="list"))


def test_sample_keys_are_listed_without_their_value(shop: RunningShop) -> None:
    listed = done(shop.config, DO="list")

    assert listed[0].split() == ["KEY", "PLAN", "ENABLED", "CREATED", "NAME"]
    assert {"Sample, free plan", "Sample, premium plan"} <= {line.split(maxsplit=4)[4] for line in listed}
    for value in KEYS.values():
        assert value not in "\n".join(listed)


def test_a_rotated_key_works_beside_the_new_one_until_it_is_revoked(shop: RunningShop) -> None:
    # Given a key
    name = new_id()
    old_id, old = create(shop, name)

    # When it is rotated
    ending, said, new = done(shop.config, DO="rotate", KEY=name)

    # Then both work, on the same plan, and it is told how to end the old one
    assert [status(shop, value) for value in (old, new)] == [200, 200]
    new_id_of_key = said.removeprefix(f"{name} has the key ").split()[0]
    assert row(shop, new_id_of_key)[1] == row(shop, old_id)[1] == "free"
    assert ending.endswith(f"make partner-key DO=revoke KEY={old_id}")
    # And the name alone says no longer which is meant
    is_refused(shop.config, "Several keys have that name: say which by its id, ", DO="rotate", KEY=name)
    # And once it is revoked, only the new one works
    (revoked,) = done(shop.config, DO="revoke", KEY=old_id)
    assert revoked == f"The key {old_id} of {name} is revoked: within a second it opens nothing any more."
    eventually(lambda: status(shop, old) == 403)
    assert status(shop, new) == 200


def test_use_of_this_month_is_told(shop: RunningShop) -> None:
    name = new_id()
    key_id, value = create(shop, name)
    for _ in range(3):
        status(shop, value)

    said, today = done(shop.config, DO="usage", KEY=key_id)

    assert said == f"{name} has used 3 requests of this month's, and has 99997 left."
    assert today.split() == [f"{now():%Y-%m-%d}", "3"]


def test_without_a_verb_the_choices_are_told(shop: RunningShop) -> None:
    for verb in ("", "delete", "LIST"):
        is_refused(shop.config, "Say what to do: make partner-key DO=create NAME=… PLAN=…, DO=list", DO=verb)


@pytest.mark.parametrize("name", ["", " ", "two\nlines", "\x1b[31mred", "x" * 101])
def test_a_name_that_is_none_is_told_in_one_sentence(shop: RunningShop, name: str) -> None:
    is_refused(shop.config, "NAME must say whose key it is", DO="create", NAME=name, PLAN="free")


@pytest.mark.parametrize("plan", ["", "gold", "Free"])
def test_a_plan_that_is_none_is_told_in_one_sentence(shop: RunningShop, plan: str) -> None:
    is_refused(shop.config, "PLAN must be free or premium", DO="create", NAME="ada", PLAN=plan)


@pytest.mark.parametrize("verb", ["rotate", "revoke", "usage"])
def test_a_key_that_is_none_is_told_in_one_sentence_and_not_repeated(shop: RunningShop, verb: str) -> None:
    is_refused(shop.config, "KEY must be a key's id, or its name", DO=verb)
    ended = partner_key(shop.config, DO=verb, KEY=KEYS["free"])

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "The stage local has no key of that id or name: see `make partner-key DO=list`.\n"


def test_shop_that_is_not_running_is_told_in_one_sentence(tmp_path: Path) -> None:
    is_refused(new_config(tmp_path), "The local shop isn't running: start it with `make run` and try again.", DO="list")


@pytest.mark.parametrize("stage", ["Dev", "dev prod", "../dev", "-", "1"])
def test_stage_that_is_none_is_told_in_one_sentence(tmp_path: Path, stage: str) -> None:
    is_refused(new_config(tmp_path), "STAGE must be the name of a stage, as in", DO="list", STAGE=stage)


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
    # Given somebody who has an account with a stage dev
    config = new_config(tmp_path)
    own = {
        "STAGE": "dev",
        "AWS_ENDPOINT_URL_API_GATEWAY": account.meta.endpoint_url,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }

    # When they do with it all that there is to do
    said, value = done(config, DO="create", NAME="ada", PLAN="premium", **own)
    key_id = said.split()[4]
    assert account.get_api_key(apiKey=key_id, includeValue=True)["value"] == value
    (used,) = done(config, DO="usage", KEY="ada", **own)
    ending, *_ = done(config, DO="rotate", KEY="ada", **own)
    (revoked,) = done(config, DO="revoke", KEY=key_id, **own)
    left = done(config, DO="list", **own)

    # Then it is done there
    assert used == "ada has used 0 requests of this month's, and has 10000000 left."
    assert ending.endswith(f"make partner-key DO=revoke KEY={key_id} STAGE=dev")
    assert revoked.endswith("within a few minutes it opens nothing any more.")
    assert len(left) == 2
    # And a stage that isn't there has nothing, and can't be given anything
    is_refused(
        config,
        "The stage nowhere has no usage plan ecommerce-nowhere-free: deploy it first.",
        **own | {"DO": "create", "NAME": "ada", "PLAN": "free", "STAGE": "nowhere"},
    )
    assert done(config, **own | {"DO": "list", "STAGE": "nowhere"}) == left[:1]


def test_an_account_that_lets_nobody_in_is_told_in_one_sentence(tmp_path: Path) -> None:
    config = new_config(tmp_path)
    nobody = {"STAGE": "dev", "AWS_DEFAULT_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true", "HOME": str(tmp_path)}

    is_refused(config, "API Gateway doesn't do it (", DO="list", **nobody)
    is_refused(config, "API Gateway doesn't do it (", DO="list", STAGE="dev", HOME=str(tmp_path))


def test_keys_of_others_are_neither_seen_nor_touched(account: APIGatewayClient) -> None:
    # Given a key that somebody made by hand, and one of another stage
    keys = PartnerKeys(account, "dev")
    account.create_api_key(name="by hand")
    others = account.create_api_key(name="ada", tags={"Project": "ecommerce", "Stage": "prod"})["id"]

    assert keys.listed() == []
    for wanted in ("by hand", "ada", others):
        with pytest.raises(CannotRun):
            keys.find(wanted)


def test_many_keys_are_all_listed_the_oldest_first(account: APIGatewayClient, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given more keys than there are on a page
    monkeypatch.setattr(partner_keys, "_PAGE", 2)
    monkeypatch.setattr(usage_plans, "_PAGE", 2)
    keys = PartnerKeys(account, "dev")
    made = {keys.create(f"partner {number}", "free")[0] for number in range(5)}

    listed = keys.listed()

    assert {key.key_id for key in listed} == made
    assert {key.plan for key in listed} == {"free"}
    assert [key.created_at for key in listed] == sorted(key.created_at for key in listed)


def test_a_key_that_cant_be_put_on_its_plan_is_none(account: APIGatewayClient) -> None:
    def fail(**_: object) -> None:
        raise KeyboardInterrupt

    account.meta.events.register("before-send.apigateway.CreateUsagePlanKey", fail)

    with pytest.raises(KeyboardInterrupt):
        PartnerKeys(account, "dev").create("ada", "free")

    assert account.get_api_keys()["items"] == []


def test_a_key_that_lost_its_plan_is_seen_and_can_be_revoked(account: APIGatewayClient) -> None:
    # Given a key that somebody took off its plan
    keys = PartnerKeys(account, "dev")
    key_id, _ = keys.create("ada", "free")
    plan_id = next(plan["id"] for plan in account.get_usage_plans()["items"] if plan["name"] == "ecommerce-dev-free")
    account.delete_usage_plan_key(usagePlanId=plan_id, keyId=key_id)

    # Then it is seen, has no use, and can be revoked
    key = keys.find("ada")
    assert key.plan is None
    with pytest.raises(CannotRun, match="is on no plan"):
        keys.usage_of(key)
    keys.revoke(key)
    assert keys.listed() == []


def test_what_is_known_of_a_key_doesnt_hold_its_value(account: APIGatewayClient) -> None:
    keys = PartnerKeys(account, "dev")
    _, value = keys.create("ada", "free")

    assert value not in repr(keys.listed())
