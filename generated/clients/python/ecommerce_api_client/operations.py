# Written by codegen from openapi.yaml: change that, then `make sdk-generate`.
"""Every operation of the contract as a method that answers its model, or raises `ShopProblem`."""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Iterator

from .api.auth import delete_session, get_current_user, list_sessions, login_user, logout_user, register_user
from .api.cart import add_cart_item, clear_cart, get_cart, remove_cart_item, update_cart_item
from .api.meta import get_contract, get_health
from .api.orders import cancel_order, create_order, get_order, get_order_status, list_orders, update_order_status
from .api.products import (
    create_image_upload,
    create_product,
    delete_product,
    get_product,
    list_products,
    list_products_by_category,
    update_product,
)
from .api.users import change_password, get_profile, update_profile
from .client import AuthenticatedClient, Client
from .models.cart import Cart
from .models.cart_item_create import CartItemCreate
from .models.cart_item_update import CartItemUpdate
from .models.contract import Contract
from .models.health import Health
from .models.image_upload import ImageUpload
from .models.image_upload_create import ImageUploadCreate
from .models.login_request import LoginRequest
from .models.order import Order
from .models.order_page import OrderPage
from .models.order_request import OrderRequest
from .models.order_state import OrderState
from .models.order_status import OrderStatus
from .models.order_status_update import OrderStatusUpdate
from .models.password_change import PasswordChange
from .models.product import Product
from .models.product_create import ProductCreate
from .models.product_page import ProductPage
from .models.product_update import ProductUpdate
from .models.profile_update import ProfileUpdate
from .models.register_request import RegisterRequest
from .models.session import Session
from .models.session_page import SessionPage
from .models.token_pair import TokenPair
from .models.user import User
from .runtime.answers import answered, new_key
from .runtime.pages import every_item, every_item_async
from .types import UNSET, Unset


