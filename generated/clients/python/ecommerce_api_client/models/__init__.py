# Written by codegen from openapi.yaml: change that, then `make generate`.
"""Contains all the data models used in inputs/outputs"""

from .account import Account
from .account_page import AccountPage
from .account_role import AccountRole
from .audit_change import AuditChange
from .audit_entry import AuditEntry
from .audit_page import AuditPage
from .cart import Cart
from .cart_item import CartItem
from .cart_item_availability import CartItemAvailability
from .cart_item_create import CartItemCreate
from .cart_item_update import CartItemUpdate
from .contract import Contract
from .contract_info import ContractInfo
from .contract_paths import ContractPaths
from .currency import Currency
from .data_export_link import DataExportLink
from .deletion_request import DeletionRequest
from .deletion_undo_request import DeletionUndoRequest
from .email_change import EmailChange
from .email_change_confirm_request import EmailChangeConfirmRequest
from .email_change_undo_request import EmailChangeUndoRequest
from .fault import Fault
from .health import Health
from .health_status import HealthStatus
from .image_upload import ImageUpload
from .image_upload_create import ImageUploadCreate
from .image_upload_create_content_type import ImageUploadCreateContentType
from .image_upload_fields import ImageUploadFields
from .login_confirm_request import LoginConfirmRequest
from .login_request import LoginRequest
from .mfa_confirm_request import MfaConfirmRequest
from .mfa_enrolment import MfaEnrolment
from .mfa_recovery import MfaRecovery
from .mfa_removal_request import MfaRemovalRequest
from .order import Order
from .order_actions_item import OrderActionsItem
from .order_address import OrderAddress
from .order_item import OrderItem
from .order_item_request import OrderItemRequest
from .order_page import OrderPage
from .order_request import OrderRequest
from .order_state import OrderState
from .order_status import OrderStatus
from .order_status_update import OrderStatusUpdate
from .password_change import PasswordChange
from .password_reset_confirm_request import PasswordResetConfirmRequest
from .password_reset_request import PasswordResetRequest
from .payment_method import PaymentMethod
from .payment_method_type import PaymentMethodType
from .problem import Problem
from .product import Product
from .product_create import ProductCreate
from .product_page import ProductPage
from .product_update import ProductUpdate
from .profile_update import ProfileUpdate
from .refresh_request import RefreshRequest
from .register_request import RegisterRequest
from .session import Session
from .session_page import SessionPage
from .shipping_address import ShippingAddress
from .shortage import Shortage
from .stock_adjustment import StockAdjustment
from .stock_adjustment_create import StockAdjustmentCreate
from .stock_adjustment_page import StockAdjustmentPage
from .stock_rows import StockRows
from .stock_rows_update import StockRowsUpdate
from .token_pair import TokenPair
from .token_pair_token_type import TokenPairTokenType
from .user import User
from .user_role import UserRole
from .user_role_update import UserRoleUpdate
from .user_role_update_role import UserRoleUpdateRole
from .user_status import UserStatus
from .verification_confirm_request import VerificationConfirmRequest
from .verification_request import VerificationRequest

__all__ = (
    "Account",
    "AccountPage",
    "AccountRole",
    "AuditChange",
    "AuditEntry",
    "AuditPage",
    "Cart",
    "CartItem",
    "CartItemAvailability",
    "CartItemCreate",
    "CartItemUpdate",
    "Contract",
    "ContractInfo",
    "ContractPaths",
    "Currency",
    "DataExportLink",
    "DeletionRequest",
    "DeletionUndoRequest",
    "EmailChange",
    "EmailChangeConfirmRequest",
    "EmailChangeUndoRequest",
    "Fault",
    "Health",
    "HealthStatus",
    "ImageUpload",
    "ImageUploadCreate",
    "ImageUploadCreateContentType",
    "ImageUploadFields",
    "LoginConfirmRequest",
    "LoginRequest",
    "MfaConfirmRequest",
    "MfaEnrolment",
    "MfaRecovery",
    "MfaRemovalRequest",
    "Order",
    "OrderActionsItem",
    "OrderAddress",
    "OrderItem",
    "OrderItemRequest",
    "OrderPage",
    "OrderRequest",
    "OrderState",
    "OrderStatus",
    "OrderStatusUpdate",
    "PasswordChange",
    "PasswordResetConfirmRequest",
    "PasswordResetRequest",
    "PaymentMethod",
    "PaymentMethodType",
    "Problem",
    "Product",
    "ProductCreate",
    "ProductPage",
    "ProductUpdate",
    "ProfileUpdate",
    "RefreshRequest",
    "RegisterRequest",
    "Session",
    "SessionPage",
    "ShippingAddress",
    "Shortage",
    "StockAdjustment",
    "StockAdjustmentCreate",
    "StockAdjustmentPage",
    "StockRows",
    "StockRowsUpdate",
    "TokenPair",
    "TokenPairTokenType",
    "User",
    "UserRole",
    "UserRoleUpdate",
    "UserRoleUpdateRole",
    "UserStatus",
    "VerificationConfirmRequest",
    "VerificationRequest",
)
