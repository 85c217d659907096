# Written by codegen from openapi.yaml: change that, then `make generate`.
"""Every operation of the contract as a method that returns a model or raises a `ShopError`."""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Iterator

from .api.audit import list_audit_entries
from .api.auth import (
    confirm_login,
    confirm_password_reset,
    confirm_verification,
    delete_session,
    get_current_user,
    list_sessions,
    login_user,
    logout_user,
    register_user,
    request_password_reset,
    request_verification,
)
from .api.cart import add_cart_item, clear_cart, get_cart, remove_cart_item, update_cart_item
from .api.meta import get_contract, get_health
from .api.orders import cancel_order, create_order, get_order, get_order_status, list_orders, update_order_status
from .api.products import (
    create_image_upload,
    create_product,
    create_stock_adjustment,
    delete_product,
    get_admin_product,
    get_product,
    list_admin_products,
    list_products,
    list_products_by_category,
    list_stock_adjustments,
    set_stock_rows,
    update_product,
)
from .api.users import (
    change_email,
    change_password,
    confirm_email_change,
    confirm_mfa_enrolment,
    create_mfa_enrolment,
    delete_user_sessions,
    disable_user,
    enable_user,
    get_data_export,
    get_profile,
    get_user,
    list_users,
    remove_mfa,
    request_data_export,
    request_deletion,
    set_user_role,
    undo_deletion,
    undo_email_change,
    update_profile,
)
from .client import AuthenticatedClient, Client
from .models.account import Account
from .models.account_page import AccountPage
from .models.audit_entry import AuditEntry
from .models.audit_page import AuditPage
from .models.cart import Cart
from .models.cart_item_create import CartItemCreate
from .models.cart_item_update import CartItemUpdate
from .models.contract import Contract
from .models.data_export_link import DataExportLink
from .models.deletion_request import DeletionRequest
from .models.deletion_undo_request import DeletionUndoRequest
from .models.email_change import EmailChange
from .models.email_change_confirm_request import EmailChangeConfirmRequest
from .models.email_change_undo_request import EmailChangeUndoRequest
from .models.health import Health
from .models.image_upload import ImageUpload
from .models.image_upload_create import ImageUploadCreate
from .models.login_confirm_request import LoginConfirmRequest
from .models.login_request import LoginRequest
from .models.mfa_confirm_request import MfaConfirmRequest
from .models.mfa_enrolment import MfaEnrolment
from .models.mfa_recovery import MfaRecovery
from .models.mfa_removal_request import MfaRemovalRequest
from .models.order import Order
from .models.order_page import OrderPage
from .models.order_request import OrderRequest
from .models.order_state import OrderState
from .models.order_status import OrderStatus
from .models.order_status_update import OrderStatusUpdate
from .models.password_change import PasswordChange
from .models.password_reset_confirm_request import PasswordResetConfirmRequest
from .models.password_reset_request import PasswordResetRequest
from .models.product import Product
from .models.product_create import ProductCreate
from .models.product_page import ProductPage
from .models.product_update import ProductUpdate
from .models.profile_update import ProfileUpdate
from .models.register_request import RegisterRequest
from .models.session import Session
from .models.session_page import SessionPage
from .models.stock_adjustment import StockAdjustment
from .models.stock_adjustment_create import StockAdjustmentCreate
from .models.stock_adjustment_page import StockAdjustmentPage
from .models.stock_rows import StockRows
from .models.stock_rows_update import StockRowsUpdate
from .models.token_pair import TokenPair
from .models.user import User
from .models.user_role_update import UserRoleUpdate
from .models.user_status import UserStatus
from .models.verification_confirm_request import VerificationConfirmRequest
from .models.verification_request import VerificationRequest
from .runtime.pages import every_item, every_item_async
from .runtime.responses import new_key, unwrap
from .types import UNSET, Unset


