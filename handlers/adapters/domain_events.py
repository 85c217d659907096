"""Domain events, published for other systems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from handlers.domain.errors import Unavailable
from handlers.runtime import json_text, settings
from handlers.runtime.aws import clients
from handlers.runtime.aws.send_once import Refused, send_once

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE = "ecommerce-api"


class EventBus(Protocol):
    """The port to the event bus."""

    def publish(self, name: str, detail: Mapping[str, object]) -> None:
        """Publish one event, without retries.

        Parameters
        ----------
        name : str
            The event's name, such as ``OrderPlaced``.
        detail : Mapping[str, object]
            The event's data. It must not contain personal data, as subscribers may store it.

        Raises
        ------
        Refused
            If the event wasn't published.
        OutcomeUnknown
            If the event may have been published.
        """
        ...


class EventBridgeBus:
    """The event bus in EventBridge; the event's name is the ``detail-type``."""

    def publish(self, name: str, detail: Mapping[str, object]) -> None:
        """Publish one event, without retries."""
        entry = {
            "Source": SOURCE,
            "DetailType": name,
            "Detail": json_text.dump(detail),
            "EventBusName": settings.EVENT_BUS_NAME.value(),
        }
        with send_once():
            response = clients.events().put_events(Entries=[entry])  # type: ignore[list-item]  # a dict of these names
        if response["FailedEntryCount"]:
            raise Refused(Unavailable(f"PutEvents ({response['Entries'][0].get('ErrorCode')})"))


event_bus: EventBus = EventBridgeBus()
