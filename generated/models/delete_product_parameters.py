# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from generated.base import Model

from . import product_id


class DeleteProductParameters(Model):
    """
    The parameters of deleteProduct, wherever they are sent.
    """

    id: product_id.ProductId
