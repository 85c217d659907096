# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from generated.base import Model

from . import product_id


class DeleteProductParameters(Model):
    """
    The path, query and header parameters of deleteProduct.
    """

    id: product_id.ProductId
