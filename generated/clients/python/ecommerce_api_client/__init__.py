# Written by codegen from openapi.yaml: change that, then `make generate`.
"""A client of the E-Commerce API: start with `Shop` or `AsyncShop`."""

from .client import AuthenticatedClient, Client
from .runtime.problems import (
    ConnectionFailed,
    InvalidArgument,
    NotModified,
    OutcomeUnknown,
    SessionLost,
    ShopError,
    ShopProblem,
    UnexpectedResponse,
)
from .runtime.retries import Retries
from .shop import AsyncShop, Shop

__all__ = (
    "AsyncShop",
    "AuthenticatedClient",
    "Client",
    "ConnectionFailed",
    "InvalidArgument",
    "NotModified",
    "OutcomeUnknown",
    "Retries",
    "SessionLost",
    "Shop",
    "ShopError",
    "ShopProblem",
    "UnexpectedResponse",
)
