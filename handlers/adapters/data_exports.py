"""Data exports: one private file per account, whose key is derived from the account's id only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from handlers.domain.clock import now, seconds
from handlers.runtime import settings
from handlers.runtime.aws import clients

if TYPE_CHECKING:
    from datetime import datetime

LINK_SECONDS = 300
# S3's lifecycle deletes later than a day, so the age is checked, too.
RETENTION_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class DownloadLink:
    """A presigned URL, and when it expires."""

    url: str
    expires_at: datetime


class DataExportStore(Protocol):
    """The port to the store of data exports."""

    def put(self, user_id: str, text: str) -> None:
        """Store an account's export in place of an earlier one."""
        ...

    def delete(self, user_id: str) -> None:
        """Delete an account's export, if there is one."""
        ...

    def find_link(self, user_id: str) -> DownloadLink | None:
        """Return a link to an account's export; None if there is none, or it is older than `RETENTION_SECONDS`."""
        ...


class S3DataExportStore:
    """The store of data exports in S3."""

    def put(self, user_id: str, text: str) -> None:
        """Put the object; an object with the same key is replaced."""
        bucket = settings.EXPORT_BUCKET_NAME.value()
        clients.s3().put_object(
            Bucket=bucket,
            Key=_key(user_id),
            Body=text.encode(),
            ContentType="application/json",
            CacheControl="no-store",
        )

    def delete(self, user_id: str) -> None:
        """Delete the object; the bucket keeps no earlier versions."""
        clients.s3().delete_object(Bucket=settings.EXPORT_BUCKET_NAME.value(), Key=_key(user_id))

    def find_link(self, user_id: str) -> DownloadLink | None:
        """Return a presigned GET of the object."""
        bucket, key = settings.EXPORT_BUCKET_NAME.value(), _key(user_id)
        found = clients.s3().list_objects_v2(Bucket=bucket, Prefix=key, MaxKeys=1).get("Contents", [])
        moment = now()
        if not found or found[0]["LastModified"] <= moment - seconds(RETENTION_SECONDS):
            return None
        disposition = 'attachment; filename="data-export.json"'
        url = clients.s3().generate_presigned_url(
            "get_object",
            Params={"Bucket": bucket, "Key": key, "ResponseContentDisposition": disposition},
            ExpiresIn=LINK_SECONDS,
        )
        return DownloadLink(url, moment + seconds(LINK_SECONDS))


def _key(user_id: str) -> str:
    return f"exports/{user_id}.json"


export_store: DataExportStore = S3DataExportStore()
