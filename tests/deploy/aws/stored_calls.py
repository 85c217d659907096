"""Calls that the embedded AWS lacks: their values are stored here and returned unchanged.

They have no effect but that Terraform finds the resources that it has created: log queries, the firewall's logging
configuration, and the cancellation of a secret's rotation, which doesn't run there.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from local.aws.responses import answer

type Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredCalls:
    """Stored values, by id or ARN."""

    queries: dict[str, Json] = field(default_factory=dict)
    logging: dict[str, Json] = field(default_factory=dict)

    def respond(self, verb: str, request: Json) -> Response | None:
        """Return the response to a call, or None if the embedded AWS has it."""
        arn: str = request.get("ResourceArn", "")
        body: Json = {}
        match verb:
            case "PutQueryDefinition":
                query_id = request.get("queryDefinitionId") or str(uuid.uuid4())
                query = {name: value for name, value in request.items() if name != "clientToken"}
                self.queries[query_id] = query | {"queryDefinitionId": query_id}
                body = {"queryDefinitionId": query_id}
            case "DescribeQueryDefinitions":
                prefix = request.get("queryDefinitionNamePrefix", "")
                body = {"queryDefinitions": [each for each in self.queries.values() if each["name"].startswith(prefix)]}
            case "DeleteQueryDefinition":
                body = {"success": self.queries.pop(request["queryDefinitionId"], None) is not None}
            case "PutLoggingConfiguration":
                body = request
                self.logging[body["LoggingConfiguration"]["ResourceArn"]] = body["LoggingConfiguration"]
            case "GetLoggingConfiguration" | "DeleteLoggingConfiguration" if arn not in self.logging:
                return answer(400, {"__type": "WAFNonexistentItemException", "message": "The firewall logs nowhere."})
            case "GetLoggingConfiguration":
                body = {"LoggingConfiguration": self.logging[arn]}
            case "DeleteLoggingConfiguration":
                del self.logging[arn]
            case "CancelRotateSecret":
                body = {"ARN": request["SecretId"]}
            case _:
                return None
        return answer(200, body)
