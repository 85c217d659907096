"""Tests of a stage say in one sentence why its e-mails may not be sent, and don't wait for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import Stubber

from ops.mail import mail_obstacle

if TYPE_CHECKING:
    from collections.abc import Iterator

SENDER = "noreply@shop.example.com"


@pytest.fixture
def ses() -> Iterator[Stubber]:
    client: Any = boto3.client("sesv2", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    with Stubber(client) as stub:
        yield stub


def stub_identities(ses: Stubber, *, is_verified: bool = True, has_production_access: bool = True) -> None:
    identities = {"prod@example.com": ("ecommerce-prod", True), SENDER: ("ecommerce-dev", is_verified)}
    ses.add_response("list_email_identities", {"EmailIdentities": [{"IdentityName": name} for name in identities]})
    for name, (configuration_set, verified) in identities.items():
        identity = {"ConfigurationSetName": configuration_set, "VerifiedForSendingStatus": verified}
        ses.add_response("get_email_identity", identity, {"EmailIdentity": name})
    ses.add_response("get_account", {"ProductionAccessEnabled": has_production_access})


def test_a_verified_sender_in_an_account_with_production_access_sends(ses: Stubber) -> None:
    stub_identities(ses)

    assert mail_obstacle(ses.client, "dev") == ""


def test_an_unverified_sender_is_named(ses: Stubber) -> None:
    stub_identities(ses, is_verified=False)

    assert f"SES hasn't verified {SENDER} yet" in mail_obstacle(ses.client, "dev")


def test_the_sandbox_is_named(ses: Stubber) -> None:
    stub_identities(ses, has_production_access=False)

    assert "SES is in its sandbox" in mail_obstacle(ses.client, "dev")


def test_a_stage_without_a_sender_is_named(ses: Stubber) -> None:
    stub_identities(ses)

    assert "no identity of the stage staging" in mail_obstacle(ses.client, "staging")


def test_missing_permissions_do_not_end_a_test(ses: Stubber) -> None:
    ses.add_client_error("list_email_identities", "AccessDeniedException")

    assert "AccessDeniedException" in mail_obstacle(ses.client, "dev")
