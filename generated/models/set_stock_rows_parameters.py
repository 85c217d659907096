# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from generated.base import Model

from . import product_id


class SetStockRowsParameters(Model):
    """
    The path, query and header parameters of setStockRows.
    """

    id: product_id.ProductId
