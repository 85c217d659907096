"""The second factor: enrolment, logins by challenge, recovery codes, removal, and admins who need one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyotp
import pytest

from handlers.adapters.signing_keys import encryption_ring
from handlers.domain.encryption import decrypt
from handlers.domain.errors import Misconfigured
from handlers.domain.users import User
from handlers.store.account_changes import change_account
from handlers.store.second_factors import find_second_factor
from tests.clock import Clock, stopped_clock
from tests.integration.handlers import accounts
from tests.integration.handlers.accounts import ADA, NEW_PASSWORD, Login, emailed_token, is_authorized, log_in, sign_up
from tests.integration.handlers.aws_calls import before, recorded
from tests.integration.handlers.calling import Response, call
from tests.integration.handlers.conftest import forget_secrets
from tests.integration.handlers.rotating import RotatingSecret
from tests.integration.handlers.test_observability import at_level_debug
from tests.operations import row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.integration.handlers.conftest import LogLines
    from tests.integration.handlers.table import Table

__all__ = ["at_level_debug"]

STEP = 30
MFA_REQUIRED, LOGIN_UNCONFIRMED = (401, "mfa-required"), (401, "login-unconfirmed")
WRONG_CODE, MFA_ENABLED = (403, "wrong-code"), (409, "mfa-enabled")
MUST_ENROL = (403, "mfa-enrolment-required")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Codes change only when a test advances the time."""
    return stopped_clock(monkeypatch)


@dataclass(frozen=True, slots=True)
class App:
    """An authenticator app with the secret of an account, and the account's recovery codes."""

    secret: str
    clock: Clock
    recovery_codes: tuple[str, ...] = ()

    def code(self) -> str:
        return pyotp.TOTP(self.secret).at(self.clock.moment)

    def next_code(self) -> str:
        self.clock.seconds += STEP
        return self.code()


def verified(**changed: Any) -> Login:
    login = sign_up(**changed)
    change_account(login.user_id, User.vouched_for)
    return login


def begin(login: Login) -> Response:
    return call("createMfaEnrolment", caller=login.caller)


def confirm(login: Login, code: str) -> Response:
    return call("confirmMfaEnrolment", body={"code": code}, caller=login.caller)


def enrol(login: Login, clock: Clock) -> App:
    app = App(begin(login).body["secret"], clock)
    confirmed = confirm(login, app.code())
    assert confirmed.status == 200, confirmed.text
    return App(app.secret, clock, tuple(confirmed.body["recoveryCodes"]))


def remove(login: Login, code: str, password: str = ADA["password"]) -> Response:
    return call("removeMfa", body={"currentPassword": password, "code": code}, caller=login.caller)


def password_login(password: str = ADA["password"]) -> Response:
    return call("loginUser", body={"email": ADA["email"], "password": password})


def challenge(password: str = ADA["password"]) -> str:
    refused = password_login(password)
    assert refused.problem == MFA_REQUIRED, refused.text
    return str(refused.body["challenge"])


def complete(challenge: str, code: str) -> Response:
    return call("confirmLogin", body={"challenge": challenge, "code": code})


def test_login_requires_a_code_from_the_confirmation_to_the_removal(table: Table, clock: Clock) -> None:
    login = verified()
    begun = begin(login)
    assert begun.status == 201
    assert pyotp.parse_uri(begun.body["otpauthUri"]).secret == begun.body["secret"]
    # An enrolment that isn't confirmed changes nothing.
    assert password_login().status == 200
    app = App(begun.body["secret"], clock)
    confirmed = confirm(login, app.code())
    assert len(set(confirmed.body["recoveryCodes"])) == 10

    pair = complete(challenge(), app.next_code())

    assert pair.status == 200
    caller = accounts.authorize(f"Bearer {pair.body['accessToken']}")["context"]
    assert caller["userId"] == login.user_id
    assert remove(login, app.next_code()).status == 204
    assert password_login().status == 200


def test_confirmation_ends_the_other_sessions_which_were_opened_without_the_factor(table: Table, clock: Clock) -> None:
    login, other = verified(), log_in()

    enrol(login, clock)

    assert is_authorized(login)
    assert not is_authorized(other)
    assert call("refreshSession", body={"refreshToken": login.refresh_token}).status == 200
    assert call("refreshSession", body={"refreshToken": other.refresh_token}).status == 401


def test_a_code_works_once(table: Table, clock: Clock) -> None:
    app = enrol(verified(), clock)

    # The code of the confirmation is spent, too
    assert complete(challenge(), app.code()).problem == LOGIN_UNCONFIRMED
    code = app.next_code()
    assert complete(challenge(), code).status == 200
    assert complete(challenge(), code).problem == LOGIN_UNCONFIRMED
    assert complete(challenge(), app.next_code()).status == 200


def test_a_recovery_code_works_once_in_place_of_a_code(table: Table, clock: Clock) -> None:
    login = verified()
    app = enrol(login, clock)
    first, second, *_ = app.recovery_codes

    assert complete(challenge(), first).status == 200
    assert complete(challenge(), first).problem == LOGIN_UNCONFIRMED
    assert remove(login, second).status == 204


