"""Excerpts of botocore's data."""

from __future__ import annotations

import json

import pytest

from codegen.aws_models import aws_files
from codegen.contract import ContractError


def test_excerpt_has_only_the_operations_of_the_actions() -> None:
    files = aws_files({"sqs:SendMessage", "lambda:InvokeFunction"})

    models = [json.loads(text) for path, text in files.items() if path.endswith("/service-2.json")]
    assert sorted(name for model in models for name in model["operations"]) == ["Invoke", "SendMessage"]
    assert "documentation" not in files["aws/sqs/2012-11-05/service-2.json"]


@pytest.mark.parametrize("action", ["dynamodb:GetItemm", "s3:ListAllMyBuckets", "dynamodb:PartiQLSelect"])
def test_action_without_an_api_call_is_an_error(action: str) -> None:
    with pytest.raises(
        ContractError,
        match=f"has no operation {action.partition(':')[2]}: add the action to _OPERATIONS in codegen.aws_models",
    ):
        aws_files({action})
