from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from handlers.domain.errors import Unavailable
from tests.integration.handlers.accounts import ADA, sign_up
from tests.integration.handlers.calling import FUNCTIONS, call, invoke, send, simulated_time
from tests.integration.handlers.conftest import forget_clients
from tests.integration.handlers.every_function import (
    AWS_FUNCTIONS,
    BATCH_FUNCTIONS,
    EVENT_FUNCTIONS,
    good_event,
    make,
)
from tests.integration.handlers.faulty_proxy import (
    ErrorResponse,
    Fault,
    FaultyProxy,
    Injected,
    always,
    error,
    simulate_silence,
    unreachable_url,
)
from tests.integration.handlers.notifications import failed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.integration.handlers.table import Table

UNAVAILABLE = (503, "unavailable")
CREDENTIALS = {"email": ADA["email"], "password": ADA["password"]}
HTML = ErrorResponse(502, b"<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html")


def make_events() -> dict[str, Any]:
    made = make()
    return {function: good_event(function, made) for function in AWS_FUNCTIONS}


def outcome(function: str, event: Any) -> tuple[float, object]:
    """Return the share of its timeout that a function used, and its result."""
    try:
        result: object = invoke(function, event) if function in EVENT_FUNCTIONS else send(function, event).problem
    except Unavailable:
        result = UNAVAILABLE
    if function in BATCH_FUNCTIONS and result == failed(*event["Records"]):
        result = UNAVAILABLE
    return simulated_time.seconds / FUNCTIONS[function]["timeout"], result


def assert_all_unavailable(events: Mapping[str, Any]) -> None:
    with ThreadPoolExecutor(len(events)) as together:
        outcomes = dict(zip(events, together.map(outcome, events, events.values()), strict=True))
    assert {function: result for function, (_, result) in outcomes.items()} == dict.fromkeys(outcomes, UNAVAILABLE)
    assert not {function: share for function, (share, _) in outcomes.items() if share >= 1}


@pytest.mark.parametrize(
    "fault",
    [
        error("ThrottlingException"),
        error("ProvisionedThroughputExceededException"),
        error("InternalServerError", status=500),
        HTML,
        Fault.BROKEN_CONNECTION,
        Fault.TRUNCATED_RESPONSE,
    ],
    ids=["throttled", "throttled table", "server error", "not JSON", "connection broken", "truncated response"],
)
def test_every_function_is_unavailable_when_aws_fails(aws_proxy: FaultyProxy, table: Table, fault: Injected) -> None:
    # Given an account, a session and a product, and an AWS that fails from then on
    events = make_events()
    before = table.rows()
    aws_proxy.plan = always(fault)

    # When every function gets an event, then each reports in time that it is unavailable, and no row changes
    assert_all_unavailable(events)
    assert table.rows() == before


def test_every_function_is_unavailable_when_aws_is_unreachable(
    new_process: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = make_events()
    forget_clients()
    monkeypatch.setenv("AWS_ENDPOINT_URL", unreachable_url())

    assert_all_unavailable(events)


def test_every_function_responds_in_time_when_aws_never_does(
    new_process: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = make_events()
    forget_clients()
    simulate_silence(monkeypatch)

    assert_all_unavailable(events)


def test_a_function_without_time_left_does_not_start(aws_proxy: FaultyProxy) -> None:
    aws_proxy.plan = always(None)

    response = call("listProducts", seconds=3)

    assert response.problem == UNAVAILABLE
    assert aws_proxy.seen == []


def test_a_login_without_signing_keys_opens_no_session(new_process: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given an account, and a Secrets Manager that never responses
    user = sign_up()
    before = new_process.rows()
    forget_clients()
    with pytest.MonkeyPatch.context() as patch:
        simulate_silence(patch, "secretsmanager")

        # When a user logs in
        response = call("loginUser", body=CREDENTIALS, seconds=5)

    # Then it fails in time, and no session was opened
    assert response.problem == UNAVAILABLE
    assert simulated_time.seconds < 5
    assert new_process.rows() == before
    assert len(new_process.sessions(user.user_id)) == 1
