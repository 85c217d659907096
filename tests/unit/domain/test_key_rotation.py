from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.domain.access_tokens import issue_access_token, verify_access_token
from handlers.domain.errors import Unauthenticated
from handlers.domain.key_rotation import UnusableKeys, check_rotation, rotate_keys
from handlers.domain.signing_keys import ScheduledKey, SigningKeys
from handlers.domain.users import new_user
from tests.clock import stopped_clock

NOW = 1_800_000_000
MINUTE, DAY = 60, 86_400
# JWT libraries refuse to sign with a public key.
PEM = b"-----BEGIN PUBLIC KEY-----\nkkkkkkkkkkkk\n-----END PUBLIC KEY-----\n"
FIRST = rotate_keys(None, NOW, token_lifetime=DAY)
SECOND = rotate_keys(FIRST, NOW + DAY, token_lifetime=DAY)
THE_FIRST, THE_SECOND = FIRST.newest, SECOND.newest


def key(kid: str = "k1", **changed: int | None) -> ScheduledKey:
    return replace(ScheduledKey(kid, b"k" * 32, signs_from=0, good_until=None), **changed)  # type: ignore[arg-type]  # by name


def with_key(keys: SigningKeys, kid: str, **changed: object) -> SigningKeys:
    return SigningKeys([replace(each, **changed) if each.kid == kid else each for each in keys.keys])  # type: ignore[arg-type]  # by name


def test_first_key_is_long_and_random_and_signs_at_once() -> None:
    other = rotate_keys(None, NOW, token_lifetime=DAY)

    assert FIRST.signing_at(NOW) == THE_FIRST
    assert len(THE_FIRST.key) == 32
    assert (THE_FIRST.kid, THE_FIRST.key) != (other.newest.kid, other.newest.key)


def test_new_key_signs_ten_minutes_after_it_is_made() -> None:
    made = NOW + DAY

    assert SECOND.signing_at(made + 10 * MINUTE - 1).kid == THE_FIRST.kid
    assert SECOND.signing_at(made + 10 * MINUTE) == THE_SECOND
    assert THE_SECOND in SECOND.valid_at(made)


def test_replaced_key_is_valid_for_the_token_lifetime_and_ten_minutes() -> None:
    end = NOW + DAY + 10 * MINUTE + DAY + 10 * MINUTE

    assert THE_FIRST.kid in {each.kid for each in SECOND.valid_at(end - 1)}
    assert SECOND.valid_at(end) == [THE_SECOND]


def test_retired_key_is_rejected_though_it_is_still_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    # Given an attacker who has stolen a key
    clock = stopped_clock(monkeypatch, NOW + DAY)
    user = new_user(email="ada@example.com", password_hash="", first_name="", last_name="")

    def forged() -> str:
        return issue_access_token(user, "01JD8QKC4R6T8V0X2Z4B6D8F0H", THE_FIRST, lifetime=DAY)

    assert verify_access_token(forged(), SECOND).session_id == "01JD8QKC4R6T8V0X2Z4B6D8F0H"

    # When the key is retired
    clock.seconds += DAY + 20 * MINUTE

    # Then its tokens are rejected
    assert SECOND.contains(THE_FIRST.kid)
    with pytest.raises(Unauthenticated):
        verify_access_token(forged(), SECOND)


def test_retired_key_is_dropped_by_the_next_rotation() -> None:
    soon, later = (rotate_keys(SECOND, NOW + DAY + age, token_lifetime=DAY) for age in (DAY, DAY + 20 * MINUTE))

    assert soon.contains(THE_FIRST.kid)
    assert not later.contains(THE_FIRST.kid)
    assert later.contains(THE_SECOND.kid)


def test_retirement_time_of_a_key_never_changes() -> None:
    third = rotate_keys(SECOND, NOW + DAY + MINUTE, token_lifetime=DAY)

    assert [each for each in third.keys if each.kid == THE_FIRST.kid] == [SECOND.keys[0]]


def test_rotations_at_one_moment_sign_one_after_the_other() -> None:
    third = rotate_keys(rotate_keys(SECOND, NOW + DAY, token_lifetime=DAY), NOW + DAY - 5, token_lifetime=DAY)

    begin = [key.signs_from for key in third.keys]
    assert begin == sorted(set(begin))


def test_clock_that_is_late_signs_with_the_oldest_key() -> None:
    assert FIRST.signing_at(NOW - 5) == THE_FIRST
    assert SECOND.signing_at(NOW - 5).kid == THE_FIRST.kid