class Operations:
    """The contract's operations; failures raise exceptions."""

    def __init__(self, client: AuthenticatedClient, anonymous: Client) -> None:
        self.client = client
        """The client for the functions in `api`, which also return headers; it uses the session and the retries."""
        self.anonymous = anonymous
        """The same without the session."""

    def register_user(self, body: RegisterRequest) -> User:
        """Register a customer account.

        Creates an account with the role `customer`. The e-mail address is stored in its normalized form, and each
        address can have one account. Registering doesn't log the user in. An e-mail with a link that verifies the
        address is sent. Registering an address again that was never verified replaces the account, unless it has an
        order: its owner can reset the password. Attempts are limited per network address.
        """
        return unwrap(User, register_user.sync_detailed(body=body, client=self.anonymous))

    def login_user(self, body: LoginRequest) -> TokenPair:
        """Log in.

        Opens a session and returns its tokens. The access token is valid for 24 hours, the refresh token for 7
        days. A session lasts at most 30 days, however often it is refreshed. An account has at most 50 sessions:
        another one ends the oldest. An unknown address and a wrong password return the same error. A disabled
        account returns 403 `account-disabled`, and one whose deletion was requested `account-deleting`, to the
        right password only. An account with a second factor returns 401 `mfa-required` with a `challenge`, which
        `POST /auth/mfa` turns into a session.

        After too many failed logins from a network address, to one account or in total, further attempts from there
        return 429 for a while. After very many to one account from all addresses, each further attempt has to wait
        for up to a minute. Successful logins don't count.
        """
        return unwrap(TokenPair, login_user.sync_detailed(body=body, client=self.anonymous))

    def confirm_login(self, body: LoginConfirmRequest) -> TokenPair:
        """Complete a login with a second factor.

        Opens a session, as `POST /auth/login` does, with the challenge of that operation's 401 `mfa-required` and a
        code of the authenticator app or a recovery code. A challenge is valid for 5 minutes and for one session; a
        change of the password or the address voids it. A code can be used once. A wrong code and an invalid
        challenge return the same error. After too many wrong codes for an account, or from a network address,
        further attempts return 429 for a while.
        """
        return unwrap(TokenPair, confirm_login.sync_detailed(body=body, client=self.anonymous))

    def request_verification(self, body: VerificationRequest) -> None:
        """Request an e-mail that verifies an address.

        Sends an e-mail with a link to the account of this address, if there is one and its address isn't verified.
        The response is the same for every address. An address receives at most 5 such e-mails a day. Registering
        sends the first one. Attempts are limited per network address.
        """
        request_verification.sync_detailed(body=body, client=self.anonymous)

    def confirm_verification(self, body: VerificationConfirmRequest) -> None:
        """Verify an address.

        Verifies the address of an account with the token of its e-mail. A token is valid for 7 days and can be used
        once; a change of the password or the address voids it.
        """
        confirm_verification.sync_detailed(body=body, client=self.anonymous)

    def request_password_reset(self, body: PasswordResetRequest) -> None:
        """Request an e-mail that resets a password.

        Sends an e-mail with a link to the account of this address, if there is one. The response is the same for
        every address. An address receives at most 5 such e-mails a day, and up to three links are valid at the same
        time: while they are, no other is sent. Attempts are limited per network address.
        """
        request_password_reset.sync_detailed(body=body, client=self.anonymous)

    def confirm_password_reset(self, body: PasswordResetConfirmRequest) -> None:
        """Set a new password with a token.

        Sets a new password with the token of an e-mail, verifies the address that received it, and ends all
        sessions of the account: log in afterwards. Access tokens of these sessions may be accepted for up to 300
        more seconds. A token is valid for 30 minutes and can be used once; a change of the password or the address
        voids it.
        """
        confirm_password_reset.sync_detailed(body=body, client=self.anonymous)

    def logout_user(self) -> None:
        """Log out.

        Ends the session of the access token. The session's refresh token is revoked immediately; its access tokens
        may be accepted for up to 300 more seconds. Other sessions of the account stay open.
        """
        logout_user.sync_detailed(client=self.client)

    def list_sessions(self, *, limit: int | Unset = 20, page: str | Unset = UNSET) -> SessionPage:
        """List your sessions.

        Lists the signed-in user's open sessions, most recently opened first. A page may hold fewer than `limit`
        sessions even when more pages follow. Changes nothing.
        """
        return unwrap(SessionPage, list_sessions.sync_detailed(limit=limit, page=page, client=self.client))

    def iterate_sessions(self, *, limit: int | Unset = 20) -> Iterator[Session]:
        """Iterate over all items of `list_sessions`, page by page."""
        return every_item(
            "listSessions",
            SessionPage,
            lambda page: list_sessions.sync_detailed(limit=limit, page=page, client=self.client),
        )

    def delete_session(self, id: str) -> None:
        """End a session.

        Ends one of the signed-in user's sessions, which may be the current one. The session's refresh token is
        revoked immediately; its access tokens may be accepted for up to 300 more seconds.
        """
        delete_session.sync_detailed(id, client=self.client)

    def get_current_user(self) -> User:
        """Get the signed-in user.

        Returns the account of the access token. Changes nothing.
        """
        return unwrap(User, get_current_user.sync_detailed(client=self.client))

    def list_products(
        self, *, category: str | Unset = UNSET, limit: int | Unset = 20, page: str | Unset = UNSET
    ) -> ProductPage:
        """List products.

        Lists the active products, newest first, optionally of one category. Unknown query parameters are ignored.
        Changes nothing.
        """
        return unwrap(
            ProductPage, list_products.sync_detailed(category=category, limit=limit, page=page, client=self.anonymous)
        )

    def iterate_products(self, *, category: str | Unset = UNSET, limit: int | Unset = 20) -> Iterator[Product]:
        """Iterate over all items of `list_products`, page by page."""
        return every_item(
            "listProducts",
            ProductPage,
            lambda page: list_products.sync_detailed(category=category, limit=limit, page=page, client=self.anonymous),
        )

    def create_product(self, body: ProductCreate, *, idempotency_key: str | None = None) -> Product:
        """Create a product.

        Adds a product to the catalogue. Defaults: `currency` is USD, `stock` is 0 and `isActive` is true. An
        inactive product is a draft that only admins see, under `/admin/products`. With an `Idempotency-Key`, a
        repeated request creates no second product: it returns the first response, even if the product has changed
        since.
        """
        return unwrap(
            Product,
            create_product.sync_detailed(
                body=body, idempotency_key=new_key() if idempotency_key is None else idempotency_key, client=self.client
            ),
        )

    def list_products_by_category(
        self, category: str, *, limit: int | Unset = 20, page: str | Unset = UNSET
    ) -> ProductPage:
        """List the products of a category.

        Lists a category's active products, newest first. An unknown category returns an empty list. Unknown query
        parameters are ignored. Changes nothing.
        """
        return unwrap(
            ProductPage,
            list_products_by_category.sync_detailed(category, limit=limit, page=page, client=self.anonymous),
        )

    def iterate_products_by_category(self, category: str, *, limit: int | Unset = 20) -> Iterator[Product]:
        """Iterate over all items of `list_products_by_category`, page by page."""
        return every_item(
            "listProductsByCategory",
            ProductPage,
            lambda page: list_products_by_category.sync_detailed(
                category, limit=limit, page=page, client=self.anonymous
            ),
        )

    def get_product(self, id: str, *, if_none_match: str | Unset = UNSET) -> Product:
        """Get a product.

        Returns an active product. A deleted or inactive product returns 404. Unknown query parameters are ignored.
        Changes nothing.
        """
        return unwrap(Product, get_product.sync_detailed(id, if_none_match=if_none_match, client=self.anonymous))

    def update_product(self, id: str, body: ProductUpdate, *, if_match: str | Unset = UNSET) -> Product:
        """Replace a product.

        Replaces the product's properties. A property that you omit gets the default of a new product, except
        `stock`, which keeps its value. A request that sets `stock` requires `If-Match`, so that an edit can't undo
        a sale; `If-Match: *` names no version and isn't enough. Set `stock` to correct it; to record deliveries and
        losses, adjust the stock instead. Inactive products can be updated, too; deleted ones can't.
        """
        return unwrap(Product, update_product.sync_detailed(id, body=body, if_match=if_match, client=self.client))

    def delete_product(self, id: str) -> None:
        """Delete a product.

        Permanently removes a product, active or not, from the catalogue. Existing orders keep their lines. Deleting
        it again returns 404.
        """
        delete_product.sync_detailed(id, client=self.client)

    def list_stock_adjustments(
        self, id: str, *, limit: int | Unset = 20, page: str | Unset = UNSET
    ) -> StockAdjustmentPage:
        """List the stock adjustments of a product.

        Lists the adjustments of a product's stock, newest first, also after the product was deleted. Sales,
        cancelled orders and updates that set `stock` aren't adjustments. Changes nothing.
        """
        return unwrap(
            StockAdjustmentPage, list_stock_adjustments.sync_detailed(id, limit=limit, page=page, client=self.client)
        )

    def iterate_stock_adjustments(self, id: str, *, limit: int | Unset = 20) -> Iterator[StockAdjustment]:
        """Iterate over all items of `list_stock_adjustments`, page by page."""
        return every_item(
            "listStockAdjustments",
            StockAdjustmentPage,
            lambda page: list_stock_adjustments.sync_detailed(id, limit=limit, page=page, client=self.client),
        )

    def create_stock_adjustment(
        self, id: str, body: StockAdjustmentCreate, *, idempotency_key: str | None = None
    ) -> StockAdjustment:
        """Adjust the stock of a product.

        Adds `change` to the stock of a product, active or not, and returns the new stock. Concurrent sales and
        adjustments all count: none is lost. The adjustment is kept. A repeated request with the same
        `Idempotency-Key` returns the first response and changes nothing.

        A change that would bring the stock below zero returns 409 with the available quantity, one that would bring
        it above 1,000,000 returns 409 without; neither has an effect. The first is stored with the key.
        """
        return unwrap(
            StockAdjustment,
            create_stock_adjustment.sync_detailed(
                id,
                body=body,
                idempotency_key=new_key() if idempotency_key is None else idempotency_key,
                client=self.client,
            ),
        )

    def create_image_upload(self, id: str, body: ImageUploadCreate) -> ImageUpload:
        """Create an image upload.

        Returns a presigned form for uploading the product's image. POST it to `url` as `multipart/form-data` before
        `expiresAt`: first every field of `fields`, then the file as `file`. The form accepts only the requested
        size and content type. It responds with 204 on success and with XML on an error. The product's `imageUrl` is
        set shortly after the upload; the most recent upload wins. The product may be inactive.
        """
        return unwrap(ImageUpload, create_image_upload.sync_detailed(id, body=body, client=self.client))

    def list_admin_products(self, *, limit: int | Unset = 20, page: str | Unset = UNSET) -> ProductPage:
        """List all products.

        Lists the active and the inactive products with their stock, newest first; deleted ones aren't listed. The
        list is read from an index that reflects changes within moments; its stock follows sales within seconds.
        Changes nothing.
        """
        return unwrap(ProductPage, list_admin_products.sync_detailed(limit=limit, page=page, client=self.client))

    def iterate_admin_products(self, *, limit: int | Unset = 20) -> Iterator[Product]:
        """Iterate over all items of `list_admin_products`, page by page."""
        return every_item(
            "listAdminProducts",
            ProductPage,
            lambda page: list_admin_products.sync_detailed(limit=limit, page=page, client=self.client),
        )

    def get_admin_product(self, id: str, *, if_none_match: str | Unset = UNSET) -> Product:
        """Get a product, active or not.

        Returns a product, active or not, with its current stock and ETag, never from a cache. A deleted product
        returns 404. Changes nothing.
        """
        return unwrap(Product, get_admin_product.sync_detailed(id, if_none_match=if_none_match, client=self.client))

    def set_stock_rows(self, id: str, body: StockRowsUpdate) -> StockRows:
        """Set how many buyers at once a product's stock serves.

        Distributes the stock of a product over 1 to 64 rows, without changing it: a new product has one. A row
        serves some 50 sales a second, and 64 serve 3,000: set them before a flash sale, and back to 1 afterwards.
        Orders can be placed meanwhile, and each unit is sold once. Repeating the request changes nothing.
        """
        return unwrap(StockRows, set_stock_rows.sync_detailed(id, body=body, client=self.client))

    def get_cart(self) -> Cart:
        """Get your cart.

        Returns the signed-in user's cart with current names, prices and availability. A product with too little
        stock is `short`, a product that is no longer sold is `gone`. Changes nothing.
        """
        return unwrap(Cart, get_cart.sync_detailed(client=self.client))

    def clear_cart(self) -> None:
        """Clear your cart.

        Removes all items from the signed-in user's cart. Clearing an empty cart succeeds.
        """
        clear_cart.sync_detailed(client=self.client)

    def add_cart_item(self, body: CartItemCreate) -> Cart:
        """Add a product to your cart.

        Adds the quantity to what the cart already holds of the product. Adding reserves no stock: availability is
        checked when the order is placed. A cart holds up to 40 products of one currency, and up to 99 of each.
        Items that are `gone` don't count: they decide no currency, and the oldest leave a full cart. Adding a
        product whose own item is `gone` replaces that item.
        """
        return unwrap(Cart, add_cart_item.sync_detailed(body=body, client=self.client))

    def update_cart_item(self, item_id: str, body: CartItemUpdate) -> Cart:
        """Update a quantity in your cart.

        Sets the quantity of a product in the cart, without checking the stock. Returns 404 if the cart doesn't hold
        the product.
        """
        return unwrap(Cart, update_cart_item.sync_detailed(item_id, body=body, client=self.client))

    def remove_cart_item(self, item_id: str) -> None:
        """Remove a product from your cart.

        Removes a product from the cart, whatever its quantity. Returns 404 if the cart doesn't hold the product.
        """
        remove_cart_item.sync_detailed(item_id, client=self.client)

    def list_orders(
        self,
        *,
        status: OrderState | Unset = UNSET,
        from_: datetime.datetime | Unset = UNSET,
        to: datetime.datetime | Unset = UNSET,
        limit: int | Unset = 20,
        page: str | Unset = UNSET,
    ) -> OrderPage:
        """List orders.

        Lists the signed-in user's orders, newest first; an admin gets the orders of all users. With `status`, a
        page may hold fewer orders than `limit` even when more pages follow. The list of all orders is read from an
        index that reflects changes within moments. Changes nothing.
        """
        return unwrap(
            OrderPage,
            list_orders.sync_detailed(status=status, from_=from_, to=to, limit=limit, page=page, client=self.client),
        )

    def iterate_orders(
        self,
        *,
        status: OrderState | Unset = UNSET,
        from_: datetime.datetime | Unset = UNSET,
        to: datetime.datetime | Unset = UNSET,
        limit: int | Unset = 20,
    ) -> Iterator[Order]:
        """Iterate over all items of `list_orders`, page by page."""
        return every_item(
            "listOrders",
            OrderPage,
            lambda page: list_orders.sync_detailed(
                status=status, from_=from_, to=to, limit=limit, page=page, client=self.client
            ),
        )

    def create_order(self, body: OrderRequest, *, idempotency_key: str | None = None) -> Order:
        """Place an order.

        Takes the products out of stock, charges the payment method, and removes the ordered products from the cart,
        except those added in the meantime. The shop's prices apply. Lines with the same product are combined. The
        customer gets an e-mail when the order is paid. Stock is never oversold and the card is never charged twice,
        whatever fails.

        - **201**: the order is paid and `processing`. It is `cancelled` if it was cancelled in the meantime; the
          payment is then refunded.
        - **202**: the payment service didn't respond in time. The order is `pending` and is settled within minutes:
        it
          becomes `processing`, or `cancelled` without a charge.
        - **402**: the payment was declined. The order `orderId` is `cancelled`, its stock is released and the cart
        is
          unchanged.
        - **409**: too little stock, with every shortage in `shortages`; or products in two currencies; or an
        earlier
          request with this key is still in progress, with `Retry-After`.
        - **503**: a dependency is unavailable. Retry with the same key: the retry first undoes or completes this
          request, so that there is at most one order, charged once.

        201, 202, 402 and the 409 for shortages are stored with the key. The replay of a 202 returns the order's
        current state.
        """
        return unwrap(
            Order,
            create_order.sync_detailed(
                body=body, idempotency_key=new_key() if idempotency_key is None else idempotency_key, client=self.client
            ),
        )

    def get_order(self, id: str, *, if_none_match: str | Unset = UNSET) -> Order:
        """Get an order.

        Returns one of the signed-in user's orders; an admin can get any. Another user's order returns 404. Changes
        nothing.
        """
        return unwrap(Order, get_order.sync_detailed(id, if_none_match=if_none_match, client=self.client))

    def cancel_order(self, id: str) -> Order:
        """Cancel an order.

        Cancels a `pending` or `processing` order of the signed-in user; an admin can cancel any. The stock is
        released, a payment is refunded once, and the customer gets an e-mail if the order had been paid. An order
        that is already cancelled is returned unchanged.
        """
        return unwrap(Order, cancel_order.sync_detailed(id, client=self.client))

    def get_order_status(self, id: str) -> OrderStatus:
        """Get an order's status.

        Returns the order's status and the actions that the caller may take. Another user's order returns 404.
        Changes nothing.
        """
        return unwrap(OrderStatus, get_order_status.sync_detailed(id, client=self.client))

    def update_order_status(self, id: str, body: OrderStatusUpdate) -> OrderStatus:
        """Update an order's status.

        Moves an order from `processing` to `completed`, or from `pending` or `processing` to `cancelled`, with the
        same effects as cancelling it. Setting the current status changes nothing. Only a payment moves an order to
        `processing`. The customer gets an e-mail if the order had been paid.
        """
        return unwrap(OrderStatus, update_order_status.sync_detailed(id, body=body, client=self.client))

    def get_profile(self, *, if_none_match: str | Unset = UNSET) -> User:
        """Get your profile.

        Returns the signed-in user's profile with its ETag. Changes nothing.
        """
        return unwrap(User, get_profile.sync_detailed(if_none_match=if_none_match, client=self.client))

    def update_profile(self, body: ProfileUpdate, *, if_match: str | Unset = UNSET) -> User:
        """Update your profile.

        Replaces the signed-in user's names. With `If-Match`, only if the profile hasn't changed since it was read.
        """
        return unwrap(User, update_profile.sync_detailed(body=body, if_match=if_match, client=self.client))

    def change_password(self, body: PasswordChange) -> TokenPair:
        """Change your password.

        Sets a new password, ends all other sessions of the account, and returns new tokens for the current session,
        whose earlier refresh token is revoked. Access tokens of the other sessions may be accepted for up to 300
        more seconds. A wrong current password counts as a failed login: after too many, further attempts return 429
        for a while.
        """
        return unwrap(TokenPair, change_password.sync_detailed(body=body, client=self.client))

    def create_mfa_enrolment(self) -> MfaEnrolment:
        """Begin the enrolment of a second factor.

        Returns a new secret for an authenticator app (TOTP, RFC 6238: six digits, SHA-1, 30 seconds), which
        replaces one that wasn't confirmed. Logins require it once `POST /users/mfa/confirm` has confirmed it. The
        account's address must be verified. After an operator has removed a second factor, the password must be
        reset first.
        """
        return unwrap(MfaEnrolment, create_mfa_enrolment.sync_detailed(client=self.client))

    def confirm_mfa_enrolment(self, body: MfaConfirmRequest) -> MfaRecovery:
        """Confirm the enrolment of a second factor.

        Confirms the secret with a code of the authenticator app. From then on each login requires the second
        factor. All other sessions of the account end, because they were opened without it; this one stays. Returns
        ten recovery codes, which are shown once; each can be used once in place of a code. An admin who had to
        enrol refreshes the session, and may then call all operations.
        """
        return unwrap(MfaRecovery, confirm_mfa_enrolment.sync_detailed(body=body, client=self.client))

    def remove_mfa(self, body: MfaRemovalRequest) -> None:
        """Remove the second factor.

        Removes the second factor with the current password and a code of the authenticator app, or a recovery code.
        Logins require only the password from then on. A wrong password counts as a failed login, a wrong code as
        one of a login with a second factor. It is a POST, because the body of a DELETE has no defined meaning in
        HTTP.
        """
        remove_mfa.sync_detailed(body=body, client=self.client)

    def change_email(self, body: EmailChange) -> None:
        """Request a change of your e-mail address.

        Sends an e-mail with a link to the new address, whose owner confirms the change with `POST
        /users/email/confirm`. Until then nothing changes. The response doesn't reveal whether another account has
        the address: if one has, no link is sent, and the address's owner gets a notice. An account changes its
        address at most 5 times in 7 days. A wrong current password counts as a failed login: after too many,
        further attempts return 429 for a while. Requests are limited per network address.
        """
        change_email.sync_detailed(body=body, client=self.client)

    def confirm_email_change(self, body: EmailChangeConfirmRequest) -> None:
        """Confirm a change of an e-mail address.

        Changes the address of an account with the token of an e-mail to its new address. Log in with the new
        address from then on; sessions stay. The old address gets a notice with a link that undoes the change, and
        stays reserved for 7 days. A token is valid for 24 hours and can be used once; a change of the password or
        the address voids it.
        """
        confirm_email_change.sync_detailed(body=body, client=self.anonymous)

    def undo_email_change(self, body: EmailChangeUndoRequest) -> None:
        """Undo a change of an e-mail address.

        Restores the address that an account had before a change, with the token of the notice to that address, and
        ends all sessions: reset the password afterwards. Access tokens of these sessions may be accepted for up to
        300 more seconds. A token is valid for 7 days, whatever else changes in the account, and can be used once;
        it also undoes later changes of the address.
        """
        undo_email_change.sync_detailed(body=body, client=self.anonymous)

    def request_deletion(self, body: DeletionRequest) -> None:
        """Request the deletion of your account.

        Ends all sessions of the account, and lets it be erased after 30 days: until then nobody can log in, its
        address stays taken, and the token of the e-mail about it takes the request back with `POST
        /users/deletion/undo`. Afterwards the profile, the cart and all other personal data are gone; orders keep
        their lines and amounts, and of their address only the country. An order that is pending or in processing
        delays the erasure. Access tokens may be accepted for reads for up to 300 more seconds. The last active
        admin's account can't be deleted: 409. A wrong current password counts as a failed login: after too many,
        further attempts return 429 for a while.
        """
        request_deletion.sync_detailed(body=body, client=self.client)

    def undo_deletion(self, body: DeletionUndoRequest) -> None:
        """Take the request to delete an account back.

        Keeps an account whose deletion was requested, with the token of the e-mail about it: log in again
        afterwards. A token is valid until the account is due to be erased, whatever else changes in the account,
        and can be used once.
        """
        undo_deletion.sync_detailed(body=body, client=self.anonymous)

    def get_data_export(self) -> DataExportLink:
        """Get a link to the copy of your data.

        Returns a URL that downloads the account's latest export for 5 minutes, without a token: a JSON file in the
        format of `data-export.schema.json`, a JSON Schema in the documentation. Returns 404 until the export is
        written, and 24 hours after. Changes nothing.
        """
        return unwrap(DataExportLink, get_data_export.sync_detailed(client=self.client))

    def request_data_export(self) -> None:
        """Request a copy of your data.

        Writes a file with everything that is kept about the account, and then sends an e-mail with a link to a page
        that downloads it after a login. The address must be verified. An account requests one export in 24 hours:
        further requests return 429. The file is kept for 24 hours.
        """
        request_data_export.sync_detailed(client=self.client)

    def list_users(
        self,
        *,
        email: str | Unset = UNSET,
        status: UserStatus | Unset = UNSET,
        limit: int | Unset = 20,
        page: str | Unset = UNSET,
    ) -> AccountPage:
        """List the accounts.

        Lists all accounts, newest first, or those with a status: `unverified` until the address is confirmed,
        `disabled` by an admin, `deleting` for 30 days after a request for its deletion, otherwise `active`. The
        list is read from an index that reflects changes within moments. With `email`, the one account with exactly
        this address, current. Changes nothing.
        """
        return unwrap(
            AccountPage,
            list_users.sync_detailed(email=email, status=status, limit=limit, page=page, client=self.client),
        )

    def iterate_users(
        self, *, email: str | Unset = UNSET, status: UserStatus | Unset = UNSET, limit: int | Unset = 20
    ) -> Iterator[Account]:
        """Iterate over all items of `list_users`, page by page."""
        return every_item(
            "listUsers",
            AccountPage,
            lambda page: list_users.sync_detailed(
                email=email, status=status, limit=limit, page=page, client=self.client
            ),
        )

    def get_user(self, id: str) -> Account:
        """Get an account.

        Returns an account, current. Changes nothing.
        """
        return unwrap(Account, get_user.sync_detailed(id, client=self.client))

    def set_user_role(self, id: str, body: UserRoleUpdate) -> Account:
        """Set the role of an account.

        Makes an account an admin, whose address then counts as verified, or a customer. The role counts at once for
        what only an admin may do, otherwise within 300 seconds. The last active admin keeps the role: 409.
        Repeating the request changes nothing.
        """
        return unwrap(Account, set_user_role.sync_detailed(id, body=body, client=self.client))

    def disable_user(self, id: str) -> None:
        """Disable an account.

        Disables an account and ends its sessions; its orders and its cart are kept. Nobody can log in to it until
        an admin enables it: a verification or a new password doesn't. The tokens of its e-mails become void. The
        account changes nothing from now on; its access tokens may be accepted for reads for up to 300 more seconds.
        The last active admin can't be disabled: 409. Repeating the request changes nothing.
        """
        disable_user.sync_detailed(id, client=self.client)

    def enable_user(self, id: str) -> None:
        """Enable an account.

        Enables a disabled account: its owner can log in again. Repeating the request changes nothing.
        """
        enable_user.sync_detailed(id, client=self.client)

    def delete_user_sessions(self, id: str) -> None:
        """End the sessions of an account.

        Ends all sessions of an account, and voids the tokens of its e-mails. Its refresh tokens are revoked
        immediately; its access tokens may be accepted for up to 300 more seconds.
        """
        delete_user_sessions.sync_detailed(id, client=self.client)

    def list_audit_entries(
        self,
        *,
        actor: str | Unset = UNSET,
        target: str | Unset = UNSET,
        from_: datetime.datetime | Unset = UNSET,
        to: datetime.datetime | Unset = UNSET,
        limit: int | Unset = 20,
        page: str | Unset = UNSET,
    ) -> AuditPage:
        """List the entries of the audit.

        Lists who changed what, newest first: what admins and operators do to accounts, products, prices, stock and
        orders, and the security events of all accounts, such as a new password. An entry is written together with
        its change, once, and is kept for 400 days. Nothing changes or deletes it. It contains no passwords, tokens
        or personal data: of such a field only the name. With `target`, the list is current; otherwise it is read
        from an index that reflects changes within moments. With `actor` and `target`, a page may hold fewer entries
        than `limit` even when more pages follow. Changes nothing.
        """
        return unwrap(
            AuditPage,
            list_audit_entries.sync_detailed(
                actor=actor, target=target, from_=from_, to=to, limit=limit, page=page, client=self.client
            ),
        )

    def iterate_audit_entries(
        self,
        *,
        actor: str | Unset = UNSET,
        target: str | Unset = UNSET,
        from_: datetime.datetime | Unset = UNSET,
        to: datetime.datetime | Unset = UNSET,
        limit: int | Unset = 20,
    ) -> Iterator[AuditEntry]:
        """Iterate over all items of `list_audit_entries`, page by page."""
        return every_item(
            "listAuditEntries",
            AuditPage,
            lambda page: list_audit_entries.sync_detailed(
                actor=actor, target=target, from_=from_, to=to, limit=limit, page=page, client=self.client
            ),
        )

    def get_health(self) -> Health:
        """Check the health of the service.

        Returns 200 as soon as the service can run code. Dependencies aren't checked. Changes nothing.
        """
        return unwrap(Health, get_health.sync_detailed(client=self.anonymous))

    def get_contract(self) -> Contract:
        """Get this contract.

        Returns this document as JSON. Changes nothing.
        """
        return unwrap(Contract, get_contract.sync_detailed(client=self.anonymous))


