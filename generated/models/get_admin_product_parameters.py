# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import Model

from . import entity_tags, product_id


class GetAdminProductParameters(Model):
    """
    The path, query and header parameters of getAdminProduct.
    """

    id: product_id.ProductId
    if_none_match: Annotated[entity_tags.EntityTags | MISSING, Field(alias="If-None-Match")] = MISSING