@pytest.mark.parametrize(
    "keys",
    [
        [],
        [key(), key(signs_from=1)],
        [key(), replace(key("k2"), key=b"k" * 31)],
        [key(good_until=NOW)],
        [key(), key("k2", signs_from=1, good_until=NOW)],
    ],
    ids=["none", "two with one kid", "a short one", "none without a retirement time", "the newest is retired"],
)
def test_invalid_sets_of_keys_are_rejected(keys: Sequence[ScheduledKey]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the message isn't part of the contract
        SigningKeys(keys)


def test_key_is_not_shown() -> None:
    assert THE_FIRST.kid in repr(FIRST)
    assert repr(THE_FIRST.key) not in repr(FIRST)


@pytest.mark.parametrize("late", [0, 5 * MINUTE])
def test_rotated_keys_can_take_the_place_of_those_in_use(late: int) -> None:
    check_rotation(SECOND, FIRST, NOW + DAY + late, token_lifetime=DAY)
    check_rotation(FIRST, None, NOW + late, token_lifetime=DAY)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (FIRST, "no new key"),
        (SigningKeys([THE_SECOND]), "missing from the pending version"),
        (with_key(SECOND, THE_FIRST.kid, key=b"o" * 32), "missing from the pending version"),
        (with_key(SECOND, THE_FIRST.kid, signs_from=NOW + DAY), "missing from the pending version"),
        (with_key(SECOND, THE_FIRST.kid, good_until=THE_SECOND.signs_from + DAY - 1), "expires before"),
        (with_key(SECOND, THE_SECOND.kid, signs_from=NOW + DAY + 5 * MINUTE - 1), "before every process has loaded it"),
        (with_key(SECOND, THE_SECOND.kid, key=PEM), "can't be verified"),
    ],
    ids=["no new key", "lost", "changed", "signs at another time", "ends too soon", "signs too soon", "doesn't work"],
)
def test_keys_that_would_log_users_out_are_unusable(keys: SigningKeys, message: str) -> None:
    with pytest.raises(UnusableKeys, match=message):
        check_rotation(keys, FIRST, NOW + DAY, token_lifetime=DAY)


def test_rotation_that_took_too_long_is_unfit() -> None:
    with pytest.raises(UnusableKeys, match="before every process has loaded it"):
        check_rotation(SECOND, FIRST, NOW + DAY + 5 * MINUTE + 1, token_lifetime=DAY)


def test_key_that_is_retired_need_not_be_kept() -> None:
    moment = NOW + 2 * DAY + 20 * MINUTE

    check_rotation(rotate_keys(SECOND, moment, token_lifetime=DAY), SECOND, moment, token_lifetime=DAY)


@dataclass
class Story:
    """A series of rotations."""

    lifetime: int
    keys: list[SigningKeys]
    since: list[int]

    def rotate(self, moment: int, *, takes: int) -> None:
        successors = rotate_keys(self.keys[-1], moment, token_lifetime=self.lifetime)
        check_rotation(successors, self.keys[-1], moment + takes, token_lifetime=self.lifetime)
        self.keys.append(successors)
        self.since.append(moment + takes)

    def known(self, moment: int) -> SigningKeys:
        return self.keys[max(0, bisect_right(self.since, moment) - 1)]


ages = st.integers(0, 5 * MINUTE - 1)


@given(
    lifetime=st.integers(1, 7 * DAY),
    rotations=st.lists(st.tuples(st.integers(0, 3 * DAY), st.integers(0, 5 * MINUTE)), min_size=1, max_size=5),
    issued=st.floats(0, 1),
    read=st.floats(0, 1, exclude_max=True),
    issuer_age=ages,
    reader_age=ages,
)
def test_any_process_can_verify_any_valid_token(
    lifetime: int,
    rotations: Sequence[tuple[int, int]],
    issued: float,
    read: float,
    issuer_age: int,
    reader_age: int,
) -> None:
    # Given any rotations, and two processes that cached the keys up to five minutes ago
    story = Story(lifetime, [FIRST], [NOW])
    for pause, takes in rotations:
        story.rotate(story.since[-1] + pause, takes=takes)

    # When one issues a token, and the other verifies it before it expires
    signed = NOW + int(issued * (story.since[-1] + DAY - NOW))
    signer = story.known(signed - issuer_age).signing_at(signed)
    moment = signed + int(read * lifetime)

    # Then it has the key
    assert signer.kid in {each.kid for each in story.known(moment - reader_age).valid_at(moment)}