def test_a_challenge_opens_one_session(table: Table, clock: Clock) -> None:
    app = enrol(verified(), clock)
    text = challenge()
    assert complete(text, "000000").problem == LOGIN_UNCONFIRMED

    assert complete(text, app.next_code()).status == 200
    assert complete(text, app.next_code()).problem == LOGIN_UNCONFIRMED


def test_a_challenge_is_valid_for_five_minutes(table: Table, clock: Clock) -> None:
    app = enrol(verified(), clock)
    fresh, old = challenge(), challenge()
    clock.seconds += 5 * 60 - 2 * STEP

    assert complete(fresh, app.next_code()).status == 200
    assert complete(old, app.next_code()).problem == LOGIN_UNCONFIRMED


def test_ended_sessions_void_a_challenge(table: Table, clock: Clock) -> None:
    login = verified()
    app = enrol(login, clock)
    text = challenge()

    change_account(login.user_id, User.without_sessions)

    assert complete(text, app.next_code()).problem == LOGIN_UNCONFIRMED


def test_tokens_of_e_mails_are_no_challenges(table: Table, clock: Clock) -> None:
    login = verified()
    app = enrol(login, clock)

    assert complete(emailed_token(login.user_id, "password-reset"), app.next_code()).problem == LOGIN_UNCONFIRMED
    assert complete("another", app.code()).problem == LOGIN_UNCONFIRMED
    reset = {"token": challenge(), "newPassword": NEW_PASSWORD}
    assert call("confirmPasswordReset", body=reset).problem == (422, "token-invalid")


def test_of_two_uses_of_one_code_one_opens_a_session(table: Table, clock: Clock) -> None:
    login = verified()
    app = enrol(login, clock)
    code, texts = app.next_code(), [challenge() for _ in range(4)]

    with ThreadPoolExecutor(len(texts)) as together:
        responses = list(together.map(lambda text: complete(text, code), texts))

    assert sorted(response.status for response in responses) == [200, 401, 401, 401]
    assert len(table.sessions(login.user_id)) == 2


def test_a_login_without_the_factor_opens_no_session_while_it_is_confirmed(table: Table, clock: Clock) -> None:
    login = verified()
    app = App(begin(login).body["secret"], clock)

    with before(lambda seen: seen[-1] == "TransactWriteItems", lambda: confirm(login, app.code())):
        raced = password_login()

    assert raced.problem == (401, "invalid-credentials")
    assert table.sessions(login.user_id) == {login.session_id}


