"""boto3 clients of the embedded AWS services."""

from __future__ import annotations

import os
from typing import Any

import boto3
from botocore.config import Config

from local.config import REGION

# DynamoDB may run elsewhere, as in docker/compose.yaml; these are boto3's own variables for its endpoint.
_ENDPOINT_VARIABLES = {
    "dynamodb": "AWS_ENDPOINT_URL_DYNAMODB",
    "dynamodbstreams": "AWS_ENDPOINT_URL_DYNAMODB_STREAMS",
}


def client(service: str, aws_url: str) -> Any:  # noqa: ANN401  # the type depends on the name
    """Return a client of an embedded AWS service.

    Parameters
    ----------
    service : str
        boto3's name for it, such as ``dynamodb``.
    aws_url : str
        Base URL of the embedded AWS services. ``AWS_ENDPOINT_URL_DYNAMODB`` and
        ``AWS_ENDPOINT_URL_DYNAMODB_STREAMS`` take precedence for DynamoDB.
    """
    return boto3.client(
        service,  # type: ignore[call-overload]  # one of many literals
        endpoint_url=os.environ.get(_ENDPOINT_VARIABLES.get(service, ""), aws_url),
        region_name=REGION,
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106  # the embedded services accept any
        config=Config(retries={"total_max_attempts": 2}, connect_timeout=10, read_timeout=300),
    )
