"""What functions are compared with: the clients that one needs, made as boto3's introduction says, and no more.

Told of the AWS calls that a function made for an event, it makes these.
"""

import ast
import os
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

SESSION: Any = boto3.session.Session()
CLIENTS = {service: SESSION.client(service) for service in os.environ["SERVICES"].split()}


def handler(event: Any, _: object) -> Any:
    """Answer the event."""
    for service, operation, parameters in ast.literal_eval(Path(event["calls"]).read_text()) if event else ():
        try:
            CLIENTS[service]._make_api_call(operation, parameters)
        except ClientError:
            # A call that can't be made twice; AWS has answered it.
            continue
    return event
