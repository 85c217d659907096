"""The AWS account that a command changes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from moto import mock_aws

from local.config import CannotRun
from ops.stage import enter_stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONFIG = """
[profile people]
aws_access_key_id = ada
aws_secret_access_key = secret

[profile staging]
role_arn = arn:aws:iam::123456789012:role/admins
source_profile = people
region = eu-west-1
"""


@pytest.fixture
def profiles(tmp_path: Path) -> Iterator[None]:
    """A developer's AWS settings; no credentials are in the environment, which is restored after the test."""
    (tmp_path / "config").write_text(CONFIG)
    with mock.patch.dict(os.environ):
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
            os.environ.pop(name, None)
        os.environ["AWS_CONFIG_FILE"] = str(tmp_path / "config")
        os.environ["AWS_SHARED_CREDENTIALS_FILE"] = str(tmp_path / "none")
        os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
        yield


@pytest.mark.usefixtures("profiles")
def test_a_role_is_assumed_as_by_boto3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "staging")

    with mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name, raising=False)
        enter_stage("dev")
        taken = {name: os.environ.get(name) for name in ("AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN")}

    assert taken["AWS_ACCESS_KEY_ID"] not in {None, "ada"}
    assert taken["AWS_SESSION_TOKEN"]


@pytest.mark.usefixtures("profiles")
def test_an_unknown_profile_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "unknown")

    with pytest.raises(CannotRun, match=r"no credentials for that stage's account \(.*unknown"):
        enter_stage("dev")
