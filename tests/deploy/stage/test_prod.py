"""Prod's configuration with every option that the embedded AWS has, applied by Terraform; the others are planned."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
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
    "cors_allowed_origins": ["https://shop.example.com"],
    # Otherwise table and buckets couldn't be destroyed.
    "is_kept": False,
}

# The embedded AWS forgets the prefix list of a rule, and Terraform can't plan again after applying one.
VPC: Mapping[str, object] = {**CONFIG, "vpc": True, "nat_gateway": True}
# What Terraform plans to create for it, by resource, without keys.
NETWORK = """
aws_default_security_group.this aws_eip.nat aws_internet_gateway.this aws_nat_gateway.this aws_route.nat
aws_route_table.private aws_route_table.public aws_route_table_association.private aws_route_table_association.public
aws_security_group.endpoints aws_security_group.functions aws_subnet.private aws_subnet.public aws_vpc.this
aws_vpc_endpoint.gateway aws_vpc_endpoint.interface aws_vpc_security_group_egress_rule.endpoints
aws_vpc_security_group_egress_rule.gateways aws_vpc_security_group_egress_rule.internet
aws_vpc_security_group_ingress_rule.functions
"""


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
        "aws_route53_record.dkim",
        "aws_route53_zone.this",
        "aws_wafv2_web_acl.origin",
        "aws_wafv2_web_acl.this",
    ):
        assert option in created


def test_vpc_is_added_as_recorded(terraform: Terraform) -> None:
    plan = replace(terraform, variables={**terraform.variables, "config": VPC}).changes()

    planned = re.findall(r"# module\.shop\.module\.network\[0\]\.([\w.]+)\S* will be created", plan)
    assert sorted(set(planned)) == NETWORK.split()
    assert "must be replaced" not in plan


def test_destroyed_prod_leaves_nothing(terraform: Terraform, aws: DeployableAws) -> None:
    assert list(leftovers(aws))

    terraform.destroy()

    assert [*terraform.resources(), *leftovers(aws)] == []