class AsyncOperations:
    """The contract's operations for asyncio and trio; failures raise exceptions."""

    def __init__(self, client: AuthenticatedClient, anonymous: Client) -> None:
        self.client = client
        """The client for the functions in `api`, which also return headers; it uses the session and the retries."""
        self.anonymous = anonymous
        """The same without the session."""

    async def register_user(self, body: RegisterRequest) -> User:
        """Register a customer account.

        Creates an account with the role `customer`. The e-mail address is stored in its normalized form, and each
        address can have one account. Registering doesn't log the user in. An e-mail with a link that verifies the
        address is sent. Registering an address again that was never verified replaces the account, unless it has an
        order: its owner can reset the password. Attempts are limited per network address.
        """
        return unwrap(User, await register_user.asyncio_detailed(body=body, client=self.anonymous))

    async def login_user(self, body: LoginRequest) -> TokenPair:
        """Log in.

        Opens a session and returns its tokens. The access token is valid for 24 hours, the refresh token for 7
        days. A session lasts at most 30 days, however often it is refreshed. An account has at most 50 sessions:
        another one ends the oldest. An unknown address and a wrong password return the same error. A disabled
        account returns 403 `account-disabled`, and one whose deletion was requested `account-deleting`, to the
        right password only. An account with a second factor returns 401 `mfa-required` with a `challenge`, which
        `POST /auth/mfa` turns into a session.

        After too many failed logins from a network address, to one account or in total, further attempts from there
        return 429 for a while. After very many to one account from all addresses, each further attempt has to wait
        for up to a minute. Successful logins don't count.
        """
        return unwrap(TokenPair, await login_user.asyncio_detailed(body=body, client=self.anonymous))

    async def confirm_login(self, body: LoginConfirmRequest) -> TokenPair:
        """Complete a login with a second factor.

        Opens a session, as `POST /auth/login` does, with the challenge of that operation's 401 `mfa-required` and a
        code of the authenticator app or a recovery code. A challenge is valid for 5 minutes and for one session; a
        change of the password or the address voids it. A code can be used once. A wrong code and an invalid
        challenge return the same error. After too many wrong codes for an account, or from a network address,
        further attempts return 429 for a while.
        """
        return unwrap(TokenPair, await confirm_login.asyncio_detailed(body=body, client=self.anonymous))

    async def request_verification(self, body: VerificationRequest) -> None:
        """Request an e-mail that verifies an address.

        Sends an e-mail with a link to the account of this address, if there is one and its address isn't verified.
        The response is the same for every address. An address receives at most 5 such e-mails a day. Registering
        sends the first one. Attempts are limited per network address.
        """
        await request_verification.asyncio_detailed(body=body, client=self.anonymous)

    async def confirm_verification(self, body: VerificationConfirmRequest) -> None:
        """Verify an address.

        Verifies the address of an account with the token of its e-mail. A token is valid for 7 days and can be used
        once; a change of the password or the address voids it.
        """
        await confirm_verification.asyncio_detailed(body=body, client=self.anonymous)

    async def request_password_reset(self, body: PasswordResetRequest) -> None:
        """Request an e-mail that resets a password.

        Sends an e-mail with a link to the account of this address, if there is one. The response is the same for
        every address. An address receives at most 5 such e-mails a day, and up to three links are valid at the same
        time: while they are, no other is sent. Attempts are limited per network address.
        """
        await request_password_reset.asyncio_detailed(body=body, client=self.anonymous)

    async def confirm_password_reset(self, body: PasswordResetConfirmRequest) -> None:
        """Set a new password with a token.

        Sets a new password with the token of an e-mail, verifies the address that received it, and ends all
        sessions of the account: log in afterwards. Access tokens of these sessions may be accepted for up to 300
        more seconds. A token is valid for 30 minutes and can be used once; a change of the password or the address
        voids it.
        """
        await confirm_password_reset.asyncio_detailed(body=body, client=self.anonymous)

    async def logout_user(self) -> None:
        """Log out.

        Ends the session of the access token. The session's refresh token is revoked immediately; its access tokens
        may be accepted for up to 300 more seconds. Other sessions of the account stay open.
        """
        await logout_user.asyncio_detailed(client=self.client)

    async def list_sessions(self, *, limit: int | Unset = 20, page: str | Unset = UNSET) -> SessionPage:
        """List your sessions.

        Lists the signed-in user's open sessions, most recently opened first. A page may hold fewer than `limit`
        sessions even when more pages follow. Changes nothing.
        """
        return unwrap(SessionPage, await list_sessions.asyncio_detailed(limit=limit, page=page, client=self.client))

    def iterate_sessions(self, *, limit: int | Unset = 20) -> AsyncIterator[Session]:
        """Iterate over all items of `list_sessions`, page by page."""
        return every_item_async(
            "listSessions",
            SessionPage,
            lambda page: list_sessions.asyncio_detailed(limit=limit, page=page, client=self.client),
        )

    async def delete_session(self, id: str) -> None:
        """End a session.

        Ends one of the signed-in user's sessions, which may be the current one. The session's refresh token is
        revoked immediately; its access tokens may be accepted for up to 300 more seconds.
        """
        await delete_session.asyncio_detailed(id, client=self.client)

    async def get_current_user(self) -> User:
        """Get the signed-in user.

        Returns the account of the access token. Changes nothing.
        """
        return unwrap(User, await get_current_user.asyncio_detailed(client=self.client))

    async def list_products(
        self, *, category: str | Unset = UNSET, limit: int | Unset = 20, page: str | Unset = UNSET
    ) -> ProductPage:
        """List products.

        Lists the active products, newest first, optionally of one category. Unknown query parameters are ignored.
        Changes nothing.
        """
        return unwrap(
            ProductPage,
            await list_products.asyncio_detailed(category=category, limit=limit, page=page, client=self.anonymous),
        )

    def iterate_products(self, *, category: str | Unset = UNSET, limit: int | Unset = 20) -> AsyncIterator[Product]:
        """Iterate over all items of `list_products`, page by page."""
        return every_item_async(
            "listProducts",
            ProductPage,
            lambda page: list_products.asyncio_detailed(
                category=category, limit=limit, page=page, client=self.anonymous
            ),
        )

    async def create_product(self, body: ProductCreate, *, idempotency_key: str | None = None) -> Product:
        """Create a product.

        Adds a product to the catalogue. Defaults: `currency` is USD, `stock` is 0 and `isActive` is true. An
        inactive product is a draft that only admins see, under `/admin/products`. With an `Idempotency-Key`, a
        repeated request creates no second product: it returns the first response, even if the product has changed
        since.
        """
        return unwrap(
            Product,
            await create_product.asyncio_detailed(
                body=body, idempotency_key=new_key() if idempotency_key is None else idempotency_key, client=self.client
            ),
        )

    async def list_products_by_category(
        self, category: str, *, limit: int | Unset = 20, page: str | Unset = UNSET
    ) -> ProductPage:
        """List the products of a category.

        Lists a category's active products, newest first. An unknown category returns an empty list. Unknown query
        parameters are ignored. Changes nothing.
        """
        return unwrap(
            ProductPage,
            await list_products_by_category.asyncio_detailed(category, limit=limit, page=page, client=self.anonymous),
        )

    def iterate_products_by_category(self, category: str, *, limit: int | Unset = 20) -> AsyncIterator[Product]:
        """Iterate over all items of `list_products_by_category`, page by page."""
        return every_item_async(
            "listProductsByCategory",
            ProductPage,
            lambda page: list_products_by_category.asyncio_detailed(
                category, limit=limit, page=page, client=self.anonymous
            ),
        )

    async def get_product(self, id: str, *, if_none_match: str | Unset = UNSET) -> Product:
        """Get a product.

        Returns an active product. A deleted or inactive product returns 404. Unknown query parameters are ignored.
        Changes nothing.
        """
        return unwrap(
            Product, await get_product.asyncio_detailed(id, if_none_match=if_none_match, client=self.anonymous)
        )

    async def update_product(self, id: str, body: ProductUpdate, *, if_match: str | Unset = UNSET) -> Product:
        """Replace a product.

        Replaces the product's properties. A property that you omit gets the default of a new product, except
        `stock`, which keeps its value. A request that sets `stock` requires `If-Match`, so that an edit can't undo
        a sale; `If-Match: *` names no version and isn't enough. Set `stock` to correct it; to record deliveries and
        losses, adjust the stock instead. Inactive products can be updated, too; deleted ones can't.
        """
        return unwrap(
            Product, await update_product.asyncio_detailed(id, body=body, if_match=if_match, client=self.client)
        )

    async def delete_product(self, id: str) -> None:
        """Delete a product.

        Permanently removes a product, active or not, from the catalogue. Existing orders keep their lines. Deleting
        it again returns 404.
        """
        await delete_product.asyncio_detailed(id, client=self.client)

    async def list_stock_adjustments(
        self, id: str, *, limit: int | Unset = 20, page: str | Unset = UNSET
    ) -> StockAdjustmentPage:
        """List the stock adjustments of a product.

        Lists the adjustments of a product's stock, newest first, also after the product was deleted. Sales,
        cancelled orders and updates that set `stock` aren't adjustments. Changes nothing.
        """
        return unwrap(
            StockAdjustmentPage,
            await list_stock_adjustments.asyncio_detailed(id, limit=limit, page=page, client=self.client),
        )

    def iterate_stock_adjustments(self, id: str, *, limit: int | Unset = 20) -> AsyncIterator[StockAdjustment]:
        """Iterate over all items of `list_stock_adjustments`, page by page."""
        return every_item_async(
            "listStockAdjustments",
            StockAdjustmentPage,
            lambda page: list_stock_adjustments.asyncio_detailed(id, limit=limit, page=page, client=self.client),
        )

    async def create_stock_adjustment(
        self, id: str, body: StockAdjustmentCreate, *, idempotency_key: str | None = None
    ) -> StockAdjustment:
        """Adjust the stock of a product.

        Adds `change` to the stock of a product, active or not, and returns the new stock. Concurrent sales and
        adjustments all count: none is lost. The adjustment is kept. A repeated request with the same
        `Idempotency-Key` returns the first response and changes nothing.

        A change that would bring the stock below zero returns 409 with the available quantity, one that would bring
        it above 1,000,000 returns 409 without; neither has an effect. The first is stored with the key.
        """
        return unwrap(
            StockAdjustment,
            await create_stock_adjustment.asyncio_detailed(
                id,
                body=body,
                idempotency_key=new_key() if idempotency_key is None else idempotency_key,
                client=self.client,
            ),
        )

    async def create_image_upload(self, id: str, body: ImageUploadCreate) -> ImageUpload:
        """Create an image upload.

        Returns a presigned form for uploading the product's image. POST it to `url` as `multipart/form-data` before
        `expiresAt`: first every field of `fields`, then the file as `file`. The form accepts only the requested
        size and content type. It responds with 204 on success and with XML on an error. The product's `imageUrl` is
        set shortly after the upload; the most recent upload wins. The product may be inactive.
        """
        return unwrap(ImageUpload, await create_image_upload.asyncio_detailed(id, body=body, client=self.client))

    async def list_admin_products(self, *, limit: int | Unset = 20, page: str | Unset = UNSET) -> ProductPage:
        """List all products.

        Lists the active and the inactive products with their stock, newest first; deleted ones aren't listed. The
        list is read from an index that reflects changes within moments; its stock follows sales within seconds.
        Changes nothing.
        """
        return unwrap(
            ProductPage, await list_admin_products.asyncio_detailed(limit=limit, page=page, client=self.client)
        )

    def iterate_admin_products(self, *, limit: int | Unset = 20) -> AsyncIterator[Product]:
        """Iterate over all items of `list_admin_products`, page by page."""
        return every_item_async(
            "listAdminProducts",
            ProductPage,
            lambda page: list_admin_products.asyncio_detailed(limit=limit, page=page, client=self.client),
        )

    async def get_admin_product(self, id: str, *, if_none_match: str | Unset = UNSET) -> Product:
        """Get a product, active or not.

        Returns a product, active or not, with its current stock and ETag, never from a cache. A deleted product
        returns 404. Changes nothing.
        """
        return unwrap(
            Product, await get_admin_product.asyncio_detailed(id, if_none_match=if_none_match, client=self.client)
        )

    async def set_stock_rows(self, id: str, body: StockRowsUpdate) -> StockRows:
        """Set how many buyers at once a product's stock serves.

        Distributes the stock of a product over 1 to 64 rows, without changing it: a new product has one. A row
        serves some 50 sales a second, and 64 serve 3,000: set them before a flash sale, and back to 1 afterwards.
        Orders can be placed meanwhile, and each unit is sold once. Repeating the request changes nothing.
        """
        return unwrap(StockRows, await set_stock_rows.asyncio_detailed(id, body=body, client=self.client))

    async def get_cart(self) -> Cart:
        """Get your cart.

        Returns the signed-in user's cart with current names, prices and availability. A product with too little
        stock is `short`, a product that is no longer sold is `gone`. Changes nothing.
        """
        return unwrap(Cart, await get_cart.asyncio_detailed(client=self.client))

    async def clear_cart(self) -> None:
        """Clear your cart.

        Removes all items from the signed-in user's cart. Clearing an empty cart succeeds.
        """
        await clear_cart.asyncio_detailed(client=self.client)

    async def add_cart_item(self, body: CartItemCreate) -> Cart:
        """Add a product to your cart.

        Adds the quantity to what the cart already holds of the product. Adding reserves no stock: availability is
        checked when the order is placed. A cart holds up to 40 products of one currency, and up to 99 of each.
        Items that are `gone` don't count: they decide no currency, and the oldest leave a full cart. Adding a
        product whose own item is `gone` replaces that item.
        """
        return unwrap(Cart, await add_cart_item.asyncio_detailed(body=body, client=self.client))

    async def update_cart_item(self, item_id: str, body: CartItemUpdate) -> Cart:
        """Update a quantity in your cart.

        Sets the quantity of a product in the cart, without checking the stock. Returns 404 if the cart doesn't hold
        the product.
        """
        return unwrap(Cart, await update_cart_item.asyncio_detailed(item_id, body=body, client=self.client))

    async def remove_cart_item(self, item_id: str) -> None:
        """Remove a product from your cart.

        Removes a product from the cart, whatever its quantity. Returns 404 if the cart doesn't hold the product.
        """
        await remove_cart_item.asyncio_detailed(item_id, client=self.client)

    async def list_orders(
        self,
        *,
        status: OrderState | Unset = UNSET,
        from_: datetime.datetime | Unset = UNSET,
        to: datetime.datetime | Unset = UNSET,
        limit: int | Unset = 20,
        page: str | Unset = UNSET,
    ) -> OrderPage:
        """List orders.

        Lists the signed-in user's orders, newest first; an admin gets the orders of all users. With `status`, a
        page may hold fewer orders than `limit` even when more pages follow. The list of all orders is read from an
        index that reflects changes within moments. Changes nothing.
        """
        return unwrap(
            OrderPage,
            await list_orders.asyncio_detailed(
                status=status, from_=from_, to=to, limit=limit, page=page, client=self.client
            ),
        )

    def iterate_orders(
        self,
        *,
        status: OrderState | Unset = UNSET,
        from_: datetime.datetime | Unset = UNSET,
        to: datetime.datetime | Unset = UNSET,
        limit: int | Unset = 20,
    ) -> AsyncIterator[Order]:
        """Iterate over all items of `list_orders`, page by page."""
        return every_item_async(
            "listOrders",
            OrderPage,
            lambda page: list_orders.asyncio_detailed(
                status=status, from_=from_, to=to, limit=limit, page=page, client=self.client
            ),
        )

    async def create_order(self, body: OrderRequest, *, idempotency_key: str | None = None) -> Order:
        """Place an order.

        Takes the products out of stock, charges the payment method, and removes the ordered products from the cart,
        except those added in the meantime. The shop's prices apply. Lines with the same product are combined. The
        customer gets an e-mail when the order is paid. Stock is never oversold and the card is never charged twice,
        whatever fails.

        - **201**: the order is paid and `processing`. It is `cancelled` if it was cancelled in the meantime; the
          payment is then refunded.
        - **202**: the payment service didn't respond in time. The order is `pending` and is settled within minutes:
        it
          becomes `processing`, or `cancelled` without a charge.
        - **402**: the payment was declined. The order `orderId` is `cancelled`, its stock is released and the cart
        is
          unchanged.
        - **409**: too little stock, with every shortage in `shortages`; or products in two currencies; or an
        earlier
          request with this key is still in progress, with `Retry-After`.
        - **503**: a dependency is unavailable. Retry with the same key: the retry first undoes or completes this
          request, so that there is at most one order, charged once.

        201, 202, 402 and the 409 for shortages are stored with the key. The replay of a 202 returns the order's
        current state.
        """
        return unwrap(
            Order,
            await create_order.asyncio_detailed(
                body=body, idempotency_key=new_key() if idempotency_key is None else idempotency_key, client=self.client
            ),
        )

    async def get_order(self, id: str, *, if_none_match: str | Unset = UNSET) -> Order:
        """Get an order.

        Returns one of the signed-in user's orders; an admin can get any. Another user's order returns 404. Changes
        nothing.
        """
        return unwrap(Order, await get_order.asyncio_detailed(id, if_none_match=if_none_match, client=self.client))

    async def cancel_order(self, id: str) -> Order:
        """Cancel an order.

        Cancels a `pending` or `processing` order of the signed-in user; an admin can cancel any. The stock is
        released, a payment is refunded once, and the customer gets an e-mail if the order had been paid. An order
        that is already cancelled is returned unchanged.
        """
        return unwrap(Order, await cancel_order.asyncio_detailed(id, client=self.client))

    async def get_order_status(self, id: str) -> OrderStatus:
        """Get an order's status.

        Returns the order's status and the actions that the caller may take. Another user's order returns 404.
        Changes nothing.
        """
        return unwrap(OrderStatus, await get_order_status.asyncio_detailed(id, client=self.client))

    async def update_order_status(self, id: str, body: OrderStatusUpdate) -> OrderStatus:
        """Update an order's status.

        Moves an order from `processing` to `completed`, or from `pending` or `processing` to `cancelled`, with the
        same effects as cancelling it. Setting the current status changes nothing. Only a payment moves an order to
        `processing`. The customer gets an e-mail if the order had been paid.
        """
        return unwrap(OrderStatus, await update_order_status.asyncio_detailed(id, body=body, client=self.client))

    async def get_profile(self, *, if_none_match: str | Unset = UNSET) -> User:
        """Get your profile.

        Returns the signed-in user's profile with its ETag. Changes nothing.
        """
        return unwrap(User, await get_profile.asyncio_detailed(if_none_match=if_none_match, client=self.client))

    async def update_profile(self, body: ProfileUpdate, *, if_match: str | Unset = UNSET) -> User:
        """Update your profile.

        Replaces the signed-in user's names. With `If-Match`, only if the profile hasn't changed since it was read.
        """
        return unwrap(User, await update_profile.asyncio_detailed(body=body, if_match=if_match, client=self.client))

    async def change_password(self, body: PasswordChange) -> TokenPair:
        """Change your password.

        Sets a new password, ends all other sessions of the account, and returns new tokens for the current session,
        whose earlier refresh token is revoked. Access tokens of the other sessions may be accepted for up to 300
        more seconds. A wrong current password counts as a failed login: after too many, further attempts return 429
        for a while.
        """
        return unwrap(TokenPair, await change_password.asyncio_detailed(body=body, client=self.client))

    async def create_mfa_enrolment(self) -> MfaEnrolment:
        """Begin the enrolment of a second factor.

        Returns a new secret for an authenticator app (TOTP, RFC 6238: six digits, SHA-1, 30 seconds), which
        replaces one that wasn't confirmed. Logins require it once `POST /users/mfa/confirm` has confirmed it. The
        account's address must be verified. After an operator has removed a second factor, the password must be
        reset first.
        """
        return unwrap(MfaEnrolment, await create_mfa_enrolment.asyncio_detailed(client=self.client))

    async def confirm_mfa_enrolment(self, body: MfaConfirmRequest) -> MfaRecovery:
        """Confirm the enrolment of a second factor.

        Confirms the secret with a code of the authenticator app. From then on each login requires the second
        factor. All other sessions of the account end, because they were opened without it; this one stays. Returns
        ten recovery codes, which are shown once; each can be used once in place of a code. An admin who had to
        enrol refreshes the session, and may then call all operations.
        """
        return unwrap(MfaRecovery, await confirm_mfa_enrolment.asyncio_detailed(body=body, client=self.client))

    async def remove_mfa(self, body: MfaRemovalRequest) -> None:
        """Remove the second factor.

        Removes the second factor with the current password and a code of the authenticator app, or a recovery code.
        Logins require only the password from then on. A wrong password counts as a failed login, a wrong code as
        one of a login with a second factor. It is a POST, because the body of a DELETE has no defined meaning in
        HTTP.
        """
        await remove_mfa.asyncio_detailed(body=body, client=self.client)

    async def change_email(self, body: EmailChange) -> None:
        """Request a change of your e-mail address.

        Sends an e-mail with a link to the new address, whose owner confirms the change with `POST
        /users/email/confirm`. Until then nothing changes. The response doesn't reveal whether another account has
        the address: if one has, no link is sent, and the address's owner gets a notice. An account changes its
        address at most 5 times in 7 days. A wrong current password counts as a failed login: after too many,
        further attempts return 429 for a while. Requests are limited per network address.
        """
        await change_email.asyncio_detailed(body=body, client=self.client)

    async def confirm_email_change(self, body: EmailChangeConfirmRequest) -> None:
        """Confirm a change of an e-mail address.

        Changes the address of an account with the token of an e-mail to its new address. Log in with the new
        address from then on; sessions stay. The old address gets a notice with a link that undoes the change, and
        stays reserved for 7 days. A token is valid for 24 hours and can be used once; a change of the password or
        the address voids it.
        """
        await confirm_email_change.asyncio_detailed(body=body, client=self.anonymous)

    async def undo_email_change(self, body: EmailChangeUndoRequest) -> None:
        """Undo a change of an e-mail address.

        Restores the address that an account had before a change, with the token of the notice to that address, and
        ends all sessions: reset the password afterwards. Access tokens of these sessions may be accepted for up to
        300 more seconds. A token is valid for 7 days, whatever else changes in the account, and can be used once;
        it also undoes later changes of the address.
        """
        await undo_email_change.asyncio_detailed(body=body, client=self.anonymous)

    async def request_deletion(self, body: DeletionRequest) -> None:
        """Request the deletion of your account.

        Ends all sessions of the account, and lets it be erased after 30 days: until then nobody can log in, its
        address stays taken, and the token of the e-mail about it takes the request back with `POST
        /users/deletion/undo`. Afterwards the profile, the cart and all other personal data are gone; orders keep
        their lines and amounts, and of their address only the country. An order that is pending or in processing
        delays the erasure. Access tokens may be accepted for reads for up to 300 more seconds. The last active
        admin's account can't be deleted: 409. A wrong current password counts as a failed login: after too many,
        further attempts return 429 for a while.
        """
        await request_deletion.asyncio_detailed(body=body, client=self.client)

    async def undo_deletion(self, body: DeletionUndoRequest) -> None:
        """Take the request to delete an account back.

        Keeps an account whose deletion was requested, with the token of the e-mail about it: log in again
        afterwards. A token is valid until the account is due to be erased, whatever else changes in the account,
        and can be used once.
        """
        await undo_deletion.asyncio_detailed(body=body, client=self.anonymous)

    async def get_data_export(self) -> DataExportLink:
        """Get a link to the copy of your data.

        Returns a URL that downloads the account's latest export for 5 minutes, without a token: a JSON file in the
        format of `data-export.schema.json`, a JSON Schema in the documentation. Returns 404 until the export is
        written, and 24 hours after. Changes nothing.
        """
        return unwrap(DataExportLink, await get_data_export.asyncio_detailed(client=self.client))

    async def request_data_export(self) -> None:
        """Request a copy of your data.

        Writes a file with everything that is kept about the account, and then sends an e-mail with a link to a page
        that downloads it after a login. The address must be verified. An account requests one export in 24 hours:
        further requests return 429. The file is kept for 24 hours.
        """
        await request_data_export.asyncio_detailed(client=self.client)

    async def list_users(
        self,
        *,
        email: str | Unset = UNSET,
        status: UserStatus | Unset = UNSET,
        limit: int | Unset = 20,
        page: str | Unset = UNSET,
    ) -> AccountPage:
        """List the accounts.

        Lists all accounts, newest first, or those with a status: `unverified` until the address is confirmed,
        `disabled` by an admin, `deleting` for 30 days after a request for its deletion, otherwise `active`. The
        list is read from an index that reflects changes within moments. With `email`, the one account with exactly
        this address, current. Changes nothing.
        """
        return unwrap(
            AccountPage,
            await list_users.asyncio_detailed(email=email, status=status, limit=limit, page=page, client=self.client),
        )

    def iterate_users(
        self, *, email: str | Unset = UNSET, status: UserStatus | Unset = UNSET, limit: int | Unset = 20
    ) -> AsyncIterator[Account]:
        """Iterate over all items of `list_users`, page by page."""
        return every_item_async(
            "listUsers",
            AccountPage,
            lambda page: list_users.asyncio_detailed(
                email=email, status=status, limit=limit, page=page, client=self.client
            ),
        )

    async def get_user(self, id: str) -> Account:
        """Get an account.

        Returns an account, current. Changes nothing.
        """
        return unwrap(Account, await get_user.asyncio_detailed(id, client=self.client))

    async def set_user_role(self, id: str, body: UserRoleUpdate) -> Account:
        """Set the role of an account.

        Makes an account an admin, whose address then counts as verified, or a customer. The role counts at once for
        what only an admin may do, otherwise within 300 seconds. The last active admin keeps the role: 409.
        Repeating the request changes nothing.
        """
        return unwrap(Account, await set_user_role.asyncio_detailed(id, body=body, client=self.client))

    async def disable_user(self, id: str) -> None:
        """Disable an account.

        Disables an account and ends its sessions; its orders and its cart are kept. Nobody can log in to it until
        an admin enables it: a verification or a new password doesn't. The tokens of its e-mails become void. The
        account changes nothing from now on; its access tokens may be accepted for reads for up to 300 more seconds.
        The last active admin can't be disabled: 409. Repeating the request changes nothing.
        """
        await disable_user.asyncio_detailed(id, client=self.client)

    async def enable_user(self, id: str) -> None:
        """Enable an account.

        Enables a disabled account: its owner can log in again. Repeating the request changes nothing.
        """
        await enable_user.asyncio_detailed(id, client=self.client)

    async def delete_user_sessions(self, id: str) -> None:
        """End the sessions of an account.

        Ends all sessions of an account, and voids the tokens of its e-mails. Its refresh tokens are revoked
        immediately; its access tokens may be accepted for up to 300 more seconds.
        """
        await delete_user_sessions.asyncio_detailed(id, client=self.client)

    async def list_audit_entries(
        self,
        *,
        actor: str | Unset = UNSET,
        target: str | Unset = UNSET,
        from_: datetime.datetime | Unset = UNSET,
        to: datetime.datetime | Unset = UNSET,
        limit: int | Unset = 20,
        page: str | Unset = UNSET,
    ) -> AuditPage:
        """List the entries of the audit.

        Lists who changed what, newest first: what admins and operators do to accounts, products, prices, stock and
        orders, and the security events of all accounts, such as a new password. An entry is written together with
        its change, once, and is kept for 400 days. Nothing changes or deletes it. It contains no passwords, tokens
        or personal data: of such a field only the name. With `target`, the list is current; otherwise it is read
        from an index that reflects changes within moments. With `actor` and `target`, a page may hold fewer entries
        than `limit` even when more pages follow. Changes nothing.
        """
        return unwrap(
            AuditPage,
            await list_audit_entries.asyncio_detailed(
                actor=actor, target=target, from_=from_, to=to, limit=limit, page=page, client=self.client
            ),
        )

    def iterate_audit_entries(
        self,
        *,
        actor: str | Unset = UNSET,
        target: str | Unset = UNSET,
        from_: datetime.datetime | Unset = UNSET,
        to: datetime.datetime | Unset = UNSET,
        limit: int | Unset = 20,
    ) -> AsyncIterator[AuditEntry]:
        """Iterate over all items of `list_audit_entries`, page by page."""
        return every_item_async(
            "listAuditEntries",
            AuditPage,
            lambda page: list_audit_entries.asyncio_detailed(
                actor=actor, target=target, from_=from_, to=to, limit=limit, page=page, client=self.client
            ),
        )

    async def get_health(self) -> Health:
        """Check the health of the service.

        Returns 200 as soon as the service can run code. Dependencies aren't checked. Changes nothing.
        """
        return unwrap(Health, await get_health.asyncio_detailed(client=self.anonymous))

    async def get_contract(self) -> Contract:
        """Get this contract.

        Returns this document as JSON. Changes nothing.
        """
        return unwrap(Contract, await get_contract.asyncio_detailed(client=self.anonymous))
