"""What the buyer of an order reads of it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from handlers.domain.orders import Address, Order
    from handlers.notifications.order_changes import OrderEvent


@dataclass(frozen=True, slots=True)
class OrderMail:
    """An e-mail, for those who read plain text and for those who don't."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Words:
    subject: str
    news: str


_WORDS: Mapping[OrderEvent, _Words] = {
    "OrderPlaced": _Words("We have your order {}", "thank you for your order {}. It is paid, and we are preparing it."),
    "OrderCancelled": _Words("Your order {} is cancelled", "your order {} is cancelled. You get back what you paid."),
    "OrderCompleted": _Words("Your order {} is completed", "your order {} is completed. Enjoy it!"),
}


def order_mail(event: OrderEvent, order: Order, *, first_name: str) -> OrderMail:
    """Return the e-mail that tells a buyer what happened to an order.

    Parameters
    ----------
    event : OrderEvent
        What happened.
    order : Order
        The order as it is since.
    first_name : str
        How to greet its buyer.
    """
    words = _WORDS[event]
    address = order.shipping_address if event == "OrderPlaced" else None
    news = words.news.format(order.order_id)
    return OrderMail(
        subject=words.subject.format(order.order_id),
        text=_text(order, greeting=f"Hello {first_name},", news=news, address=address),
        html=_html(order, greeting=f"Hello {first_name},", news=news, address=address),
    )


def _text(order: Order, *, greeting: str, news: str, address: Address | None) -> str:
    lines = [
        f"  {line.quantity} x {line.product_name}, {_money(line.price)} each: {_money(line.subtotal)}"
        for line in order.items
    ]
    total = f"Total: {_money(order.total_amount)} {order.currency}"
    sent_to = [] if address is None else ["", "It goes to:", *(f"  {part}" for part in _address(address))]
    return "\n".join([greeting, "", news, "", *lines, "", total, *sent_to, ""])


def _html(order: Order, *, greeting: str, news: str, address: Address | None) -> str:
    rows = [
        f"<tr><td>{line.quantity}</td><td>{escape(line.product_name)}</td>"
        f'<td align="right">{_money(line.price)}</td><td align="right">{_money(line.subtotal)}</td></tr>'
        for line in order.items
    ]
    total = f"{_money(order.total_amount)} {escape(order.currency)}"
    sent_to = "" if address is None else f"<p>It goes to:<br>{'<br>'.join(map(escape, _address(address)))}</p>\n"
    return (
        f"<p>{escape(greeting)}</p>\n<p>{escape(news)}</p>\n"
        '<table cellpadding="4">\n'
        '<tr><th align="left">Quantity</th><th align="left">Product</th>'
        '<th align="right">Each</th><th align="right">Together</th></tr>\n'
        + "\n".join(rows)
        + f'\n<tr><th></th><th align="left">Total</th><th></th><th align="right">{total}</th></tr>\n</table>\n{sent_to}'
    )


def _address(address: Address) -> tuple[str, ...]:
    return address.street, f"{address.postal_code} {address.city}", address.country


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"
