# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generated.base import Model

from . import fields_additional_property, timestamp


class ImageUpload(Model):
    """
    A presigned form that accepts the image.
    """

    url: Annotated[str, Field(max_length=2000)]
    """
    The URL to POST the form to.
    """
    fields: Annotated[dict[str, fields_additional_property.FieldsAdditionalProperty], Field(max_length=20)]
    """
    The form's fields. Send them before the file.
    """
    expires_at: Annotated[timestamp.Timestamp, Field(alias="expiresAt")]
