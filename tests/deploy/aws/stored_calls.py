"""Calls that the embedded AWS lacks: their values are stored here and returned unchanged.

They have no effect but that Terraform finds the resources that it has created: log queries, the firewall's logging
configuration, and the cancellation of a secret's rotation, which doesn't run there.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from local.aws.responses import json_response

if TYPE_CHECKING:
    from starlette.responses import Response

_OK = 200
_LOGS, _WAF, _SECRETS = "Logs_20140328", "AWSWAF_20190729", "secretsmanager"
TARGETS = frozenset(
    {
        *(f"{_LOGS}.{verb}" for verb in ("PutQueryDefinition", "DescribeQueryDefinitions", "DeleteQueryDefinition")),
        *(f"{_WAF}.{verb}LoggingConfiguration" for verb in ("Put", "Get", "Delete")),
        f"{_SECRETS}.CancelRotateSecret",
    }
)

type Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredCalls:
    """Stored values, by id or ARN."""

    queries: dict[str, Json] = field(default_factory=dict)
    logging: dict[str, Json] = field(default_factory=dict)

    def answer(self, target: str, request: Json) -> Response:
        service, _, verb = target.partition(".")
        if service == _LOGS:
            return self._queries(verb, request)
        if service == _WAF:
            return self._logging(verb, request)
        return json_response(_OK, {"ARN": request["SecretId"]})

    def _queries(self, verb: str, request: Json) -> Response:
        if verb == "PutQueryDefinition":
            query_id = request.get("queryDefinitionId") or str(uuid.uuid4())
            query = {name: value for name, value in request.items() if name != "clientToken"}
            self.queries[query_id] = query | {"queryDefinitionId": query_id}
            return json_response(_OK, {"queryDefinitionId": query_id})
        if verb == "DeleteQueryDefinition":
            return json_response(_OK, {"success": self.queries.pop(request["queryDefinitionId"], None) is not None})
        prefix = request.get("queryDefinitionNamePrefix", "")
        found = [query for query in self.queries.values() if query["name"].startswith(prefix)]
        return json_response(_OK, {"queryDefinitions": found})

    def _logging(self, verb: str, request: Json) -> Response:
        if verb == "PutLoggingConfiguration":
            self.logging[request["LoggingConfiguration"]["ResourceArn"]] = request["LoggingConfiguration"]
            return json_response(_OK, request)
        if request["ResourceArn"] not in self.logging:
            return json_response(
                400, {"__type": "WAFNonexistentItemException", "message": "The firewall logs nowhere."}
            )
        if verb == "GetLoggingConfiguration":
            return json_response(_OK, {"LoggingConfiguration": self.logging[request["ResourceArn"]]})
        del self.logging[request["ResourceArn"]]
        return json_response(_OK, {})
