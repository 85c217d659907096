"""Generate the table of operations that the runtime, the gateway and the tests use."""

from __future__ import annotations

from datetime import UTC, datetime, time
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.naming import parameters_name, snake_case

if TYPE_CHECKING:
    from datetime import date

    from codegen.contract import Contract, Deprecation, Operation

_TEMPLATE = Path(__file__).with_name("templates") / "operations.py"


def operations_source(contract: Contract) -> str:
    """Return the source of ``generated/operations.py``, unformatted.

    Raises
    ------
    ContractError
        If a reference has no target, a request body isn't required JSON of a named schema, or a deprecated operation
        lacks its dates.
    """
    rows = "".join(f"    {_row(operation)},\n" for operation in contract.operations)
    return (
        f"{_TEMPLATE.read_text(encoding='utf-8')}\n"
        f"CONTRACT_VERSION = {contract.version!r}\n\n"
        f"OPERATIONS: Mapping[str, Operation] = {{operation.operation_id: operation for operation in (\n{rows})}}\n"
    )


def _row(operation: Operation) -> str:
    roles = ", ".join(repr(role) for role in operation.roles)
    body = snake_case(operation.body) if operation.body else None
    parameters = snake_case(parameters_name(operation.operation_id)) if operation.parameters else None
    fields = {
        "operation_id": repr(operation.operation_id),
        "method": repr(operation.method),
        "path": repr(operation.path),
        "tag": repr(operation.tag),
        "roles": f"frozenset({{{roles}}})",
        "statuses": repr(tuple(operation.responses)),
        "body": repr(body),
        "parameters": repr(parameters),
        "locations": repr({parameter.name: parameter.location for parameter in operation.parameters}),
        "responses": repr({status: snake_case(name) for status, name in operation.responses.items() if name}),
    }
    if operation.cache_seconds:
        fields["is_cached"] = "True"
    if operation.is_personal:
        fields["is_personal"] = "True"
    if operation.deprecation:
        fields["deprecation"] = repr(_deprecation_headers(operation.deprecation))
    return f"Operation({', '.join(f'{name}={value}' for name, value in fields.items())})"


def _deprecation_headers(deprecation: Deprecation) -> dict[str, str]:
    # RFC 9745 (a structured-field date) and RFC 8594 (an HTTP date).
    return {
        "Deprecation": f"@{int(_midnight(deprecation.since).timestamp())}",
        "Sunset": format_datetime(_midnight(deprecation.sunset), usegmt=True),
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
