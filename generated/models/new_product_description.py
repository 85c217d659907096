# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generated.base import ReadableText

type NewProductDescription = Annotated[
    ReadableText,
    Field(
        max_length=4000,
        pattern="^([^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]*[^\\u0000-\\u0020\\u007F-\\u00A0\\u00AD\\u0300-\\u036F\\u061C\\u115F\\u1160\\u1680\\u17B4\\u17B5\\u180B-\\u180F\\u2000-\\u200F\\u2028-\\u202F\\u205F-\\u206F\\u2800\\u3000\\u3164\\uE000-\\uF8FF\\uFDD0-\\uFDEF\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF0-\\uFFFB\\uFFFE\\uFFFF][^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]*)?$",
    ),
]
"""
A new plain-text description of the product: empty, or with a visible character. It may contain line breaks.

"""
