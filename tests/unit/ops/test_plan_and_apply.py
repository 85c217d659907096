"""``bin/shop plan`` saves a plan and writes a report; ``bin/shop apply`` applies that plan."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from local.config import ROOT
from ops.terraform import state_bucket
from tests.unit.ops.conftest import Commands, run_shop
from tests.unit.ops.crafted import changed, real, resource
from tests.unit.ops.crafted import plan as planned

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGE = f"123456789012.dkr.ecr.us-east-1.amazonaws.com/ecommerce@sha256:{'a' * 64}"
PLAN = ("plan", "--stage", "dev")
APPLY = ("apply", "--stage", "dev")
LOSS = planned(changed("module.shop.module.dynamodb.aws_dynamodb_table.this", "delete"))


@pytest.fixture
def commands(commands: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """A fake Terraform that does nothing, and a temporary folder of reports."""
    for name in ("TF_VARS_JSON", "AWS_DEFAULT_REGION", "TF_PLUGIN_DIR", "GITHUB_OUTPUT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STATE_BUCKET", "states")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setattr("ops.terraform.REPORTS", tmp_path / "reports")
    commands.terraform(planned(changed("aws_sns_topic.this", "create")))
    return commands


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return tmp_path / "reports"


def test_a_plan_is_made_without_a_lock_and_reported(commands: Commands, reports: Path) -> None:
    assert run_shop(*PLAN) == 0

    init, made, show = commands.calls("terraform")
    assert init.startswith("-chdir=terraform/environments/dev init ")
    assert "-backend-config=bucket=states -backend-config=region=eu-west-1" in init
    assert " plan " in made
    assert "-lock=false" in made
    assert f"-out={reports}/plan.dev.tfplan" in made
    assert show.endswith("show -json " + str(reports / "plan.dev.tfplan"))
    assert "**1 to create**" in (reports / "plan.dev.md").read_text()


@pytest.mark.parametrize(("options", "refreshes"), [((), True), (("--no-refresh",), False)])
def test_a_plan_without_a_refresh_reads_no_resource(
    commands: Commands, options: tuple[str, ...], *, refreshes: bool
) -> None:
    assert run_shop(*PLAN, *options) == 0

    assert ("-refresh=false" not in commands.calls("terraform")[1]) is refreshes


def test_a_saved_plan_is_readable_by_its_owner_only(commands: Commands, reports: Path) -> None:
    run_shop(*PLAN)

    assert stat.S_IMODE((reports / "plan.dev.tfplan").stat().st_mode) == 0o600


def test_the_image_and_a_pipelines_variables_reach_terraform(
    commands: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.tfvars").write_text('config = { from_email = "shop@example.com" }\n')
    monkeypatch.setenv("TF_VARS_JSON", json.dumps({"config": {"alarm_emails": ["ada@example.com"]}}))

    assert run_shop(*PLAN, "--vars", str(tmp_path / "mine.tfvars"), "--image", IMAGE) == 0

    _, made, _ = commands.calls("terraform")
    *_, mine, json_, image = made.split()
    assert mine == f"-var-file={tmp_path}/mine.tfvars"
    assert json_.endswith(".tfvars.json")
    assert image == f"-var=image_uri={IMAGE}"
    # Other users of this machine can't read them afterwards.
    assert not Path(json_.removeprefix("-var-file=")).exists()


def test_the_deployed_image_can_be_planned_with(commands: Commands, capsys: pytest.CaptureFixture[str]) -> None:
    # Given a stage without a deployed image
    assert run_shop(*PLAN, "--image", "deployed") == 1
    assert "dev runs no image yet" in capsys.readouterr().err

    # And a stage with one
    commands.terraform(planned(), outputs={"image_uri": IMAGE})

    assert run_shop(*PLAN, "--image", "deployed") == 0
    assert commands.calls("terraform")[-2].endswith(f"-var=image_uri={IMAGE}")


SENDER = resource("aws_sesv2_email_identity", email_identity="shop.example.com")


@pytest.fixture
def prods_sender(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An account in which SES has the sender of prod."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        ses: Any = boto3.client("sesv2", region_name="eu-west-1")
        ses.create_email_identity(EmailIdentity="shop.example.com", Tags=[{"Key": "Stage", "Value": "prod"}])
        yield


@pytest.mark.usefixtures("prods_sender")
def test_a_sender_of_another_stage_is_rejected(
    commands: Commands, reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.terraform(planned(after=[SENDER]))

    assert run_shop(*PLAN) == 1

    assert "SES has the identity shop.example.com already, of the stage prod: give dev" in capsys.readouterr().err
    assert not (reports / "plan.dev.tfplan").exists()


@pytest.mark.usefixtures("prods_sender")
@pytest.mark.parametrize("before", [[SENDER], []], ids=["deployed", "new"])
def test_a_sender_of_its_own_is_planned(commands: Commands, before: list[dict[str, Any]]) -> None:
    sender = resource("aws_sesv2_email_identity", email_identity="dev.shop.example.com")
    commands.terraform(planned(before=before, after=[*before, sender]))

    assert run_shop(*PLAN) == 0


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ((*PLAN, "--image", "123456789012.dkr.ecr.us-east-1.amazonaws.com/ecommerce:first"), "digest"),
        ((*PLAN, "--image", ""), "digest"),
        ((*PLAN, "--vars", "nowhere.tfvars"), "nowhere.tfvars"),
        (("plan", "--stage", "../prod"), "name of a stage"),
        (("plan", "--stage", "staging"), "one of dev, prod"),
        (("plan",), "--stage"),
    ],
)
def test_wrong_arguments_are_refused_before_terraform_starts(
    words: tuple[str, ...], part: str, commands: Commands, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_shop(*words) == 2

    assert commands.calls("terraform") == []
    assert part in capsys.readouterr().err


@pytest.mark.parametrize("value", ["[1]", "from_email = 1"])
def test_variables_that_are_not_an_object_are_rejected_before_terraform_starts(
    value: str, commands: Commands, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TF_VARS_JSON", value)

    assert run_shop(*PLAN) == 2

    assert commands.calls("terraform") == []
    assert "JSON object" in capsys.readouterr().err


def test_a_missing_terraform_is_an_error(
    commands: Commands, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(commands.folder / "empty"))

    assert run_shop(*PLAN) == 1

    assert "install Terraform" in capsys.readouterr().err


def test_a_failed_plan_prints_its_command_and_leaves_no_plan(
    commands: Commands, reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Given an applicable plan, and then a configuration that can't be planned
    run_shop(*PLAN)
    commands.terraform(
        {}, fails="plan", message="Refreshing of ada@example.com... Error: Invalid value of ada@example.com"
    )

    assert run_shop(*PLAN) == 1

    printed_errors = capsys.readouterr().err
    assert "failed: terraform -chdir=terraform/environments/dev plan " in printed_errors
    assert "Error: Invalid value of (an e-mail address)" in printed_errors
    assert list(reports.iterdir()) == []
    assert run_shop(*APPLY) == 1


def test_the_numbers_of_changes_are_outputs_for_later_steps(
    commands: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands.terraform(LOSS)
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))

    run_shop(*PLAN)

    assert (tmp_path / "output").read_text() == "changes=1\nlosses=1\n"


def test_an_existing_lock_file_is_readonly(commands: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "environments" / "dev"
    folder.mkdir(parents=True)
    monkeypatch.setattr("ops.terraform._ROOTS", folder.parent)
    run_shop(*PLAN)
    (folder / ".terraform.lock.hcl").touch()
    run_shop(*PLAN)

    without, with_ = [call for call in commands.calls("terraform") if " init " in call]
    assert "-lockfile=readonly" not in without
    assert "-lockfile=readonly" in with_


def test_without_a_name_the_state_is_in_the_accounts_own_bucket(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATE_BUCKET", "")

    with mock_aws():
        assert state_bucket() == "ecommerce-terraform-state-123456789012"

    assert (
        'state_bucket = "${local.project_name}-terraform-state-${local.account}"'
        in (ROOT / "terraform/bootstrap/main.tf").read_text()
    )


def test_the_urls_of_the_servers_are_outputs_for_later_steps(
    commands: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_shop(*PLAN)
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "outputs"))

    assert run_shop(*APPLY) == 0

    printed = (tmp_path / "outputs").read_text().splitlines()
    assert printed == ["base_url=https://api.example.com/v1", "partner_url=https://api.example.com/partner/v1"]


def test_the_saved_plan_is_applied_and_used_up(
    commands: Commands, reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_shop(*PLAN)

    assert run_shop(*APPLY) == 0

    applied = commands.calls("terraform")[-2]
    assert applied.startswith("-chdir=terraform/environments/dev apply ")
    assert applied.endswith(f" {reports}/plan.dev.tfplan")
    printed = capsys.readouterr().out
    assert 'email["(an e-mail address)"]: Creating' in printed
    assert "apply: done: 1 to create" in printed
    # When it is applied again
    assert run_shop(*APPLY) == 1
    assert "bin/shop plan --stage dev" in capsys.readouterr().err


def test_a_plan_that_destroys_data_needs_a_flag(commands: Commands, capsys: pytest.CaptureFixture[str]) -> None:
    commands.terraform(LOSS)
    run_shop(*PLAN)

    assert run_shop(*APPLY) == 1

    printed_errors = capsys.readouterr().err
    assert "shop / dynamodb: aws_dynamodb_table.this: accounts, catalogue, carts and orders are in it" in printed_errors
    assert "bin/shop apply --stage dev --allow-destroy" in printed_errors
    assert not any(" apply " in call for call in commands.calls("terraform"))
    assert run_shop(*APPLY, "--allow-destroy") == 0


@pytest.mark.parametrize(
    ("message", "advice"),
    [
        ("Error: Saved plan is stale", "Plan again: bin/shop plan --stage dev --image …"),
        (
            "Error: AccessDenied: Your account must be verified before you can add new CloudFront resources.",
            "set config.cdn.is_wanted to false: bin/shop plan --stage dev --image …",
        ),
        (
            "Error: Error acquiring the state lock: ID:   ab-12",
            "nothing was changed. When it has ended: bin/shop apply --stage dev",
        ),
        ("Error: Error acquiring the state lock: ID:   ab-12", "environments/dev force-unlock ab-12"),
        ("Error: creating Lambda Function", "then: bin/shop plan --stage dev --image … && bin/shop apply --stage dev"),
    ],
)
def test_a_failed_apply_prints_the_applied_changes_and_the_remedy(
    message: str, advice: str, commands: Commands, reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_shop(*PLAN)
    commands.terraform(planned(), fails="apply", message=message)

    assert run_shop(*APPLY) == 1

    printed_errors = capsys.readouterr().err
    assert "failed: terraform -chdir=terraform/environments/dev apply " in printed_errors
    assert message in printed_errors
    assert advice in printed_errors
    # Terraform itself rejects a plan of an older state, so the file may stay.
    assert (reports / "plan.dev.tfplan").exists()


def test_an_interrupted_apply_lets_terraform_finish(commands: Commands, tmp_path: Path) -> None:
    # Given a running apply
    assert run_shop(*PLAN) == 0
    commands.create(
        "terraform",
        f"""
        case "$2" in
            show) echo '{json.dumps(planned())}' ;;
            apply)
                trap 'echo released > {tmp_path}/lock; exit 1' INT
                mkfifo {tmp_path}/never
                echo begun
                read line <> {tmp_path}/never ;;
        esac""",
    )
    program = (
        # A background process may have interrupts ignored.
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from pathlib import Path; import ops.terraform as t; "
        f"t.REPORTS = Path({str(tmp_path / 'reports')!r}); from ops.__main__ import shop; "
        "shop(['apply', '--stage', 'dev'])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"

        # When it is interrupted as by a terminal: the program and Terraform together
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate()

    assert process.returncode != 0
    assert "waiting for Terraform" in errors
    assert (tmp_path / "lock").read_text() == "released\n"


def test_missing_credentials_for_the_state_are_an_error(
    commands: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("STATE_BUCKET", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    assert run_shop(*PLAN) == 1

    assert "STATE_BUCKET" in capsys.readouterr().err


def test_a_real_plan_is_reported(commands: Commands, reports: Path) -> None:
    shown: Any = real("dev_changed")
    commands.terraform(shown)

    assert run_shop(*PLAN) == 0

    assert "**12 to destroy, 9 to change**" in (reports / "plan.dev.md").read_text()
