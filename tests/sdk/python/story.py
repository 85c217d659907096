"""Use every feature of the Python client: python story.py STOREFRONT PARTNER

Each step prints its result as a line of JSON. STORY_EXPIRED_TOKEN is an expired access token, STORY_PARTNER_KEY an API
key with a low rate limit.
"""

import asyncio
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from ecommerce_api_client import AsyncShop, OutcomeUnknown, Shop, ShopProblem
from ecommerce_api_client.models import (
    CartItemCreate,
    LoginRequest,
    OrderItemRequest,
    OrderRequest,
    PaymentMethod,
    Product,
    ProductCreate,
    ProductUpdate,
    RegisterRequest,
    ShippingAddress,
    TokenPair,
)

PASSWORD = "correct-horse-battery"
EMAIL = "ada.python@example.com"
LONDON = ShippingAddress(street="12 St James's Square", city="London", postal_code="SW1Y 4JH", country="GB")


def main(storefront: str, partner: str) -> None:
    with Shop(storefront) as shop:
        book = browse(shop)
        register(shop)
        fill_cart(shop, book)
        order_id = place_order(shop, book)
        use_declined_card(shop, book)
        exceed_stock(shop, scarce_product(storefront))
        cancel(shop, order_id)
        list_orders_and_log_out(shop)
    restock(storefront)
    refresh_with_threads(storefront)
    asyncio.run(refresh_with_tasks(storefront))
    exceed_rate_limit(partner)


def browse(shop: Shop) -> Product:
    page = shop.list_products(limit=3)
    books = list(shop.iterate_products(category="books", limit=3))
    report("browse", items=len(page.items), more=bool(page.next_page), books=len({book.product_id for book in books}))
    return books[0]


def register(shop: Shop) -> None:
    ada = RegisterRequest(email=EMAIL, password=PASSWORD, first_name="Ada", last_name="Lovelace")
    try:
        shop.register_user(RegisterRequest(email="ada", password="short", first_name="Ada", last_name="Lovelace"))
    except ShopProblem as problem:
        report("mistake", kind=problem.kind, pointers=sorted(fault.pointer for fault in problem.errors))
    user = shop.register_user(ada)
    shop.login_user(LoginRequest(email=EMAIL, password=PASSWORD))
    report("register", email=user.email, role=user.role, sessions=len(list(shop.iterate_sessions())))


def fill_cart(shop: Shop, book: Product) -> None:
    cart = shop.add_cart_item(CartItemCreate(product_id=book.product_id, quantity=2))
    report("cart", quantities=[line.quantity for line in cart.items], exact=cart.total_amount == 2 * book.price)


def place_order(shop: Shop, book: Product) -> str:
    # The client adds an Idempotency-Key: if the response is lost, the retry returns the same order.
    order = shop.create_order(order_of(book, 2))
    report("order", status=order.status, exact=order.total_amount == 2 * book.price, cart=len(shop.get_cart().items))
    return order.order_id


def use_declined_card(shop: Shop, book: Product) -> None:
    try:
        shop.create_order(order_of(book, 1, token="tok_declined"))
    except ShopProblem as problem:
        order = shop.get_order(problem.order_id or "")
        report("decline", kind=problem.kind, status=problem.status, order=order.status)


def exceed_stock(shop: Shop, product: Product) -> None:
    try:
        shop.create_order(order_of(product, 3))
    except ShopProblem as problem:
        shortages = [[shortage.requested, shortage.available] for shortage in problem.shortages]
        report("outOfStock", kind=problem.kind, status=problem.status, shortages=shortages)


def restock(storefront: str) -> None:
    with Shop(storefront) as shop:
        shop.login_user(LoginRequest(email="admin@example.com", password="correct-horse-admin"))
        atlas = shop.create_product(
            ProductCreate(name="Atlas", price=Decimal("9.50"), category="python-story", stock=10)
        )
        change = ProductUpdate(name=atlas.name, price=atlas.price, category=atlas.category, stock=atlas.stock + 5)
        try:
            shop.update_product(atlas.product_id, change, if_match=atlas.etag)
        except OutcomeUnknown:
            # The response was lost. Reading the product shows that the change was made.
            now = shop.get_product(atlas.product_id)
            report("restock", stock=now.stock, changed=now.etag != atlas.etag)


def cancel(shop: Shop, order_id: str) -> None:
    report("cancel", status=shop.cancel_order(order_id).status)


def list_orders_and_log_out(shop: Shop) -> None:
    orders = list(shop.iterate_orders(limit=1))
    report("orders", statuses=[order.status for order in orders])
    shop.logout_user()


def refresh_with_threads(storefront: str) -> None:
    with Shop(storefront, tokens=expired_tokens(storefront)) as shop, ThreadPoolExecutor(8) as threads:
        users = threads.map(lambda _: shop.get_current_user(), range(8))
        report("refresh", emails=[user.email for user in users])


async def refresh_with_tasks(storefront: str) -> None:
    async with AsyncShop(storefront, tokens=expired_tokens(storefront)) as shop:
        users = await asyncio.gather(*(shop.get_current_user() for _ in range(8)))
        products = [product async for product in shop.iterate_products(category="books", limit=3)]
        report("refreshWithTasks", emails=[user.email for user in users], books=len(products))


def exceed_rate_limit(partner: str) -> None:
    with Shop(partner, api_key=os.environ["STORY_PARTNER_KEY"]) as shop:
        report("tooMany", statuses=[shop.get_health().status for _ in range(6)])


def expired_tokens(storefront: str) -> TokenPair:
    with Shop(storefront) as shop:
        tokens = shop.login_user(LoginRequest(email=EMAIL, password=PASSWORD))
    tokens.access_token = os.environ["STORY_EXPIRED_TOKEN"]
    return tokens


def scarce_product(storefront: str) -> Product:
    with Shop(storefront) as shop:
        shop.login_user(LoginRequest(email="admin@example.com", password="correct-horse-admin"))
        return shop.create_product(
            ProductCreate(name="The last two copies", price=Decimal("12.07"), category="python-story", stock=2)
        )


def order_of(product: Product, quantity: int, token: str = "tok_visa") -> OrderRequest:
    return OrderRequest(
        items=[OrderItemRequest(product_id=product.product_id, quantity=quantity)],
        shipping_address=LONDON,
        payment_method=PaymentMethod(type_="card", token=token),
    )


def report(step: str, **facts: object) -> None:
    print(json.dumps({"step": step, **facts}))


if __name__ == "__main__":
    main(*sys.argv[1:])
