import hashlib
from dataclasses import replace

import pytest

from handlers.domain.clock import epoch_seconds, now
from handlers.domain.errors import InvalidRefreshToken, Unauthenticated
from handlers.domain.sessions import open_session, parse_refresh_token, renew_session, restart_session
from handlers.domain.users import new_user
from tests.clock import stopped_clock

USER = new_user(email="ada@example.com", password_hash="-", first_name="Ada", last_name="Lovelace")
WEEK = 7 * 24 * 60 * 60
MONTH = 30 * 24 * 60 * 60


def test_session_keeps_only_the_hash_of_its_refresh_token() -> None:
    session, token = open_session(USER, longest=MONTH)

    assert session.refresh_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in repr(session)


def test_no_two_sessions_share_a_token_or_a_family() -> None:
    first, token = open_session(USER, longest=MONTH)
    second, other = open_session(USER, longest=MONTH)

    assert token != other
    assert first.family_hash != second.family_hash


def test_session_expires_after_seven_days() -> None:
    # Given a session opened now
    session, _ = open_session(USER, longest=MONTH)
    opened = epoch_seconds(now())

    # Then it ends in a week, and is over from that second on
    assert WEEK - 2 <= session.expires_at - opened <= WEEK
    assert not session.is_expired()
    assert replace(session, expires_at=opened - 1).is_expired()


def test_a_session_ends_to_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped_clock(monkeypatch)
    session, _ = open_session(USER, longest=MONTH)
    assert session.expires_at == clock.moment + WEEK

    clock.seconds += WEEK - 1
    assert not session.is_expired()
    clock.seconds += 1
    assert session.is_expired()


def test_a_renewed_session_lives_a_week_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a session that is a day old
    clock = stopped_clock(monkeypatch)
    session, text = open_session(USER, longest=MONTH)
    clock.seconds += 24 * 60 * 60

    # When it is renewed
    renewed, _ = renew_session(session, parse_refresh_token(text), longest=MONTH)

    # Then it is the same session, with a later end and a later use
    assert renewed.expires_at == clock.moment + WEEK
    assert renewed.last_used_at > session.last_used_at
    kept = {"session_id", "user_id", "epoch", "family_hash", "created_at"}
    assert {name: getattr(renewed, name) for name in kept} == {name: getattr(session, name) for name in kept}


@pytest.mark.parametrize("restart", [False, True])
def test_no_renewal_extends_a_session_beyond_its_longest_life(monkeypatch: pytest.MonkeyPatch, restart: bool) -> None:
    # Given a session that is refreshed every six days
    clock = stopped_clock(monkeypatch)
    opened = clock.moment
    session, text = open_session(USER, longest=MONTH)

    for _ in range(4):
        clock.seconds += 6 * 24 * 60 * 60
        if restart:
            session, text = restart_session(session, longest=MONTH)
        else:
            session, text = renew_session(session, parse_refresh_token(text), longest=MONTH)

    assert session.expires_at == opened + MONTH


def test_a_session_older_than_its_longest_life_gets_no_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a session that was opened when sessions lived longer
    clock = stopped_clock(monkeypatch)
    session, text = open_session(USER, longest=MONTH)
    clock.seconds += 60

    with pytest.raises(InvalidRefreshToken):
        renew_session(session, parse_refresh_token(text), longest=60)
    with pytest.raises(Unauthenticated):
        restart_session(session, longest=60)


def test_a_session_may_be_shorter_than_a_refresh_token(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped_clock(monkeypatch)

    session, _ = open_session(USER, longest=60)

    assert session.expires_at == clock.moment + 60


def test_a_renewed_session_has_spent_its_old_token_alone() -> None:
    session, text = open_session(USER, longest=MONTH)
    old = parse_refresh_token(text)
    assert session.has_issued(old)
    assert not session.is_spent(old)

    renewed, text = renew_session(session, old, longest=MONTH)

    new = parse_refresh_token(text)
    assert renewed.has_issued(old)
    assert renewed.has_issued(new)
    assert renewed.is_spent(old)
    assert not renewed.is_spent(new)


def test_a_restarted_session_has_issued_its_new_token_alone() -> None:
    session, old = open_session(USER, longest=MONTH)

    restarted, new = restart_session(session, longest=MONTH)

    assert not restarted.has_issued(parse_refresh_token(old))
    assert restarted.has_issued(parse_refresh_token(new))
    assert restarted.session_id == session.session_id


def test_a_session_of_another_epoch_is_not_open() -> None:
    session, _ = open_session(USER, longest=MONTH)
    restarted, _ = restart_session(session, longest=MONTH)

    assert session.is_open(USER)
    assert not restarted.is_open(USER)
    assert restarted.is_open(replace(USER, session_epoch=restarted.epoch))


def test_a_token_of_another_session_was_not_issued() -> None:
    session, _ = open_session(USER, longest=MONTH)
    _, other = open_session(USER, longest=MONTH)

    assert not session.has_issued(parse_refresh_token(other))


def test_a_refresh_token_names_its_user_and_session() -> None:
    session, text = open_session(USER, longest=MONTH)

    token = parse_refresh_token(text)

    assert (token.user_id, token.session_id, token.text) == (USER.user_id, session.session_id, text)


@pytest.mark.parametrize("text", ["", "another", "a.b.c.d"])
def test_what_is_no_refresh_token_is_refused(text: str) -> None:
    with pytest.raises(InvalidRefreshToken):
        parse_refresh_token(text)


def test_a_refresh_token_with_more_behind_it_is_refused() -> None:
    _, text = open_session(USER, longest=MONTH)

    with pytest.raises(InvalidRefreshToken):
        parse_refresh_token(text + "A")
