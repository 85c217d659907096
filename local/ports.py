"""Free ports for servers that start in other processes."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from itertools import count

from local.config import LOOPBACK

# Below the ephemeral ports (Linux's begin at 32768): a client's connection may take one of those before the server
# listens, and a client that waits for the server may connect to itself.
_FIRST = 10_000
_COUNT = 22_000
# Processes that search at the same time find different ports.
_DISTANCE = 64
_candidates = count(os.getpid() * _DISTANCE)


def free_ports(number: int) -> list[int]:
    """Return ports of loopback that nothing uses.

    Parameters
    ----------
    number : int
        The number of ports.
    """
    ports: list[int] = []
    while len(ports) < number:
        port = _FIRST + next(_candidates) % _COUNT
        with suppress(OSError), socket.socket() as holder:
            holder.bind((LOOPBACK, port))
            ports.append(port)
    return ports