class Operations:
    """The contract's operations; an answer that is no success is raised."""

    def __init__(self, client: AuthenticatedClient, anonymous: Client) -> None:
        self.client = client
        """For the functions in `api`, which also answer headers: it signs in and retries like these methods."""
        self.anonymous = anonymous
        """The same, without signing."""

    def register_user(self, body: RegisterRequest) -> User:
        """Register a customer account.

        Creates an account with the role `customer`. The address is taken in its folded form, and one address is one
        account. It signs nobody in: log in next. Only so many attempts are taken from one network address in a
        while.
        """
        return answered(User, register_user.sync_detailed(body=body, client=self.anonymous))

    def login_user(self, body: LoginRequest) -> TokenPair:
        """Log in.

        Opens a session and answers its tokens. An unknown address and a wrong password are answered alike. The
        access token lasts 24 hours, the refresh token 7 days. After too many failures from one network address, of
        one account or in all, nothing more is tried from there for a while: 429.
        """
        return answered(TokenPair, login_user.sync_detailed(body=body, client=self.anonymous))

    def logout_user(self) -> None:
        """Log out.

        Ends the session that the access token belongs to. Its refresh token is no good from now on; its access
        tokens may still be let in for up to 300 seconds. The account's other sessions go on.
        """
        logout_user.sync_detailed(client=self.client)

    def list_sessions(self, *, limit: int | Unset = 20, page: str | Unset = UNSET) -> SessionPage:
        """List your sessions.

        Lists the sessions of the signed-in user that have not ended, the last opened first. A page may hold fewer
        than `limit`, and yet be followed by another. Changes nothing.
        """
        return answered(SessionPage, list_sessions.sync_detailed(limit=limit, page=page, client=self.client))

    def iterate_sessions(self, *, limit: int | Unset = 20) -> Iterator[Session]:
        """Go through all that `list_sessions` lists, page after page."""
        return every_item(lambda page: self.list_sessions(limit=limit, page=page))

    def delete_session(self, id: str) -> None:
        """End a session.

        Ends a session of the signed-in user, the one that asks or another. Its refresh token is no good from now
        on; its access tokens may still be let in for up to 300 seconds.
        """
        delete_session.sync_detailed(id, client=self.client)

    def get_current_user(self) -> User:
        """Get the signed-in user.

        Answers the account that the access token belongs to. Changes nothing.
        """
        return answered(User, get_current_user.sync_detailed(client=self.client))

    def list_products(
        self, *, category: str | Unset = UNSET, limit: int | Unset = 20, page: str | Unset = UNSET
    ) -> ProductPage:
        """List products.

        Lists the active products, newest first, of one category if asked. Changes nothing.
        """
        return answered(
            ProductPage, list_products.sync_detailed(category=category, limit=limit, page=page, client=self.anonymous)
        )

    def iterate_products(self, *, category: str | Unset = UNSET, limit: int | Unset = 20) -> Iterator[Product]:
        """Go through all that `list_products` lists, page after page."""
        return every_item(lambda page: self.list_products(category=category, limit=limit, page=page))

    def create_product(self, body: ProductCreate) -> Product:
        """Create a product.

        Adds a product to the catalogue. Left out: `currency` is USD, `stock` is 0 and `isActive` is true. An
        inactive product is in no list and can't be read: keep its id.
        """
        return answered(Product, create_product.sync_detailed(body=body, client=self.client))

    def list_products_by_category(
        self, category: str, *, limit: int | Unset = 20, page: str | Unset = UNSET
    ) -> ProductPage:
        """List the products of a category.

        Lists a category's active products, newest first. An unknown category is an empty list. Changes nothing.
        """
        return answered(
            ProductPage,
            list_products_by_category.sync_detailed(category, limit=limit, page=page, client=self.anonymous),
        )

    def iterate_products_by_category(self, category: str, *, limit: int | Unset = 20) -> Iterator[Product]:
        """Go through all that `list_products_by_category` lists, page after page."""
        return every_item(lambda page: self.list_products_by_category(category, limit=limit, page=page))

    def get_product(self, id: str) -> Product:
        """Get a product.

        Answers an active product. One that was deleted or is inactive is not found. Changes nothing.
        """
        return answered(Product, get_product.sync_detailed(id, client=self.anonymous))

    def update_product(self, id: str, body: ProductUpdate, *, if_match: str | Unset = UNSET) -> Product:
        """Replace a product.

        Replaces what describes the product; what is left out falls back as in a new one. Only `stock` stays as it
        is when left out, and asks for `If-Match` when given, so that an edit never undoes a sale. An inactive
        product is in no list and can't be read: keep its id, by which it can be updated. A deleted one can't.
        `If-Match: *` names no version, and is not enough for a stock.
        """
        return answered(Product, update_product.sync_detailed(id, body=body, if_match=if_match, client=self.client))

    def delete_product(self, id: str) -> None:
        """Delete a product.

        Takes a product, active or not, out of the catalogue for good. Orders that hold it keep their lines.
        Deleting it again is a 404.
        """
        delete_product.sync_detailed(id, client=self.client)

    def create_image_upload(self, id: str, body: ImageUploadCreate) -> ImageUpload:
        """Ask for an image upload.

        Answers a form to upload the product's picture with: POST it to `url` as `multipart/form-data`, every field
        of `fields` first and the file last, as `file`, before `expiresAt`. The form takes exactly the size and type
        that were asked for: it answers 204 when it has the file, and XML when something is wrong. The product's
        `imageUrl` is set soon after; the newest picture stays. An inactive product is not found, here as elsewhere.
        """
        return answered(ImageUpload, create_image_upload.sync_detailed(id, body=body, client=self.client))

    def get_cart(self) -> Cart:
        """Get your cart.

        Answers the signed-in user's cart with today's names, prices and availability. A product that ran short or
        is gone is shown as such. Changes nothing.
        """
        return answered(Cart, get_cart.sync_detailed(client=self.client))

    def clear_cart(self) -> None:
        """Clear your cart.

        Takes everything out of the signed-in user's cart. An empty cart stays empty.
        """
        clear_cart.sync_detailed(client=self.client)

    def add_cart_item(self, body: CartItemCreate) -> Cart:
        """Add a product to your cart.

        Adds to what the cart holds of the product already. Nothing is set aside: whether there is enough is seen
        when the order is placed. A cart holds up to 40 products of one currency, and up to 99 of each.
        """
        return answered(Cart, add_cart_item.sync_detailed(body=body, client=self.client))

    def update_cart_item(self, item_id: str, body: CartItemUpdate) -> Cart:
        """Change a quantity in your cart.

        Sets how many of a product the cart holds, whether there are as many or not. One that isn't in it is a 404.
        """
        return answered(Cart, update_cart_item.sync_detailed(item_id, body=body, client=self.client))

    def remove_cart_item(self, item_id: str) -> None:
        """Take a product out of your cart.

        Takes a product out of the cart, all of it. One that isn't in it is a 404.
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

        Lists the signed-in user's orders, or everybody's to an admin, newest first. Where a status is asked for, a
        page may hold fewer orders than `limit`, and yet be followed by another. Everybody's are read from an index,
        which follows a change within moments. Changes nothing.
        """
        return answered(
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
        """Go through all that `list_orders` lists, page after page."""
        return every_item(lambda page: self.list_orders(status=status, from_=from_, to=to, limit=limit, page=page))

    def create_order(self, body: OrderRequest, *, idempotency_key: str | None = None) -> Order:
        """Place an order.

        Takes the products out of stock, charges the payment method, and takes the products out of the cart, but for
        those that were put there since. Prices and total are the shop's; lines of one product are added up. Once it
        is paid for, an e-mail follows. Nothing is sold that isn't there, and nothing is charged twice, whatever
        fails.

        - **201**: paid, `processing`; or `cancelled`, if somebody cancelled it in the meantime: what was paid is
        refunded.
        - **202**: the payment service didn't answer in time. The order is `pending` and is settled within minutes:
        it is
          then `processing`, or `cancelled` and not charged.
        - **402**: declined. The order of `orderId` is `cancelled`, the stock is back, the cart is as it was.
        - **409**: too little stock, with every shortage in `shortages`; or two currencies; or a request with this
        key is
          still at work, with `Retry-After`.
        - **503**: something doesn't answer. Send it again with its key: what is left of this request is undone or
          finished first, so there will be one order, paid for once.

        201, 202, 402 and a 409 for shortages are kept with the key; a 202's replay shows the order as it is by
        then.
        """
        return answered(
            Order,
            create_order.sync_detailed(body=body, idempotency_key=idempotency_key or new_key(), client=self.client),
        )

    def get_order(self, id: str) -> Order:
        """Get an order.

        Answers an order of the signed-in user, or any to an admin. Another user's is not found. Changes nothing.
        """
        return answered(Order, get_order.sync_detailed(id, client=self.client))

    def cancel_order(self, id: str) -> Order:
        """Cancel an order.

        Cancels an order that is `pending` or `processing`, of the signed-in user or, to an admin, of anybody: its
        stock is given back, what was paid is refunded, once, and an e-mail follows if it had been placed. One that
        is cancelled already is answered as it is.
        """
        return answered(Order, cancel_order.sync_detailed(id, client=self.client))

    def get_order_status(self, id: str) -> OrderStatus:
        """Get an order's status.

        Answers what became of an order, and what may be done with it; another user's is not found. Changes nothing.
        """
        return answered(OrderStatus, get_order_status.sync_detailed(id, client=self.client))

    def update_order_status(self, id: str, body: OrderStatusUpdate) -> OrderStatus:
        """Change an order's status.

        Moves an order: from `processing` to `completed`, or from `pending` or `processing` to `cancelled`, which
        does all that cancelling does. To the status that it has, it changes nothing. Only a payment makes an order
        `processing`. An e-mail follows if it had been paid for.
        """
        return answered(OrderStatus, update_order_status.sync_detailed(id, body=body, client=self.client))

    def get_profile(self) -> User:
        """Get your profile.

        Answers the signed-in user's profile with its ETag. Changes nothing.
        """
        return answered(User, get_profile.sync_detailed(client=self.client))

    def update_profile(self, body: ProfileUpdate, *, if_match: str | Unset = UNSET) -> User:
        """Update your profile.

        Replaces the signed-in user's names. With `If-Match`, only if nobody changed them since.
        """
        return answered(User, update_profile.sync_detailed(body=body, if_match=if_match, client=self.client))

    def change_password(self, body: PasswordChange) -> None:
        """Change your password.

        Sets a new password and ends every other session of the account; their access tokens may still be let in for
        up to 300 seconds. The session that asks goes on.
        """
        change_password.sync_detailed(body=body, client=self.client)

    def get_health(self) -> Health:
        """Ask whether the service answers.

        Answers as soon as the service can run code, and asks nothing of what it depends on. Changes nothing.
        """
        return answered(Health, get_health.sync_detailed(client=self.anonymous))

    def get_contract(self) -> Contract:
        """Get this contract.

        Answers this very document as JSON. Changes nothing.
        """
        return answered(Contract, get_contract.sync_detailed(client=self.anonymous))


class AsyncOperations:
    """The contract's operations for asyncio and trio; an answer that is no success is raised."""

    def __init__(self, client: AuthenticatedClient, anonymous: Client) -> None:
        self.client = client
        """For the functions in `api`, which also answer headers: it signs in and retries like these methods."""
        self.anonymous = anonymous
        """The same, without signing."""

    async def register_user(self, body: RegisterRequest) -> User:
        """Register a customer account.

        Creates an account with the role `customer`. The address is taken in its folded form, and one address is one
        account. It signs nobody in: log in next. Only so many attempts are taken from one network address in a
        while.
        """
        return answered(User, await register_user.asyncio_detailed(body=body, client=self.anonymous))

    async def login_user(self, body: LoginRequest) -> TokenPair:
        """Log in.

        Opens a session and answers its tokens. An unknown address and a wrong password are answered alike. The
        access token lasts 24 hours, the refresh token 7 days. After too many failures from one network address, of
        one account or in all, nothing more is tried from there for a while: 429.
        """
        return answered(TokenPair, await login_user.asyncio_detailed(body=body, client=self.anonymous))

    async def logout_user(self) -> None:
        """Log out.

        Ends the session that the access token belongs to. Its refresh token is no good from now on; its access
        tokens may still be let in for up to 300 seconds. The account's other sessions go on.
        """
        await logout_user.asyncio_detailed(client=self.client)

    async def list_sessions(self, *, limit: int | Unset = 20, page: str | Unset = UNSET) -> SessionPage:
        """List your sessions.

        Lists the sessions of the signed-in user that have not ended, the last opened first. A page may hold fewer
        than `limit`, and yet be followed by another. Changes nothing.
        """
        return answered(SessionPage, await list_sessions.asyncio_detailed(limit=limit, page=page, client=self.client))

    def iterate_sessions(self, *, limit: int | Unset = 20) -> AsyncIterator[Session]:
        """Go through all that `list_sessions` lists, page after page."""
        return every_item_async(lambda page: self.list_sessions(limit=limit, page=page))

    async def delete_session(self, id: str) -> None:
        """End a session.

        Ends a session of the signed-in user, the one that asks or another. Its refresh token is no good from now
        on; its access tokens may still be let in for up to 300 seconds.
        """
        await delete_session.asyncio_detailed(id, client=self.client)

    async def get_current_user(self) -> User:
        """Get the signed-in user.

        Answers the account that the access token belongs to. Changes nothing.
        """
        return answered(User, await get_current_user.asyncio_detailed(client=self.client))

    async def list_products(
        self, *, category: str | Unset = UNSET, limit: int | Unset = 20, page: str | Unset = UNSET
    ) -> ProductPage:
        """List products.

        Lists the active products, newest first, of one category if asked. Changes nothing.
        """
        return answered(
            ProductPage,
            await list_products.asyncio_detailed(category=category, limit=limit, page=page, client=self.anonymous),
        )

    def iterate_products(self, *, category: str | Unset = UNSET, limit: int | Unset = 20) -> AsyncIterator[Product]:
        """Go through all that `list_products` lists, page after page."""
        return every_item_async(lambda page: self.list_products(category=category, limit=limit, page=page))

    async def create_product(self, body: ProductCreate) -> Product:
        """Create a product.

        Adds a product to the catalogue. Left out: `currency` is USD, `stock` is 0 and `isActive` is true. An
        inactive product is in no list and can't be read: keep its id.
        """
        return answered(Product, await create_product.asyncio_detailed(body=body, client=self.client))

    async def list_products_by_category(
        self, category: str, *, limit: int | Unset = 20, page: str | Unset = UNSET
    ) -> ProductPage:
        """List the products of a category.

        Lists a category's active products, newest first. An unknown category is an empty list. Changes nothing.
        """
        return answered(
            ProductPage,
            await list_products_by_category.asyncio_detailed(category, limit=limit, page=page, client=self.anonymous),
        )

    def iterate_products_by_category(self, category: str, *, limit: int | Unset = 20) -> AsyncIterator[Product]:
        """Go through all that `list_products_by_category` lists, page after page."""
        return every_item_async(lambda page: self.list_products_by_category(category, limit=limit, page=page))

    async def get_product(self, id: str) -> Product:
        """Get a product.

        Answers an active product. One that was deleted or is inactive is not found. Changes nothing.
        """
        return answered(Product, await get_product.asyncio_detailed(id, client=self.anonymous))

    async def update_product(self, id: str, body: ProductUpdate, *, if_match: str | Unset = UNSET) -> Product:
        """Replace a product.

        Replaces what describes the product; what is left out falls back as in a new one. Only `stock` stays as it
        is when left out, and asks for `If-Match` when given, so that an edit never undoes a sale. An inactive
        product is in no list and can't be read: keep its id, by which it can be updated. A deleted one can't.
        `If-Match: *` names no version, and is not enough for a stock.
        """
        return answered(
            Product, await update_product.asyncio_detailed(id, body=body, if_match=if_match, client=self.client)
        )

    async def delete_product(self, id: str) -> None:
        """Delete a product.

        Takes a product, active or not, out of the catalogue for good. Orders that hold it keep their lines.
        Deleting it again is a 404.
        """
        await delete_product.asyncio_detailed(id, client=self.client)

    async def create_image_upload(self, id: str, body: ImageUploadCreate) -> ImageUpload:
        """Ask for an image upload.

        Answers a form to upload the product's picture with: POST it to `url` as `multipart/form-data`, every field
        of `fields` first and the file last, as `file`, before `expiresAt`. The form takes exactly the size and type
        that were asked for: it answers 204 when it has the file, and XML when something is wrong. The product's
        `imageUrl` is set soon after; the newest picture stays. An inactive product is not found, here as elsewhere.
        """
        return answered(ImageUpload, await create_image_upload.asyncio_detailed(id, body=body, client=self.client))

    async def get_cart(self) -> Cart:
        """Get your cart.

        Answers the signed-in user's cart with today's names, prices and availability. A product that ran short or
        is gone is shown as such. Changes nothing.
        """
        return answered(Cart, await get_cart.asyncio_detailed(client=self.client))

    async def clear_cart(self) -> None:
        """Clear your cart.

        Takes everything out of the signed-in user's cart. An empty cart stays empty.
        """
        await clear_cart.asyncio_detailed(client=self.client)

    async def add_cart_item(self, body: CartItemCreate) -> Cart:
        """Add a product to your cart.

        Adds to what the cart holds of the product already. Nothing is set aside: whether there is enough is seen
        when the order is placed. A cart holds up to 40 products of one currency, and up to 99 of each.
        """
        return answered(Cart, await add_cart_item.asyncio_detailed(body=body, client=self.client))

    async def update_cart_item(self, item_id: str, body: CartItemUpdate) -> Cart:
        """Change a quantity in your cart.

        Sets how many of a product the cart holds, whether there are as many or not. One that isn't in it is a 404.
        """
        return answered(Cart, await update_cart_item.asyncio_detailed(item_id, body=body, client=self.client))

    async def remove_cart_item(self, item_id: str) -> None:
        """Take a product out of your cart.

        Takes a product out of the cart, all of it. One that isn't in it is a 404.
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

        Lists the signed-in user's orders, or everybody's to an admin, newest first. Where a status is asked for, a
        page may hold fewer orders than `limit`, and yet be followed by another. Everybody's are read from an index,
        which follows a change within moments. Changes nothing.
        """
        return answered(
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
        """Go through all that `list_orders` lists, page after page."""
        return every_item_async(
            lambda page: self.list_orders(status=status, from_=from_, to=to, limit=limit, page=page)
        )

    async def create_order(self, body: OrderRequest, *, idempotency_key: str | None = None) -> Order:
        """Place an order.

        Takes the products out of stock, charges the payment method, and takes the products out of the cart, but for
        those that were put there since. Prices and total are the shop's; lines of one product are added up. Once it
        is paid for, an e-mail follows. Nothing is sold that isn't there, and nothing is charged twice, whatever
        fails.

        - **201**: paid, `processing`; or `cancelled`, if somebody cancelled it in the meantime: what was paid is
        refunded.
        - **202**: the payment service didn't answer in time. The order is `pending` and is settled within minutes:
        it is
          then `processing`, or `cancelled` and not charged.
        - **402**: declined. The order of `orderId` is `cancelled`, the stock is back, the cart is as it was.
        - **409**: too little stock, with every shortage in `shortages`; or two currencies; or a request with this
        key is
          still at work, with `Retry-After`.
        - **503**: something doesn't answer. Send it again with its key: what is left of this request is undone or
          finished first, so there will be one order, paid for once.

        201, 202, 402 and a 409 for shortages are kept with the key; a 202's replay shows the order as it is by
        then.
        """
        return answered(
            Order,
            await create_order.asyncio_detailed(
                body=body, idempotency_key=idempotency_key or new_key(), client=self.client
            ),
        )

    async def get_order(self, id: str) -> Order:
        """Get an order.

        Answers an order of the signed-in user, or any to an admin. Another user's is not found. Changes nothing.
        """
        return answered(Order, await get_order.asyncio_detailed(id, client=self.client))

    async def cancel_order(self, id: str) -> Order:
        """Cancel an order.

        Cancels an order that is `pending` or `processing`, of the signed-in user or, to an admin, of anybody: its
        stock is given back, what was paid is refunded, once, and an e-mail follows if it had been placed. One that
        is cancelled already is answered as it is.
        """
        return answered(Order, await cancel_order.asyncio_detailed(id, client=self.client))

    async def get_order_status(self, id: str) -> OrderStatus:
        """Get an order's status.

        Answers what became of an order, and what may be done with it; another user's is not found. Changes nothing.
        """
        return answered(OrderStatus, await get_order_status.asyncio_detailed(id, client=self.client))

    async def update_order_status(self, id: str, body: OrderStatusUpdate) -> OrderStatus:
        """Change an order's status.

        Moves an order: from `processing` to `completed`, or from `pending` or `processing` to `cancelled`, which
        does all that cancelling does. To the status that it has, it changes nothing. Only a payment makes an order
        `processing`. An e-mail follows if it had been paid for.
        """
        return answered(OrderStatus, await update_order_status.asyncio_detailed(id, body=body, client=self.client))

    async def get_profile(self) -> User:
        """Get your profile.

        Answers the signed-in user's profile with its ETag. Changes nothing.
        """
        return answered(User, await get_profile.asyncio_detailed(client=self.client))

    async def update_profile(self, body: ProfileUpdate, *, if_match: str | Unset = UNSET) -> User:
        """Update your profile.

        Replaces the signed-in user's names. With `If-Match`, only if nobody changed them since.
        """
        return answered(User, await update_profile.asyncio_detailed(body=body, if_match=if_match, client=self.client))

    async def change_password(self, body: PasswordChange) -> None:
        """Change your password.

        Sets a new password and ends every other session of the account; their access tokens may still be let in for
        up to 300 seconds. The session that asks goes on.
        """
        await change_password.asyncio_detailed(body=body, client=self.client)

    async def get_health(self) -> Health:
        """Ask whether the service answers.

        Answers as soon as the service can run code, and asks nothing of what it depends on. Changes nothing.
        """
        return answered(Health, await get_health.asyncio_detailed(client=self.anonymous))

    async def get_contract(self) -> Contract:
        """Get this contract.

        Answers this very document as JSON. Changes nothing.
        """
        return answered(Contract, await get_contract.asyncio_detailed(client=self.anonymous))
