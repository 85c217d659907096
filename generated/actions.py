# Written by codegen from terraform/functions.json and queries.json: change those, then `make generate`.
"""The AWS actions of each function, and an index of each function that queries indexes but not the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ACTIONS: Mapping[str, tuple[str, ...]] = {
    "registerUser": ("dynamodb:PutItem", "dynamodb:UpdateItem"),
    "loginUser": (
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
        "secretsmanager:GetSecretValue",
    ),
    "refreshSession": (
        "dynamodb:BatchGetItem",
        "dynamodb:DeleteItem",
        "dynamodb:UpdateItem",
        "secretsmanager:GetSecretValue",
    ),
    "logoutUser": ("dynamodb:DeleteItem",),
    "listSessions": ("dynamodb:BatchGetItem", "dynamodb:Query"),
    "deleteSession": ("dynamodb:BatchGetItem", "dynamodb:DeleteItem"),
    "getCurrentUser": ("dynamodb:GetItem",),
    "listProducts": ("dynamodb:Query",),
    "createProduct": ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem"),
    "listProductsByCategory": ("dynamodb:Query",),
    "getProduct": ("dynamodb:BatchGetItem",),
    "updateProduct": ("dynamodb:BatchGetItem", "dynamodb:UpdateItem"),
    "deleteProduct": ("dynamodb:BatchGetItem", "dynamodb:UpdateItem"),
    "listAdminProducts": ("dynamodb:BatchGetItem", "dynamodb:Query"),
    "getAdminProduct": ("dynamodb:BatchGetItem",),
    "setStockRows": ("dynamodb:BatchGetItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
    "listStockAdjustments": ("dynamodb:BatchGetItem", "dynamodb:Query"),
    "createStockAdjustment": ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
    "createImageUpload": ("dynamodb:BatchGetItem", "s3:PutObject"),
    "getCart": ("dynamodb:BatchGetItem", "dynamodb:Query"),
    "clearCart": ("dynamodb:DeleteItem", "dynamodb:Query"),
    "addCartItem": (
        "dynamodb:BatchGetItem",
        "dynamodb:DeleteItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
    ),
    "updateCartItem": ("dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:UpdateItem"),
    "removeCartItem": ("dynamodb:DeleteItem",),
    "listOrders": ("dynamodb:BatchGetItem", "dynamodb:Query"),
    "createOrder": (
        "dynamodb:BatchGetItem",
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "lambda:InvokeFunction",
        "secretsmanager:GetSecretValue",
    ),
    "getOrder": ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"),
    "cancelOrder": (
        "dynamodb:BatchGetItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
        "lambda:InvokeFunction",
        "secretsmanager:GetSecretValue",
    ),
    "getOrderStatus": ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"),
    "updateOrderStatus": (
        "dynamodb:BatchGetItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
        "lambda:InvokeFunction",
        "secretsmanager:GetSecretValue",
    ),
    "getProfile": ("dynamodb:GetItem",),
    "updateProfile": ("dynamodb:UpdateItem",),
    "changePassword": (
        "dynamodb:BatchGetItem",
        "dynamodb:DeleteItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
        "secretsmanager:GetSecretValue",
    ),
    "getHealth": (),
    "getContract": (),
    "authorize_request": ("dynamodb:BatchGetItem", "secretsmanager:GetSecretValue"),
    "rotate_jwt_secret": (
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
    ),
    "settle_pending_orders": (
        "dynamodb:DeleteItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
        "lambda:InvokeFunction",
        "secretsmanager:GetSecretValue",
    ),
    "process_payment": ("dynamodb:GetItem", "dynamodb:UpdateItem", "secretsmanager:GetSecretValue"),
    "process_order_changes": (
        "dynamodb:GetItem",
        "dynamodb:UpdateItem",
        "events:PutEvents",
        "ses:SendEmail",
        "sqs:SendMessage",
    ),
    "list_stock": ("dynamodb:BatchGetItem", "dynamodb:UpdateItem"),
    "attach_product_image": ("dynamodb:UpdateItem",),
}

INDEXES: Mapping[str, str] = {
    "listProducts": "GSI1",
    "listProductsByCategory": "GSI1",
    "listAdminProducts": "GSI2",
    "settle_pending_orders": "GSI2",
}
