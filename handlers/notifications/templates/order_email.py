"""The e-mails about an order: placed, cancelled, completed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from handlers.notifications.templates.layout import Block, catalogue, compose, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from handlers.domain.emails import Email
    from handlers.domain.orders import Address, Order
    from handlers.notifications.changes import OrderEvent


def render_order_email(event: OrderEvent, order: Order, *, shop: str, name: str | None) -> Email:
    """Return the e-mail that informs a customer about an order.

    Parameters
    ----------
    event : OrderEvent
        The event. Only the confirmation contains the shipping address.
    order : Order
        The order after the event.
    shop : str
        The shop's name.
    name : str or None
        The customer's first name; None if the address isn't verified. The e-mail then contains nothing that a user
        typed, because a stranger may have registered the address.
    """
    texts = catalogue()
    blocks = [paragraph(texts[f"{event}.text"].format(order=order.order_id)), _lines(order)]
    if event == "OrderPlaced" and name is not None:
        blocks.append(_address(order.shipping_address))
    return compose(texts[f"{event}.subject"].format(order=order.order_id), blocks, shop=shop, name=name)


def _lines(order: Order) -> Block:
    texts = catalogue()
    total = f"{_amount(order.total_amount)} {order.currency}"
    price, subtotal = texts["order.unitPrice"], texts["order.subtotal"].lower()
    lines = "\n".join(
        f"  {line.quantity} x {line.product_name}\n"
        f"    {price}: {_amount(line.price)}, {subtotal}: {_amount(line.subtotal)}"
        for line in order.items
    )
    return Block(f"{lines}\n\n{texts['order.total']}: {total}", "\n".join(_table(order, total)))


def _table(order: Order, total: str) -> Iterator[str]:
    texts = {name: escape(text) for name, text in catalogue().items()}
    yield '<table cellpadding="4">'
    yield (
        f'<tr><th align="left">{texts["order.quantity"]}</th><th align="left">{texts["order.product"]}</th>'
        f'<th align="right">{texts["order.unitPrice"]}</th><th align="right">{texts["order.subtotal"]}</th></tr>'
    )
    for line in order.items:
        yield (
            f"<tr><td>{line.quantity}</td><td>{escape(line.product_name)}</td>"
            f'<td align="right">{_amount(line.price)}</td><td align="right">{_amount(line.subtotal)}</td></tr>'
        )
    label = f'<th align="left">{texts["order.total"]}</th>'
    yield f'<tr><th></th>{label}<th></th><th align="right">{escape(total)}</th></tr>'
    yield "</table>"


def _address(address: Address) -> Block:
    lines = (address.street, f"{address.postal_code} {address.city}", address.country)
    title = catalogue()["order.shipTo"]
    return Block(
        "\n".join([f"{title}:", *(f"  {line}" for line in lines)]),
        f"<p>{escape(title)}:<br>{'<br>'.join(map(escape, lines))}</p>",
    )


def _amount(amount: Decimal) -> str:
    return f"{amount:.2f}"
