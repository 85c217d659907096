"""Events that no gateway has looked at: a peer refuses them itself, as our functions do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx

from local.place import settings
from tests.contract.document import OPERATIONS, check_answer
from tests.lambda_events import ADMIN, CUSTOMER, proxy_event
from tests.performance.peer_functions import running_peer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local.place import Place
    from tests.performance.peers import Peer

_NEW = {"name": "Chair", "price": 12.5, "category": "chairs"}
