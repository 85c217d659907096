"""Prod's configuration with every option, applied by Terraform to an embedded AWS of its own."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.deploy.aws.running import deployable_aws
from tests.deploy.stage.test_stage import leftovers
from tests.deploy.terraform import copy_root

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.deploy.aws.running import DeployableAws
    from tests.deploy.terraform import Terraform

IMAGE = "000000000000.dkr.ecr.us-east-1.amazonaws.com/ecommerce:test"
CONFIG: Mapping[str, object] = {
    "from_email": "noreply@shop.example.com",
    "mail_domain": "shop.example.com",
    "alarm_emails": ["oncall@example.com"],
    "thresholds": {"lambda_errors": 20},
    "log_level": "DEBUG",
    "reserved_concurrency": {"createOrder": 5},
    "zone_name": "shop.example.com",
    "create_zone": True,
    "domain_name": "api.shop.example.com",
    "cdn": {"domain_name": "cdn.shop.example.com", "in_front_of_api": True},
    "allow_origin": "https://shop.example.com",
    "vpc": True,
    "nat_gateway": True,
    # Otherwise table and buckets couldn't be destroyed.
    "is_kept": False,
}


@pytest.fixture(scope="module")
def aws() -> Iterator[DeployableAws]:
    with tempfile.TemporaryDirectory() as folder, deployable_aws(Path(folder)) as aws:
        yield aws


@pytest.fixture(scope="module")
def terraform(aws: DeployableAws) -> Iterator[Terraform]:
    with tempfile.TemporaryDirectory() as folder:  # deleted at the end, because Terraform's providers are large
        terraform = copy_root(Path(folder) / "copy", "prod", aws, {"image_uri": IMAGE, "config": CONFIG})
        terraform.init()
        terraform.apply()
        yield terraform


def test_second_plan_of_prod_has_no_changes(terraform: Terraform) -> None:
    assert terraform.changes() == ""


def test_prod_has_its_options(terraform: Terraform) -> None:
    created = terraform.resources()

    for option in (
        "aws_api_gateway_domain_name.this",
        "aws_api_gateway_method_settings.cached",
        "aws_cloudfront_distribution.this",
        "aws_nat_gateway.this",
        "aws_route53_record.dkim",
        "aws_route53_zone.this",
        "aws_wafv2_web_acl.origin",
        "aws_wafv2_web_acl.this",
    ):
        assert option in created


def test_destroyed_prod_leaves_nothing(terraform: Terraform, aws: DeployableAws) -> None:
    assert list(leftovers(aws))

    terraform.destroy()

    assert [*terraform.resources(), *leftovers(aws)] == []
