# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.times import to_text

if TYPE_CHECKING:
    from ..models.image_upload_fields import ImageUploadFields


T = TypeVar("T", bound="ImageUpload")


@_attrs_define
class ImageUpload:
    """A presigned form that accepts the image."""

    url: str
    """ The URL to POST the form to. """
    fields: ImageUploadFields
    """ The form's fields. Send them before the file. """
    expires_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        url = self.url

        fields = self.fields.to_dict()

        expires_at = to_text(self.expires_at)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "url": url,
                "fields": fields,
                "expiresAt": expires_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.image_upload_fields import ImageUploadFields  # noqa: PLC0415

        d = dict(src_dict)
        url = d.pop("url")

        fields = ImageUploadFields.from_dict(d.pop("fields"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expiresAt"))

        image_upload = cls(
            url=url,
            fields=fields,
            expires_at=expires_at,
        )

        image_upload.additional_properties = d
        return image_upload

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
