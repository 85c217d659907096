"""Reading the figures of a start."""

import pytest

from tests.performance.starts import Start, StartFailed, count_in, is_good

WRITTEN = "desc: I1 cache: \ncmd: python start.py\nevents: Ir \nfl=???\n0 12\nsummary: 1022070766 \n"


def test_count_is_cachegrinds_summary() -> None:
    assert count_in(WRITTEN) == 1_022_070_766


def test_interrupted_process_has_no_count() -> None:
    with pytest.raises(StartFailed):
        count_in(WRITTEN.partition("summary")[0])


@pytest.mark.parametrize("response", [{"statusCode": 201}, {"statusCode": 304}, {"principalId": "u"}, None, []])
def test_response_that_is_not_a_problem_is_good(response: object) -> None:
    assert is_good(response)


@pytest.mark.parametrize("status", [400, 404, 500])
def test_problem_is_not_measured(status: int) -> None:
    assert not is_good({"statusCode": status})


def test_first_event_and_reconnect_are_what_the_second_event_does_not_need() -> None:
    # Given a start of 1,000, a first event of 100, a second one of 30, and a third one of 50 on new connections
    start = Start(ready=1000, answered=1100, again=1130, closed=1140, reconnected=1190)

    assert start.first == 70
    assert start.reconnect == 20
