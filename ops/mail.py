"""Whether a stage's e-mails are sent: a new identity isn't verified at first, and a new account is in SES's sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.config import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Iterator


def stage_mail_obstacle(stage: str) -> str:
    """Return in one sentence why the e-mails of a stage, which was entered, may not be sent, or an empty string."""
    return "" if stage == ENVIRONMENT else mail_obstacle(boto3.client("sesv2"), stage)


def mail_obstacle(ses: Any, stage: str) -> str:  # noqa: ANN401  # a client of sesv2, for which no types are installed
    """Return in one sentence why a stage's e-mails may not be sent, or an empty string.

    Parameters
    ----------
    ses : Any
        A client of SES, version 2.
    stage : str
        Such as ``dev``.
    """
    try:
        identities = list(_identities(ses, f"ecommerce-{stage}"))
        has_production_access = ses.get_account().get("ProductionAccessEnabled", False)
    except (BotoCoreError, ClientError) as error:
        return f"The state of SES is unknown ({error}), so no test waits for e-mails."
    if not identities:
        return f"SES has no identity of the stage {stage}, so no test waits for e-mails."
    if unverified := [name for name, is_verified in identities if not is_verified]:
        return f"SES hasn't verified {', '.join(unverified)} yet and sends no e-mails, so no test waits for them."
    if not has_production_access:
        return "SES is in its sandbox and sends one e-mail a second, so no test waits for e-mails."
    return ""


def _identities(ses: Any, configuration_set: str) -> Iterator[tuple[str, bool]]:  # noqa: ANN401  # as above
    """Yield the identities that use a configuration set, and whether each is verified."""
    for each in ses.list_email_identities(PageSize=1000)["EmailIdentities"]:
        identity = ses.get_email_identity(EmailIdentity=each["IdentityName"])
        if identity.get("ConfigurationSetName") == configuration_set:
            yield each["IdentityName"], identity["VerifiedForSendingStatus"]
