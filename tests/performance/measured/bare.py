"""The baseline of the benchmark: a function's AWS clients, created as boto3's introduction shows, and nothing else.

Its event is the list of AWS calls that a function made, and it makes the same calls.
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
    """Make the calls of the event."""
    for service, operation, parameters in ast.literal_eval(Path(event["calls"]).read_text()) if event else ():
        try:
            CLIENTS[service]._make_api_call(operation, parameters)
        except ClientError:
            # The call can't succeed twice, but AWS has responded.
            continue
    return event
