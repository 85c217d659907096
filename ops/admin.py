"""Making an account an admin: ``python -m ops.admin EMAIL``, in the running local shop or the stage in ``STAGE``."""

from __future__ import annotations

import sys

from botocore.exceptions import BotoCoreError, ClientError

from handlers.domain.emails import normalize_email
from handlers.domain.errors import ShopError
from local.config import CannotRun
from ops.stage import enter_stage


def main(arguments: list[str]) -> int:
    """Make the account with the given address an admin, and say so or why not."""
    try:
        match arguments:
            case [email]:
                print(_promote_in_stage(email))
            case _:
                raise CannotRun("Say which account: make admin EMAIL=ada@example.com")
    except CannotRun as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def promote(email: str) -> str:
    """Make an account an admin; the functions' settings are in the environment already.

    Parameters
    ----------
    email : str
        Its address, in any case and width.

    Returns
    -------
    str
        The folded address.

    Raises
    ------
    CannotRun
        If there is no such account.
    ShopError
        If the functions' table can't be read or changed.
    """
    # Read only now: the store reads settings that main() makes.
    from handlers.store.users import find_user_by_email, grant_admin_role

    folded = normalize_email(email)
    user = find_user_by_email(folded)
    if user is None:
        raise CannotRun(f"There is no account with the address {folded}: register it first.")
    grant_admin_role(user.user_id)
    return folded


def _promote_in_stage(email: str) -> str:
    stage = enter_stage("admin EMAIL=ada@example.com")
    try:
        return f"{promote(email)} is an admin from the next login or refresh on."
    except (BotoCoreError, ClientError, ShopError) as error:
        raise CannotRun(f"The table of the stage {stage} can't be changed ({error}): try again.") from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