def test_guesses_are_limited_per_account_and_reported_to_its_owner(
    table: Table, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGIN_FAILURES_PER_ACCOUNT", "3")
    app = enrol(verified(), clock)
    text = challenge()

    guesses = [complete(text, "000000").problem for _ in range(3)]

    assert guesses == [LOGIN_UNCONFIRMED] * 3
    limited = complete(challenge(), app.next_code())
    assert limited.problem == (429, "too-many-requests")
    assert "LoginLimited" in {each.get("event") for each in table.all_rows()}
    clock.seconds += 900
    assert complete(challenge(), app.next_code()).status == 200


def test_a_password_reset_does_not_remove_the_factor(table: Table, clock: Clock) -> None:
    login = verified()
    app = enrol(login, clock)

    reset = {"token": emailed_token(login.user_id, "password-reset"), "newPassword": NEW_PASSWORD}
    assert call("confirmPasswordReset", body=reset).status == 204

    assert complete(challenge(NEW_PASSWORD), app.next_code()).status == 200


def test_enrolment_requires_a_verified_address(table: Table) -> None:
    assert begin(sign_up()).problem == (403, "email-unverified")


def test_a_second_factor_is_enrolled_once(table: Table, clock: Clock) -> None:
    login = verified()
    app = enrol(login, clock)

    assert begin(login).problem == MFA_ENABLED
    assert confirm(login, app.next_code()).problem == MFA_ENABLED


def test_a_new_enrolment_replaces_one_that_is_not_confirmed(table: Table, clock: Clock) -> None:
    login = verified()
    first, second = (App(begin(login).body["secret"], clock) for _ in range(2))

    assert confirm(login, first.code()).problem == WRONG_CODE
    assert confirm(login, second.code()).status == 200


def test_removal_requires_password_and_code(table: Table, clock: Clock) -> None:
    login = verified()
    assert remove(login, "000000").problem == WRONG_CODE
    app = enrol(login, clock)

    assert remove(login, app.next_code(), "another").problem == (403, "wrong-password")
    assert remove(login, "000000").problem == WRONG_CODE
    assert password_login().problem == MFA_REQUIRED


def test_rows_contain_neither_secret_nor_recovery_codes(table: Table, clock: Clock) -> None:
    app = enrol(verified(), clock)
    text = challenge()

    rows = str(table.all_rows())

    assert not [each for each in (app.secret, text, *app.recovery_codes) if each in rows]


def test_secret_of_another_account_can_not_be_used(table: Table, clock: Clock) -> None:
    ada, grace = verified(), verified(email="grace@example.com")
    begin(ada)
    app = enrol(grace, clock)
    moved = find_second_factor(grace.user_id)
    assert moved is not None
    table.put({**(table.row(f"USER#{ada.user_id}", "SECOND_FACTOR") or {}), "secret": moved.secret})

    assert confirm(ada, app.next_code()).status == 500
    with pytest.raises(Misconfigured):
        decrypt(moved.secret, encryption_ring, owner=ada.user_id)


def test_rotations_of_the_encryption_key_keep_secrets_readable(
    table: Table, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = RotatingSecret()
    monkeypatch.setenv("ENCRYPTION_SECRET_NAME", secret.name)
    secret.rotate()
    forget_secrets()
    login = verified()
    app = enrol(login, clock)

    for _ in range(3):
        clock.seconds += 90 * 24 * 3600
        secret.rotate()

    assert len(secret.keys().keys) == 4
    assert all(
        key.good_until is None or key.good_until > clock.moment + 50 * 365 * 24 * 3600 for key in secret.keys().keys
    )
    assert complete(challenge(), app.next_code()).status == 200


def test_owner_gets_notices_of_the_enrolment_and_the_removal(table: Table, clock: Clock) -> None:
    login = verified()
    app = enrol(login, clock)
    remove(login, app.next_code())

    events = {each.get("event") for each in table.all_rows()}
    assert {"MfaEnabled", "MfaRemoved"} <= events


def test_login_to_an_account_without_a_factor_makes_no_further_call(table: Table) -> None:
    verified()

    with recorded() as aws:
        assert password_login().status == 200

    assert aws.requests == row("loginUser").requests


@pytest.mark.usefixtures("at_level_debug")
def test_no_secret_code_or_challenge_is_logged(table: Table, clock: Clock, log_lines: LogLines) -> None:
    login = verified()
    app = enrol(login, clock)
    text, codes = challenge(), [app.code()]
    complete(text, "000000")
    codes.append(app.next_code())
    assert complete(text, codes[-1]).status == 200
    assert complete(challenge(), app.recovery_codes[0]).status == 200
    codes.append(app.next_code())
    assert remove(login, codes[-1]).status == 204

    logged = str(log_lines())

    assert "MFA_REMOVED" in logged
    assert not [each for each in (app.secret, text, *codes, *app.recovery_codes) if each in logged]


# Admins


@pytest.fixture
def _required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_MFA", "required")


def seen_by_gateway(login: Login) -> Mapping[str, str]:
    context: Mapping[str, str] = accounts.authorize(f"Bearer {login.access_token}")["context"]
    return context


@pytest.mark.usefixtures("_required")
def test_admin_without_a_factor_can_only_enrol_one(table: Table, clock: Clock) -> None:
    admin = sign_up(as_admin=True)
    assert admin.caller["mustEnrol"] == "true"
    for operation_id in ("listUsers", "listAdminProducts", "getProfile", "getCart", "listSessions", "logoutUser"):
        assert call(operation_id, caller=admin.caller).problem == MUST_ENROL

    enrol(admin, clock)

    caller = seen_by_gateway(admin)
    assert "mustEnrol" not in caller
    assert call("listUsers", caller=caller).status == 200


@pytest.mark.usefixtures("_required")
def test_admins_operations_check_the_factor_outside_the_authorizers_cache(table: Table, clock: Clock) -> None:
    admin = sign_up(as_admin=True)
    cached = {name: value for name, value in admin.caller.items() if name != "mustEnrol"}

    assert call("listUsers", caller=cached).problem == MUST_ENROL
    body = {"currentPassword": ADA["password"], "newPassword": NEW_PASSWORD}
    assert call("changePassword", body=body, caller=cached).problem == MUST_ENROL
    app = enrol(admin, clock)
    assert call("listUsers", caller=cached).status == 200
    assert remove(admin, app.next_code()).status == 204
    assert call("listUsers", caller=cached).problem == MUST_ENROL


@pytest.mark.usefixtures("_required")
def test_customers_need_no_factor(table: Table) -> None:
    login = sign_up()

    assert "mustEnrol" not in login.caller
    assert call("getCart", caller=login.caller).status == 200


def test_admins_need_none_where_it_is_optional(table: Table) -> None:
    assert call("listUsers", caller=sign_up(as_admin=True).caller).status == 200


def test_reset_factor_is_enrolled_again_only_after_a_password_reset(table: Table, clock: Clock) -> None:
    login = verified()
    enrol(login, clock)

    change_account(login.user_id, User.without_mfa)

    assert not is_authorized(login)
    assert find_second_factor(login.user_id) is None
    assert begin(log_in()).problem == (403, "password-reset-required")
    reset = {"token": emailed_token(login.user_id, "password-reset"), "newPassword": NEW_PASSWORD}
    assert call("confirmPasswordReset", body=reset).status == 204
    assert begin(log_in(password=NEW_PASSWORD)).status == 201
