import hashlib
from dataclasses import replace

from handlers.domain.clock import epoch_seconds, now
from handlers.domain.sessions import open_session

WEEK = 7 * 24 * 60 * 60


def test_session_keeps_only_the_hash_of_its_refresh_token() -> None:
    session, token = open_session("user-1")

    assert session.refresh_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in repr(session)


def test_no_two_sessions_share_a_token_or_a_family() -> None:
    first, token = open_session("user-1")
    second, other = open_session("user-1")

    assert token != other
    assert first.family_hash != second.family_hash


def test_session_expires_after_seven_days() -> None:
    # Given a session opened now
    session, _ = open_session("user-1")
    opened = epoch_seconds(now())

    # Then it ends in a week, and is over from that second on
    assert WEEK - 2 <= session.expires_at - opened <= WEEK
    assert not session.is_expired()
    assert replace(session, expires_at=opened - 1).is_expired()
