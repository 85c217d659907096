"""Check peers against the contract before they are measured: ``python -m tests.performance.contract [NAME...]``.

A peer handles its operations in a shop of its own, behind the local gateway, and is tested like our functions: every
phase of Schemathesis with every principal, and every documented status of its operations. Requests that the gateway
rejects never reach a peer, so its own validation is tested separately, with events that no gateway has validated.
"""

import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import yaml

from local.aws.functions import rows
from local.config import LAMBDA_PATH, function_name
from tests.contract.calls import Shop, call_for
from tests.contract.document import CELLS, check_response
from tests.contract.principals import PRINCIPALS
from tests.contract.run import try_deployment
from tests.harness import RunningShop, new_config, running_shop
from tests.integration.local.partners import new_partner
from tests.lambda_events import ADMIN, CUSTOMER, proxy_event
from tests.performance.peer_shop import ANSWERED_BY
from tests.performance.peers import OPERATIONS, PEERS

_CELLS = [cell for cell in CELLS if cell[0] in OPERATIONS]
# Statuses of the gateway itself.
_OF_THE_GATEWAY = frozenset({400, 401, 403, 415, 429})
_UNVALIDATED = yaml.safe_load(Path(__file__).with_name("unvalidated_events.yaml").read_text())
_CALLERS = {None: None, "customer": CUSTOMER, "admin": ADMIN}


class ContractBroken(Exception):
    """A peer breaks the contract; the message lists the violations."""


def check_contract(peer: str) -> str:
    """Test a peer against the contract and return the number of checks, in words."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_shop(new_config(Path(folder)), module="tests.performance.peer_shop", PEER=peer) as shop,
        httpx.Client(timeout=300) as client,
    ):
        complaints = [*_status_complaints(peer, shop, client), *_validation_complaints(peer, shop, client)]
        outcomes = try_deployment(shop.storefront, PRINCIPALS, operations=OPERATIONS)
    complaints += [f"as {outcome.principal}: {complaint}" for outcome in outcomes for complaint in outcome.complaints()]
    if complaints:
        raise ContractBroken("\n".join(complaints))
    cases = sum(outcome.report["test_cases"]["generated"] for outcome in outcomes)
    return f"{cases} cases, {len(_CELLS)} statuses, {len(_UNVALIDATED)} events without a gateway"


def _status_complaints(peer: str, shop: RunningShop, client: httpx.Client) -> Iterator[str]:
    key = new_partner(shop.config, rate=0, burst=0).value
    operations = Shop.at(shop.storefront, shop.partner, client, refused_key=key)
    for operation_id, status in _CELLS:
        response = operations.send(call_for(operations, operation_id, status))
        gateways = status in _OF_THE_GATEWAY
        if complaint := complaint_of(operation_id, status, response, sender=None if gateways else peer):
            yield f"{operation_id} {status}: {complaint}"


def _validation_complaints(peer: str, shop: RunningShop, client: httpx.Client) -> Iterator[str]:
    for each in _UNVALIDATED:
        operation_id, status = each["operation"], each["status"]
        event = proxy_event(operation_id, authorizer=_CALLERS[each.get("caller", "admin")], **each["event"])
        function = function_name(rows()[operation_id]["name"])
        url = f"{shop.config.url}{LAMBDA_PATH}/2015-03-31/functions/{function}/invocations"
        result = client.post(url, json=event).raise_for_status().json()
        response = _response(result, event["requestContext"]["path"])
        if complaint := complaint_of(operation_id, status, response, sender=peer):
            yield f"{operation_id} without a gateway, {each['fault']}: {complaint}"


def complaint_of(operation_id: str, status: int, response: httpx.Response, *, sender: str | None) -> str | None:
    """Return the fault of a response that must have a status and, if one is given, a sender."""
    if response.status_code != status:
        return f"the status is {response.status_code}: {response.text}"
    if sender is not None and response.headers.get(ANSWERED_BY) != sender:
        return f"the response is not {sender}'s"
    try:
        check_response(operation_id, response)
    except AssertionError as error:
        # Outside pytest, an assertion may have no message.
        broken = traceback.extract_tb(error.__traceback__)[-1]
        return f"{error} in {broken.line}: {dict(response.headers)} {response.text}"
    return None


def _response(result: Mapping[str, Any], path: str) -> httpx.Response:
    """Return a function's result as a response; one that failed as a 502, as the gateway would."""
    request = httpx.Request("GET", f"https://shop.example.com{path}")
    if "statusCode" not in result:
        return httpx.Response(502, json=result, request=request)
    headers = [*result["headers"].items()]
    headers += [(name, value) for name, values in (result.get("multiValueHeaders") or {}).items() for value in values]
    return httpx.Response(result["statusCode"], headers=headers, text=result["body"] or "", request=request)


def main(names: Sequence[str]) -> int:
    """Check the named peers, or all, against the contract; print the result and return the exit status."""
    broken = 0
    for name in names or PEERS:
        try:
            print(f"{name} keeps the contract: {check_contract(name)}", flush=True)
        except ContractBroken as error:
            broken = 1
            print(f"{name} breaks the contract:\n{error}", file=sys.stderr)
    return broken


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
