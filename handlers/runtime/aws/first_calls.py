"""The first call of each AWS client: it opens a connection and changes nothing.

With DynamoDB it is the read of a row that doesn't exist, if the function's role allows one; it costs half a read unit.
Otherwise it fetches the service's address, without credentials, which needs no permission and costs nothing.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSRequest

from generated.actions import ACTIONS, INDEXES
from handlers.runtime import invocation, settings
from handlers.runtime.aws import clients

if TYPE_CHECKING:
    from collections.abc import Callable

_NO_KEY = {"S": "FIRST_CALL"}
_NO_ROW = {"PK": _NO_KEY, "SK": _NO_KEY}


def make_first_calls(function: str) -> None:
    """Create a function's clients and make a call with each, for `FIRST_CALL_SECONDS` at most; ignore failures.

    Parameters
    ----------
    function : str
        Its key in ``terraform/functions.json``.
    """
    calls = threading.Thread(target=_make_calls, args=(function,), name="first-calls", daemon=True)
    calls.start()
    # Lambda allows ten seconds for imports and these calls.
    calls.join(settings.FIRST_CALL_SECONDS.value())


def _make_calls(function: str) -> None:
    ends = time.monotonic() + settings.FIRST_CALL_SECONDS.value()
    # The thread's own deadline: the clients start no attempt that could end later.
    invocation.set_deadline(lambda: round((ends - time.monotonic()) * 1000))
    actions = ACTIONS[function]
    for service in dict.fromkeys(action.partition(":")[0] for action in actions):
        with suppress(Exception):
            client = _CLIENTS[service]()
            # Forms are signed without a call.
            if service != "s3":
                read = next((read for action, read in _READS.items() if action in actions), None)
                (read if read and service == "dynamodb" else _fetch_address)(client, function)


def _get_row(client: Any, _: str) -> None:  # noqa: ANN401  # botocore creates its classes at run time
    client.get_item(TableName=settings.TABLE_NAME.value(), Key=_NO_ROW)


def _get_rows(client: Any, _: str) -> None:  # noqa: ANN401  # as above
    client.batch_get_item(RequestItems={settings.TABLE_NAME.value(): {"Keys": [_NO_ROW]}})


def _query(client: Any, function: str) -> None:  # noqa: ANN401  # as above
    index = INDEXES.get(function)
    client.query(
        TableName=settings.TABLE_NAME.value(),
        **({"IndexName": index} if index else {}),
        KeyConditionExpression=f"{index or ''}PK = :none",
        ExpressionAttributeValues={":none": _NO_KEY},
    )


def _fetch_address(client: Any, _: str) -> None:  # noqa: ANN401  # as above
    client._endpoint.http_session.send(AWSRequest("GET", client.meta.endpoint_url).prepare())  # noqa: SLF001  # no call of a client is unsigned


_CLIENTS: dict[str, Callable[[], Any]] = {
    "dynamodb": clients.dynamodb,
    "events": clients.events,
    "lambda": clients.lambda_,
    "s3": clients.s3,
    "secretsmanager": clients.secretsmanager,
    "ses": clients.ses,
    "sqs": clients.sqs,
}
# The first one that is allowed is made.
_READS: dict[str, Callable[[Any, str], None]] = {
    "dynamodb:GetItem": _get_row,
    "dynamodb:BatchGetItem": _get_rows,
    "dynamodb:Query": _query,
}
