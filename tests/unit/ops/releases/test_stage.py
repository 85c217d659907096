"""Versions that were idle for weeks, which the embedded AWS doesn't have."""

from __future__ import annotations

from typing import Any
from unittest.mock import create_autospec

import boto3
import pytest
from botocore.stub import Stubber
from mypy_boto3_apigateway import APIGatewayClient
from mypy_boto3_cloudwatch import CloudWatchClient

from ops.releases.errors import NotDeployed
from ops.releases.stage import DeployedStage

VERSION = {"FunctionName": "ecommerce-dev-product-get", "Qualifier": "3"}
MOVED = {"FunctionName": "ecommerce-dev-product-get", "Name": "live", "FunctionVersion": "3"}


class StubbedStage:
    """A stage whose Lambda has the given states of a version, one for each time that it is read."""

    def __init__(self, *states: str) -> None:
        lambda_ = boto3.client("lambda", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        self.stub = Stubber(lambda_)
        first, *later = states
        self._read(first)
        if first != "Active":
            invoked: dict[str, Any] = {**VERSION, "Payload": '{"keepActive": true}'}
            self.stub.add_client_error("invoke", "ResourceConflictException", expected_params=invoked)
        for state in later:
            self._read(state)
        self.stage = DeployedStage("dev", lambda_, create_autospec(APIGatewayClient), create_autospec(CloudWatchClient))

    def _read(self, state: str) -> None:
        self.stub.add_response("get_function_configuration", {"State": state}, VERSION)

    def point(self, *, is_moved: bool) -> None:
        if is_moved:
            self.stub.add_response("update_alias", {}, MOVED)
        with self.stub:
            self.stage.point("live", {"getProduct": "3"})


def test_inactive_version_is_active_before_an_alias_points_at_it() -> None:
    stubbed = StubbedStage("Inactive", "Active")

    stubbed.point(is_moved=True)

    stubbed.stub.assert_no_pending_responses()


def test_active_version_is_not_invoked() -> None:
    stubbed = StubbedStage("Active")

    stubbed.point(is_moved=True)

    stubbed.stub.assert_no_pending_responses()


def test_version_that_cannot_be_activated_gets_no_alias() -> None:
    stubbed = StubbedStage("Inactive", "Failed")

    with pytest.raises(NotDeployed, match="Version 3 of ecommerce-dev-product-get doesn't become active"):
        stubbed.point(is_moved=False)
