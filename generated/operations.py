# Written by codegen from openapi.yaml: change that, then `make generate`.
"""All operations of the contract, one row each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation.

    Parameters
    ----------
    roles : frozenset[str]
        Who may call it: ``anonymous``, ``customer``, ``admin``.
    statuses : tuple[int, ...]
        All its documented statuses.
    body, parameters : str | None
        Dotted names of the models of its JSON body and its parameters.
    locations : Mapping[str, str]
        The location of each parameter by name: ``path``, ``query`` or ``header``.
    responses : Mapping[int, str]
        Dotted names of its response models by status; without problems and empty bodies.
    is_cached : bool
        Whether API Gateway may cache its responses.
    is_personal : bool
        Whether no cache may store its responses.
    deprecation : Mapping[str, str] | None
        The response headers with the dates of its deprecation and removal; None if it isn't deprecated.
    """

    operation_id: str
    method: str
    path: str
    tag: str
    roles: frozenset[str]
    statuses: tuple[int, ...]
    body: str | None
    parameters: str | None
    locations: Mapping[str, str]
    responses: Mapping[int, str]
    is_cached: bool = False
    is_personal: bool = False
    deprecation: Mapping[str, str] | None = None

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that its function answers: HEAD, too, if it is a GET."""
        return (self.method, "HEAD") if self.method == "GET" else (self.method,)


CONTRACT_VERSION = "1.0.0-dev.1"

OPERATIONS: Mapping[str, Operation] = {
    operation.operation_id: operation
    for operation in (
        Operation(
            operation_id="registerUser",
            method="POST",
            path="/auth/register",
            tag="auth",
            roles=frozenset({"anonymous", "customer", "admin"}),
            statuses=(201, 400, 403, 409, 415, 429, 500, 503),
            body="generated.models.register_request.RegisterRequest",
            parameters=None,
            locations={},
            responses={201: "generated.models.user.User"},
            is_personal=True,
        ),
        Operation(
            operation_id="loginUser",
            method="POST",
            path="/auth/login",
            tag="auth",
            roles=frozenset({"anonymous", "customer", "admin"}),
            statuses=(200, 400, 401, 403, 415, 429, 500, 503),
            body="generated.models.login_request.LoginRequest",
            parameters=None,
            locations={},
            responses={200: "generated.models.token_pair.TokenPair"},
            is_personal=True,
        ),
        Operation(
            operation_id="refreshSession",
            method="POST",
            path="/auth/refresh",
            tag="auth",
            roles=frozenset({"anonymous", "customer", "admin"}),
            statuses=(200, 400, 401, 403, 415, 429, 500, 503),
            body="generated.models.refresh_request.RefreshRequest",
            parameters=None,
            locations={},
            responses={200: "generated.models.token_pair.TokenPair"},
            is_personal=True,
        ),
        Operation(
            operation_id="logoutUser",
            method="POST",
            path="/auth/logout",
            tag="auth",
            roles=frozenset({"customer", "admin"}),
            statuses=(204, 400, 401, 403, 429, 500, 503),
            body=None,
            parameters=None,
            locations={},
            responses={},
        ),
        Operation(
            operation_id="listSessions",
            method="GET",
            path="/auth/sessions",
            tag="auth",
            roles=frozenset({"customer", "admin"}),
            statuses=(200, 400, 401, 403, 429, 500, 503),
            body=None,
            parameters="generated.models.list_sessions_parameters.ListSessionsParameters",
            locations={"limit": "query", "page": "query"},
            responses={200: "generated.models.session_page.SessionPage"},
            is_personal=True,
        ),
        Operation(
            operation_id="deleteSession",
            method="DELETE",
            path="/auth/sessions/{id}",
            tag="auth",
            roles=frozenset({"customer", "admin"}),
            statuses=(204, 400, 401, 403, 404, 429, 500, 503),
            body=None,
            parameters="generated.models.delete_session_parameters.DeleteSessionParameters",
            locations={"id": "path"},
            responses={},
        ),
        Operation(
            operation_id="getCurrentUser",
            method="GET",
            path="/auth/me",
            tag="auth",
            roles=frozenset({"customer", "admin"}),
            statuses=(200, 400, 401, 403, 429, 500, 503),
            body=None,
            parameters=None,
            locations={},
            responses={200: "generated.models.user.User"},
            is_personal=True,
        ),
        Operation(
            operation_id="listProducts",
            method="GET",
            path="/products",
            tag="products",
            roles=frozenset({"anonymous", "customer", "admin"}),
            statuses=(200, 400, 403, 429, 500, 503),
            body=None,
            parameters="generated.models.list_products_parameters.ListProductsParameters",
            locations={"category": "query", "limit": "query", "page": "query"},
            responses={200: "generated.models.product_page.ProductPage"},
            is_cached=True,
        ),
        Operation(
            operation_id="createProduct",
            method="POST",
            path="/products",
            tag="products",
            roles=frozenset({"admin"}),
            statuses=(201, 400, 401, 403, 415, 429, 500, 503),
            body="generated.models.product_create.ProductCreate",
            parameters=None,
            locations={},
            responses={201: "generated.models.product.Product"},
        ),
        Operation(
            operation_id="listProductsByCategory",
            method="GET",
            path="/products/category/{category}",
            tag="products",
            roles=frozenset({"anonymous", "customer", "admin"}),
            statuses=(200, 400, 403, 429, 500, 503),
            body=None,
            parameters="generated.models.list_products_by_category_parameters.ListProductsByCategoryParameters",
            locations={"category": "path", "limit": "query", "page": "query"},
            responses={200: "generated.models.product_page.ProductPage"},
            is_cached=True,
        ),
        Operation(
            operation_id="getProduct",
            method="GET",
            path="/products/{id}",
            tag="products",
            roles=frozenset({"anonymous", "customer", "admin"}),
            statuses=(200, 304, 400, 403, 404, 429, 500, 503),
            body=None,
            parameters="generated.models.get_product_parameters.GetProductParameters",
            locations={"id": "path", "If-None-Match": "header"},
            responses={200: "generated.models.product.Product"},
            is_cached=True,
        ),
        Operation(
            operation_id="updateProduct",
            method="PUT",
            path="/products/{id}",
            tag="products",
            roles=frozenset({"admin"}),
            statuses=(200, 400, 401, 403, 404, 412, 415, 428, 429, 500, 503),
            body="generated.models.product_update.ProductUpdate",
            parameters="generated.models.update_product_parameters.UpdateProductParameters",
            locations={"id": "path", "If-Match": "header"},
            responses={200: "generated.models.product.Product"},
        ),
        Operation(
            operation_id="deleteProduct",
            method="DELETE",
            path="/products/{id}",
            tag="products",
            roles=frozenset({"admin"}),
            statuses=(204, 400, 401, 403, 404, 429, 500, 503),
            body=None,
            parameters="generated.models.delete_product_parameters.DeleteProductParameters",
            locations={"id": "path"},
            responses={},
        ),
        Operation(
            operation_id="createImageUpload",
            method="POST",
            path="/products/{id}/image",
            tag="products",
            roles=frozenset({"admin"}),
            statuses=(201, 400, 401, 403, 404, 415, 429, 500, 503),
            body="generated.models.image_upload_create.ImageUploadCreate",
            parameters="generated.models.create_image_upload_parameters.CreateImageUploadParameters",
            locations={"id": "path"},
            responses={201: "generated.models.image_upload.ImageUpload"},
        ),
        Operation(
            operation_id="getCart",
            method="GET",
            path="/cart",
            tag="cart",
            roles=frozenset({"customer", "admin"}),
            statuses=(200, 400, 401, 403, 429, 500, 503),
            body=None,
            parameters=None,
            locations={},
            responses={200: "generated.models.cart.Cart"},
            is_personal=True,
        ),
        Operation(
            operation_id="clearCart",
            method="DELETE",
            path="/cart",
            tag="cart",
            roles=frozenset({"customer", "admin"}),
            statuses=(204, 400, 401, 403, 429, 500, 503),
            body=None,
            parameters=None,
            locations={},
            responses={},
        ),
        Operation(
            operation_id="addCartItem",
            method="POST",
            path="/cart/items",
            tag="cart",
            roles=frozenset({"customer", "admin"}),
            statuses=(200, 400, 401, 403, 404, 409, 415, 429, 500, 503),
            body="generated.models.cart_item_create.CartItemCreate",
            parameters=None,
            locations={},
            responses={200: "generated.models.cart.Cart"},
            is_personal=True,
        ),
        Operation(
            operation_id="updateCartItem",
            method="PUT",
            path="/cart/items/{itemId}",
            tag="cart",
            roles=frozenset({"customer", "admin"}),
            statuses=(200, 400, 401, 403, 404, 415, 429, 500, 503),
            body="generated.models.cart_item_update.CartItemUpdate",
            parameters="generated.models.update_cart_item_parameters.UpdateCartItemParameters",
            locations={"itemId": "path"},
            responses={200: "generated.models.cart.Cart"},
            is_personal=True,
        ),
        Operation(
            operation_id="removeCartItem",
            method="DELETE",
            path="/cart/items/{itemId}",
            tag="cart",
            roles=frozenset({"customer", "admin"}),
            statuses=(204, 400, 401, 403, 404, 429, 500, 503),
            body=None,
            parameters="generated.models.remove_cart_item_parameters.RemoveCartItemParameters",
            locations={"itemId": "path"},
            responses={},
        ),
        Operation(
            operation_id="listOrders",
            method="GET",
            path="/orders",
            tag="orders",
            roles=frozenset({"customer", "admin"}),
            statuses=(200, 400, 401, 403, 429, 500, 503),
            body=None,
            parameters="generated.models.list_orders_parameters.ListOrdersParameters",
            locations={"status": "query", "from": "query", "to": "query", "limit": "query", "page": "query"},
            responses={200: "generated.models.order_page.OrderPage"},
            is_personal=True,
        ),
        Operation(
            operation_id="createOrder",
            method="POST",
            path="/orders",
            tag="orders",
            roles=frozenset({"customer", "admin"}),
            statuses=(201, 202, 400, 401, 402, 403, 409, 415, 422, 429, 500, 503),
            body="generated.models.order_request.OrderRequest",
            parameters="generated.models.create_order_parameters.CreateOrderParameters",
            locations={"Idempotency-Key": "header"},
            responses={201: "generated.models.order.Order", 202: "generated.models.order.Order"},
            is_personal=True,
        ),
        Operation(
            operation_id="getOrder",
            method="GET",
            path="/orders/{id}",
            tag="orders",
            roles=frozenset({"customer", "admin"}),
            statuses=(200, 304, 400, 401, 403, 404, 429, 500, 503),
            body=None,
            parameters="generated.models.get_order_parameters.GetOrderParameters",
            locations={"id": "path", "If-None-Match": "header"},
            responses={200: "generated.models.order.Order"},
            is_personal=True,
        ),
        Operation(
            operation_id="cancelOrder",
            method="PUT",
            path="/orders/{id}/cancel",
            tag="orders",
            roles=frozenset({"customer", "admin"}),
            statuses=(200, 400, 401, 403, 404, 409, 429, 500, 503),
            body=None,
            parameters="generated.models.cancel_order_parameters.CancelOrderParameters",
            locations={"id": "path"},
            responses={200: "generated.models.order.Order"},
            is_personal=True,
        ),
        Operation(
            operation_id="getOrderStatus",
            method="GET",
            path="/orders/{id}/status",
            tag="orders",
            roles=frozenset({"customer", "admin"}),
            statuses=(200, 400, 401, 403, 404, 429, 500, 503),
            body=None,
            parameters="generated.models.get_order_status_parameters.GetOrderStatusParameters",
            locations={"id": "path"},
            responses={200: "generated.models.order_status.OrderStatus"},
            is_personal=True,
        ),
        Operation(
            operation_id="updateOrderStatus",
            method="PUT",
            path="/orders/{id}/status",
            tag="orders",
            roles=frozenset({"admin"}),
            statuses=(200, 400, 401, 403, 404, 409, 415, 429, 500, 503),
            body="generated.models.order_status_update.OrderStatusUpdate",
            parameters="generated.models.update_order_status_parameters.UpdateOrderStatusParameters",
            locations={"id": "path"},
            responses={200: "generated.models.order_status.OrderStatus"},
            is_personal=True,
        ),
        Operation(
            operation_id="getProfile",
            method="GET",
            path="/users/profile",
            tag="users",
            roles=frozenset({"customer", "admin"}),
            statuses=(200, 304, 400, 401, 403, 429, 500, 503),
            body=None,
            parameters="generated.models.get_profile_parameters.GetProfileParameters",
            locations={"If-None-Match": "header"},
            responses={200: "generated.models.user.User"},
            is_personal=True,
        ),
        Operation(
            operation_id="updateProfile",
            method="PUT",
            path="/users/profile",
            tag="users",
            roles=frozenset({"customer", "admin"}),
            statuses=(200, 400, 401, 403, 412, 415, 429, 500, 503),
            body="generated.models.profile_update.ProfileUpdate",
            parameters="generated.models.update_profile_parameters.UpdateProfileParameters",
            locations={"If-Match": "header"},
            responses={200: "generated.models.user.User"},
            is_personal=True,
        ),
        Operation(
            operation_id="changePassword",
            method="PUT",
            path="/users/password",
            tag="users",
            roles=frozenset({"customer", "admin"}),
            statuses=(204, 400, 401, 403, 415, 429, 500, 503),
            body="generated.models.password_change.PasswordChange",
            parameters=None,
            locations={},
            responses={},
        ),
        Operation(
            operation_id="getHealth",
            method="GET",
            path="/health",
            tag="meta",
            roles=frozenset({"anonymous", "customer", "admin"}),
            statuses=(200, 400, 403, 429),
            body=None,
            parameters=None,
            locations={},
            responses={200: "generated.models.health.Health"},
        ),
        Operation(
            operation_id="getContract",
            method="GET",
            path="/openapi.json",
            tag="meta",
            roles=frozenset({"anonymous", "customer", "admin"}),
            statuses=(200, 400, 403, 429),
            body=None,
            parameters=None,
            locations={},
            responses={200: "generated.models.contract.Contract"},
        ),
    )
}
