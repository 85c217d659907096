"""Limits of the e-mails that a stranger can cause: whoever registers another's address must not flood it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from handlers.domain.email_requests import DAILY_LIMIT, RESET_LINKS_LIMIT
from handlers.domain.errors import ShopError, TooManyAttempts
from handlers.runtime import observability
from handlers.runtime.aws.errors import translate_error
from handlers.runtime.aws.send_once import Refused
from handlers.store.delayed_emails import delay_email
from handlers.store.throttle_counters import count_attempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.domain.users import User


def count_email(email: str, stamp: str, *, is_reset: bool = False) -> bool:
    """Count an e-mail to an address before it is sent; return False if its limit is reached.

    Parameters
    ----------
    stamp : str
        The e-mail's id: it counts once, however often it is tried.
    is_reset : bool
        Whether it contains a reset link.
    """
    try:
        if is_reset:
            count_attempt(f"RESET LINKS {email}", RESET_LINKS_LIMIT, stamp=stamp)
        count_attempt(f"EMAILS {email}", DAILY_LIMIT, stamp=stamp)
    except TooManyAttempts:
        observability.log("EMAIL_LIMIT_REACHED", "The address of an e-mail has reached its limit", emailId=stamp)
        return False
    return True


def send_or_delay(user: User, send: Callable[[], None], *, entry: str, stamp: str) -> Callable[[], None]:
    """Return what delivers an e-mail that must not be dropped: beyond the limit of an unverified address, it waits.

    Parameters
    ----------
    entry : str
        The e-mail in the list of those that wait until the address is verified.
    stamp : str
        The e-mail's id.
    """
    if user.email_verified or count_email(user.email, stamp):
        return send
    return partial(_delay, user, entry)


def _delay(user: User, entry: str) -> None:
    try:
        delay_email(user.user_id, entry)
    except (BotoCoreError, ClientError, ShopError) as error:
        raise Refused(translate_error(error)) from error
