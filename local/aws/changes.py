"""The changes of the embedded AWS services' data, written to the journal before the response that acknowledges them.

The table's changes are the records of its stream. E-mails are only ever added. The data of the other services, without
these two, is small: all of a service's is written whenever it has changed.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from local.config import ACCOUNT, REGION, TABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.aws.journal import Journal

# By MiniStack's names for them.
SMALL_SERVICES = ("apigateway_v1", "eventbridge", "s3", "secretsmanager", "sns", "sqs")
_SCOPE = {"account_id": ACCOUNT, "region": REGION}
# Of a table in MiniStack.
_OF_ITEMS = frozenset({"items", "_index_members"})
_READS = ("Get", "List", "Describe", "Receive")
# DynamoDB's requests that change nothing but items.
_ITEM_ACTIONS = frozenset(
    {"BatchGetItem", "BatchWriteItem", "DeleteItem", "PutItem", "Query", "Scan", "TransactWriteItems", "UpdateItem"}
)


class Changes:
    """The changes since the last entry of the journal.

    Parameters
    ----------
    journal : Journal
        The journal to write.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._records = self._mails = 0
        self._states: dict[str, str] = {}

    def begin(self) -> None:
        """Take the services' present data as saved."""
        self._records, self._mails = _service("dynamodb").stream_end_position(TABLE, **_SCOPE), len(_mails())
        self._states = _states()

    def restored(self) -> str:
        """Return how many items and e-mails there are, empty for a new shop."""
        table = _store("dynamodb", "_tables").get_scoped(**_SCOPE, key=TABLE)
        if not table:
            return ""
        return f"{sum(map(len, table['items'].values())):,} items of the table {TABLE}, {len(_mails()):,} e-mails"

    def record(self, *, items_only: bool) -> None:
        """Write the changes since the last call; OSError if they can't be written.

        Parameters
        ----------
        items_only : bool
            Whether no data has changed but the table's items and e-mails.
        """
        records = _service("dynamodb").stream_records_since(TABLE, self._records, sys.maxsize, **_SCOPE)
        mails = _mails()[self._mails :]
        states = {} if items_only else dict(_states().items() - self._states.items())
        if records or mails or states:
            entry = {"records": records, "mails": mails, "states": states}
            self._journal.append(_json(entry))
        self._records += len(records)
        self._mails += len(mails)
        self._states |= states


def changes_items_only(method: str, headers: Mapping[bytes, bytes]) -> bool:
    """Return whether a request changes no data but the table's items, judging by its method and headers."""
    action = headers.get(b"x-amz-target", b"").decode("latin-1").rpartition(".")[2]
    return method in {"GET", "HEAD"} or action.startswith(_READS) or action in _ITEM_ACTIONS


def _states() -> dict[str, str]:
    """Return the data of each service that is in use, as JSON, without the table's items and the e-mails."""
    services = {name: _service(name) for name in SMALL_SERVICES}
    states = {name: service.get_state() for name, service in services.items() if service is not None}
    return {name: _json(state) for name, state in {**states, "dynamodb": _tables(), "ses": _senders()}.items()}


def _tables() -> dict[str, Any]:
    from ministack.core.responses import AccountRegionScopedDict

    tables = AccountRegionScopedDict()
    for scope, table in _store("dynamodb", "_tables").all_items():
        kept = {name: value for name, value in table.items() if name not in _OF_ITEMS}
        tables.set_scoped(*scope, {**kept, "items": {}})
    others = {name: _store("dynamodb", f"_{name}") for name in ("tags", "ttl_settings")}
    return {"tables": tables, **others}


def _senders() -> dict[str, Any]:
    return {"_identities": _store("ses", "_identities")}


def _mails() -> list[Any]:
    mails: list[Any] = _store("ses", "_sent_emails").get_scoped(**_SCOPE, key="entries", default=[])
    return mails


def _store(service: str, name: str) -> Any:  # noqa: ANN401  # MiniStack's
    return getattr(_service(service), name)


def _service(name: str) -> Any:  # noqa: ANN401  # a module
    return sys.modules.get(f"ministack.services.{name}")


def _json(value: object) -> str:
    from ministack.core.persistence import _json_default

    return json.dumps(value, default=_json_default, separators=(",", ":"))
