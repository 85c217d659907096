"""What happens in the shop, told to whoever listens on EventBridge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.errors import Unavailable
from handlers.runtime import json_text, settings
from handlers.runtime.aws import clients
from handlers.runtime.aws.send_once import Refused, one_try

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE = "ecommerce-api"


def publish_event(name: str, detail: Mapping[str, object]) -> None:
    """Publish one event, or none; it is never tried twice here.

    Parameters
    ----------
    name : str
        What happened, which is EventBridge's ``detail-type``: ``OrderPlaced``.
    detail : Mapping[str, object]
        To what, without anything personal: whoever listens may keep it.

    Raises
    ------
    Refused
        If it was not published.
    Unanswered
        If it may have been published.
    """
    entry = {
        "Source": SOURCE,
        "DetailType": name,
        "Detail": json_text.dump(detail),
        "EventBusName": settings.EVENT_BUS_NAME.value(),
    }
    with one_try():
        answer = clients.events().put_events(Entries=[entry])  # type: ignore[list-item]  # a dict of these names
    if answer["FailedEntryCount"]:
        raise Refused(Unavailable(f"PutEvents ({answer['Entries'][0].get('ErrorCode')})"))
