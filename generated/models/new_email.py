# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generated.base import EmailText

type NewEmail = Annotated[
    EmailText,
    Field(
        max_length=254,
        pattern="^[A-Za-z0-9Ａ-Ｚａ-ｚ０-９!#$%&'*+/=?^_`{|}~-]([.．]?[A-Za-z0-9Ａ-Ｚａ-ｚ０-９!#$%&'*+/=?^_`{|}~-])*[@＠]([A-Za-z0-9Ａ-Ｚａ-ｚ０-９]([A-Za-z0-9Ａ-Ｚａ-ｚ０-９-]{0,61}[A-Za-z0-9Ａ-Ｚａ-ｚ０-９])?[.．])+([A-Za-zＡ-Ｚａ-ｚ]{2,63}|[XxＸｘ][NnＮｎ]--[A-Za-z0-9Ａ-Ｚａ-ｚ０-９-]{0,58}[A-Za-z0-9Ａ-Ｚａ-ｚ０-９])$",
    ),
]
"""
The new e-mail address of an account. At most 64 characters precede the `@`. The domain consists of labels of up to 63
letters, digits and hyphens; the last one is a top-level domain, of letters or in Punycode.

"""
