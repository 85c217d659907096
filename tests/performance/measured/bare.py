"""The baseline of functions: only the clients that a function needs, created as in boto3's introduction.

It repeats the recorded AWS calls of a function's event.
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
    """Handle the event."""
    for service, operation, parameters in ast.literal_eval(Path(event["calls"]).read_text()) if event else ():
        try:
            CLIENTS[service]._make_api_call(operation, parameters)
        except ClientError:
            # A call that can't be repeated; AWS has responded to it.
            continue
    return event
