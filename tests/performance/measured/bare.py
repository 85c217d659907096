"""The baseline of the benchmark: a function's AWS clients, created as boto3's introduction shows, and nothing else.

Its event has the AWS calls of a function, as Python literals, and it makes the same calls.
"""

import ast
import os
from typing import Any

import boto3
from botocore.exceptions import ClientError

SESSION: Any = boto3.session.Session()
CLIENTS = {service: SESSION.client(service) for service in os.environ["SERVICES"].split()}


def handler(event: Any, _: object) -> Any:
    for call in event:
        service, operation, parameters = ast.literal_eval(call)
        try:
            response = CLIENTS[service]._make_api_call(operation, parameters)
        except ClientError:
            # The call can't succeed twice, but AWS has responded.
            continue
        if "Payload" in response:
            # Until it is read, its connection is in use.
            response["Payload"].read()
    return event
