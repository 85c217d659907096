from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from handlers.domain.errors import Unavailable
from tests.integration.handlers.accounts import ADA, sign_up
from tests.integration.handlers.calling import FUNCTIONS, call, invoke, send, simulated_time
from tests.integration.handlers.conftest import forget_clients
from tests.integration.handlers.every_function import (
    ASKING,
    BATCH_FUNCTIONS,
    EVENT_FUNCTIONS,
    Made,
    all_failed,
    good_event,
    make,
)
from tests.integration.handlers.faulty_aws import (
    Fate,
    Mishap,
    Refusal,
    Way,
    always,
    error,
    unreachable_url,
    simulate_silence,
)

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table

UNAVAILABLE = (503, "unavailable")
CREDENTIALS = {"email": ADA["email"], "password": ADA["password"]}
HTML = Refusal(502, b"<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html")


def outcome(function: str, made: Made) -> tuple[float, object]:
    """Return how long a function took of the time it has, and what became of its event."""
    event = good_event(function, made)
    try:
        said: object = invoke(function, event) if function in EVENT_FUNCTIONS else send(function, event).problem
    except Unavailable:
        said = UNAVAILABLE
    if function in BATCH_FUNCTIONS and said == all_failed(event):
        said = UNAVAILABLE
    return simulated_time.seconds / FUNCTIONS[function]["timeout"], said


def everything_is_unavailable(made: Made) -> None:
    with ThreadPoolExecutor(len(ASKING)) as together:
        outcomes = dict(zip(ASKING, together.map(lambda function: outcome(function, made), ASKING), strict=True))
    assert {function: said for function, (_, said) in outcomes.items()} == dict.fromkeys(outcomes, UNAVAILABLE)
    assert not {function: share for function, (share, _) in outcomes.items() if share >= 1}


@pytest.mark.parametrize(
    "fate",
    [
        error("ThrottlingException"),
        error("ProvisionedThroughputExceededException"),
        error("InternalServerError", status=500),
        HTML,
        Mishap.BROKEN_CONNECTION,
        Mishap.CUT_ANSWER,
    ],
    ids=["throttled", "throttled table", "server error", "no JSON", "connection broken", "answer cut off"],
)
def test_every_function_says_so_when_aws_fails(way: Way, table: Table, fate: Fate) -> None:
    # Given an account, a session and a product, and AWS failing since
    made = make()
    before = table.rows()
    way.plan = always(fate)

    # When every function gets an event, then each tells that it may work later, in time, and did nothing
    everything_is_unavailable(made)
    assert table.rows() == before


def test_every_function_says_so_when_aws_is_not_there(new_process: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make()
    forget_clients()
    monkeypatch.setenv("AWS_ENDPOINT_URL", unreachable_url())

    everything_is_unavailable(made)


def test_every_function_answers_in_time_when_aws_never_does(
    new_process: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make()
    forget_clients()
    simulate_silence(monkeypatch)

    everything_is_unavailable(made)


def test_a_function_that_has_no_time_left_doesnt_begin(way: Way) -> None:
    way.plan = always(None)

    answer = call("listProducts", seconds=3)

    assert answer.problem == UNAVAILABLE
    assert way.seen == []


def test_a_login_that_cant_get_the_keys_opens_no_session(new_process: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given an account, and a Secrets Manager that never answers
    user = sign_up()
    before = new_process.rows()
    forget_clients()
    with pytest.MonkeyPatch.context() as patch:
        simulate_silence(patch, "secretsmanager")

        # When a user logs in
        answer = call("loginUser", body=CREDENTIALS, seconds=5)

    # Then it fails in time, and no session was opened
    assert answer.problem == UNAVAILABLE
    assert simulated_time.seconds < 5
    assert new_process.rows() == before
    assert len(new_process.sessions(user.user_id)) == 1
