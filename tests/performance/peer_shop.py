"""The shop in which the peer named by ``PEER`` handles its operations: ``python -m tests.performance.peer_shop``.

It is served as by ``python -m local``, with the same ports and settings.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from local.aws.function_runtime import FunctionRuntime
from local.config import LocalConfig, settings
from local.run import main, python_runtime
from tests.performance.peer_functions import PeerFunctions, running_peer
from tests.performance.peers import peer_named


@contextmanager
def with_peer(config: LocalConfig) -> Iterator[FunctionRuntime]:
    """Run the functions of a shop, a peer among them, until the block ends."""
    peer = peer_named(os.environ["PEER"])
    with python_runtime(config) as ours, running_peer(peer, settings(config), config.data / "peer.txt") as process:
        yield PeerFunctions(ours, process)


if __name__ == "__main__":
    sys.exit(main(with_peer))
