"""What the embedded AWS takes from nobody, and tells nobody: kept here, and told as it was said.

Nothing comes of it but that Terraform finds again what it has made: queries of logs, where the firewall logs, and the
end of a secret's rotation, which is nothing to end where nobody rotates.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from local.aws.responses import answer

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
class Kept:
    """What was said, by its id or ARN."""

    queries: dict[str, Json] = field(default_factory=dict)
    logging: dict[str, Json] = field(default_factory=dict)

    def answer(self, target: str, said: Json) -> Response:
        service, _, verb = target.partition(".")
        if service == _LOGS:
            return self._queries(verb, said)
        if service == _WAF:
            return self._logging(verb, said)
        return answer(_OK, {"ARN": said["SecretId"]})

    def _queries(self, verb: str, said: Json) -> Response:
        if verb == "PutQueryDefinition":
            query_id = said.get("queryDefinitionId") or str(uuid.uuid4())
            query = {name: value for name, value in said.items() if name != "clientToken"}
            self.queries[query_id] = query | {"queryDefinitionId": query_id}
            return answer(_OK, {"queryDefinitionId": query_id})
        if verb == "DeleteQueryDefinition":
            return answer(_OK, {"success": self.queries.pop(said["queryDefinitionId"], None) is not None})
        prefix = said.get("queryDefinitionNamePrefix", "")
        found = [query for query in self.queries.values() if query["name"].startswith(prefix)]
        return answer(_OK, {"queryDefinitions": found})

    def _logging(self, verb: str, said: Json) -> Response:
        if verb == "PutLoggingConfiguration":
            self.logging[said["LoggingConfiguration"]["ResourceArn"]] = said["LoggingConfiguration"]
            return answer(_OK, said)
        if said["ResourceArn"] not in self.logging:
            return answer(400, {"__type": "WAFNonexistentItemException", "message": "The firewall logs nowhere."})
        if verb == "GetLoggingConfiguration":
            return answer(_OK, {"LoggingConfiguration": self.logging[said["ResourceArn"]]})
        del self.logging[said["ResourceArn"]]
        return answer(_OK, {})
