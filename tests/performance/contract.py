"""Check peers against the contract before they are measured: ``python -m tests.performance.contract [NAME...]``.

A peer handles its operations in a shop of its own, behind the local gateway, and is tested like our functions: every
phase of Schemathesis with every principal, and every documented status of its operations. Requests that the gateway
rejects never reach a peer, so its own validation is tested separately, with events that no gateway has validated.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.contract.calls import Shop, call_for
from tests.contract.document import CELLS
from tests.contract.principals import PRINCIPALS
from tests.contract.run import try_deployment
from tests.harness import RunningShop, new_config, running_shop
from tests.integration.local.partners import new_partner
from tests.performance.peer_functions import ANSWERED_BY
from tests.performance.peers import OPERATIONS, PEERS, Peer, peer_named
from tests.performance.unguarded import EVENTS, breach_in, unguarded_complaints

_CELLS = [cell for cell in CELLS if cell[0] in OPERATIONS]
# Statuses of the gateway itself.
_OF_THE_GATEWAY = frozenset({400, 401, 403, 415, 429})


class ContractBroken(Exception):
    """A peer breaks the contract; the message lists the violations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """The checks that a peer passed."""

    cases: int
    statuses: int
    events: int


def passes_contract(peer: Peer) -> Passed:
    """Test a peer against the contract."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_shop(new_config(Path(folder)), module="tests.performance.peer_shop", PEER=peer.name) as shop,
    ):
        complaints = [*_status_complaints(peer, shop), *unguarded_complaints(peer, shop.config)]
        outcomes = try_deployment(shop.storefront, PRINCIPALS, operations=OPERATIONS)
    complaints += [f"as {outcome.principal}: {complaint}" for outcome in outcomes for complaint in outcome.complaints()]
    if complaints:
        raise ContractBroken("\n".join(complaints))
    cases = sum(outcome.report["test_cases"]["generated"] for outcome in outcomes)
    return Passed(cases=cases, statuses=len(_CELLS), events=len(EVENTS))


def _status_complaints(peer: Peer, shop: RunningShop) -> Iterator[str]:
    key = new_partner(shop.config, rate=0, burst=0).value
    with httpx.Client(timeout=300) as client:
        operations = Shop.at(shop.storefront, shop.partner, client, refused_key=key)
        for operation_id, status in _CELLS:
            answer = operations.send(call_for(operations, operation_id, status))
            complaint = complaint_of(peer, operation_id, status, answer)
            if complaint:
                yield f"{operation_id} {status}: {complaint}"


def complaint_of(peer: Peer, operation_id: str, status: int, answer: httpx.Response) -> str | None:
    """Return the fault of a peer's response with an expected status, or None."""
    if answer.status_code != status:
        return f"{answer.status_code} was answered: {answer.text}"
    if status not in _OF_THE_GATEWAY and answer.headers.get(ANSWERED_BY) != peer.name:
        return f"it was not {peer.name} that answered"
    return breach_in(operation_id, answer)


def main(names: Sequence[str]) -> int:
    """Check the named peers, or all, against the contract; print the result and return the exit status."""
    peers = [peer_named(name) for name in names] or PEERS
    broken = 0
    for peer in peers:
        try:
            passed = passes_contract(peer)
        except ContractBroken as error:
            broken += 1
            print(f"{peer.name} breaks the contract:\n{error}", file=sys.stderr)
        else:
            tried = f"{passed.cases} cases, {passed.statuses} statuses, {passed.events} events without a gateway"
            print(f"{peer.name} keeps the contract: {tried}", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
