"""What is taken of botocore's data."""

from __future__ import annotations

import json

import pytest

from codegen.aws_models import aws_files
from codegen.contract import ContractError


def test_of_a_service_only_what_an_action_allows_is_taken() -> None:
    files = aws_files({"sqs:SendMessage", "lambda:InvokeFunction"})

    models = [json.loads(text) for path, text in files.items() if path.endswith("/service-2.json")]
    assert sorted(name for model in models for name in model["operations"]) == ["Invoke", "SendMessage"]
    assert "documentation" not in files["aws/sqs/2012-11-05/service-2.json"]


@pytest.mark.parametrize("action", ["dynamodb:GetItemm", "s3:ListBucket", "dynamodb:PartiQLSelect"])
def test_an_action_that_is_no_call_fails(action: str) -> None:
    with pytest.raises(ContractError, match=f"has no {action.partition(':')[2]}: say in codegen.aws_models"):
        aws_files({action})
