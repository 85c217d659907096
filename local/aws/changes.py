"""The changes of the embedded AWS services' data, written to the journal before the response that acknowledges them.

The table's changes are the records of its stream. E-mails are only ever added. The data of the other services, without
these two, is small: all of a service's is written whenever it has changed.
"""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any

from local.config import ACCOUNT, REGION, TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from local.aws.journal import Journal

# The services whose data a request may change, by the name that it is signed for. The names are MiniStack's.
_CHANGED = {
    "apigateway": ("apigateway_v1",),
    "dynamodb": ("dynamodb",),
    "events": ("eventbridge",),
    "s3": ("s3", "sqs"),
    "secretsmanager": ("secretsmanager",),
    "ses": ("ses",),
    "sns": ("sns", "sqs"),
    "sqs": ("sqs",),
}
_SCOPE = {"account_id": ACCOUNT, "region": REGION}
# Of a table in MiniStack.
_OF_ITEMS = frozenset({"items", "_index_members"})
_SIGNED_FOR = re.compile("/([^/]+)/aws4_request")
_READS = ("Get", "List", "Describe", "Receive")
# They change nothing but items, or nothing that is kept.
_ITEM_ACTIONS = frozenset(
    {"BatchGetItem", "BatchWriteItem", "DeleteItem", "PutItem", "Query", "Scan", "TransactWriteItems", "UpdateItem"}
)
_EVENT_ACTIONS = frozenset({"PutEvents"})


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
        self._states = _states({name for names in _CHANGED.values() for name in names})

    def restored(self) -> str:
        """Return how many items and e-mails there are, empty for a new shop."""
        table = _store("dynamodb", "_tables").get_scoped(**_SCOPE, key=TABLE)
        if not table:
            return ""
        return f"{sum(map(len, table['items'].values())):,} items of the table {TABLE}, {len(_mails()):,} e-mails"

    def record(self, services: Iterable[str]) -> None:
        """Write the changes since the last call; OSError if they can't be written.

        Parameters
        ----------
        services : Iterable
            The services whose data may have changed, apart from the table's items and the e-mails.
        """
        records = _service("dynamodb").stream_records_since(TABLE, self._records, sys.maxsize, **_SCOPE)
        mails = _mails()[self._mails :]
        states = dict(_states(services).items() - self._states.items())
        if records or mails or states:
            self._journal.append(_json({"records": records, "mails": mails, "states": states}))
        self._records += len(records)
        self._mails += len(mails)
        self._states |= states


def changed_services(method: str, headers: Mapping[bytes, bytes]) -> Iterable[str]:
    """Return the services whose data a request may change, apart from the table's items and the e-mails.

    Parameters
    ----------
    method : str
        The request's method.
    headers : Mapping
        Its headers, by names in lower case.
    """
    action = headers.get(b"x-amz-target", b"").decode("latin-1").rpartition(".")[2]
    if method in {"GET", "HEAD"} or action.startswith(_READS) or action in _ITEM_ACTIONS | _EVENT_ACTIONS:
        return ()
    signed_for = _SIGNED_FOR.search(headers.get(b"authorization", b"").decode("latin-1"))
    # A form that uploads an image isn't signed in its headers.
    return _CHANGED.get(signed_for[1] if signed_for else "s3", ())


def _states(services: Iterable[str]) -> dict[str, str]:
    """Return the data of those of the services that are in use, as JSON, without the table's items and the e-mails."""
    own = {"dynamodb": _tables, "ses": _senders}
    used = {name: _service(name) for name in services if _service(name)}
    return {name: _json(own.get(name, service.get_state)()) for name, service in used.items()}


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
