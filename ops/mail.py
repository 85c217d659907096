"""The sender of a stage's e-mails: whether SES has it already, and whether it sends.

A new identity isn't verified at first, and a new account is in SES's sandbox.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.config import ENVIRONMENT
from ops.cli import PROJECT_NAME, CannotRun
from ops.stage import region

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ops.terraform_plan import Plan


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
        identities = list(_identities(ses, f"{PROJECT_NAME}-{stage}"))
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


def require_new_senders(stage: str, plan: Plan) -> None:
    """Reject a plan that creates an identity that SES has: an account and region have each address or domain once.

    Raises
    ------
    CannotRun
        If SES has it, or can't be read.
    """
    senders = _senders(plan.after) - _senders(plan.before)
    ses = boto3.client("sesv2", region_name=region()) if senders else None
    for sender in sorted(senders):
        if (owner := _owner(ses, sender)) is not None:
            raise CannotRun(
                f"SES has the identity {sender} already, {owner}: give {stage} a config.from_email and "
                "config.mail_domain of its own, or an account of its own."
            )


def _senders(resources: Sequence[Mapping[str, Any]]) -> set[str]:
    identities = [each["values"] for each in resources if each["type"] == "aws_sesv2_email_identity"]
    # One that is unknown until the apply is left out.
    return {identity["email_identity"] for identity in identities if identity.get("email_identity")}


def _owner(ses: Any, sender: str) -> str | None:  # noqa: ANN401  # as above
    try:
        tags = {tag["Key"]: tag["Value"] for tag in ses.get_email_identity(EmailIdentity=sender).get("Tags", [])}
    except (BotoCoreError, ClientError) as error:
        if isinstance(error, ClientError) and error.response["Error"]["Code"] == "NotFoundException":
            return None
        raise CannotRun(f"The identity {sender} can't be read from SES ({error}).") from error
    return f"of the stage {tags['Stage']}" if "Stage" in tags else "created outside this stage"


def _identities(ses: Any, configuration_set: str) -> Iterator[tuple[str, bool]]:  # noqa: ANN401  # as above
    """Yield the identities that use a configuration set, and whether each is verified."""
    for each in ses.list_email_identities(PageSize=1000)["EmailIdentities"]:
        identity = ses.get_email_identity(EmailIdentity=each["IdentityName"])
        if identity.get("ConfigurationSetName") == configuration_set:
            yield each["IdentityName"], identity["VerifiedForSendingStatus"]
