# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import Model

from . import entity_tags, product_id


class UpdateProductParameters(Model):
    """
    The path, query and header parameters of updateProduct.
    """

    id: product_id.ProductId
    if_match: Annotated[entity_tags.EntityTags | MISSING, Field(alias="If-Match")] = MISSING
