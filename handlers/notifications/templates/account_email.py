"""The e-mails about an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.notifications.templates.layout import catalogue, compose, link, paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.domain.email_requests import EmailEvent
    from handlers.domain.emails import Email


def render_account_email(event: EmailEvent, *, shop: str, url: str, name: str | None) -> Email:
    """Return the e-mail of an event of an account.

    Parameters
    ----------
    shop : str
        The shop's name.
    url : str
        The page that its link opens. Opening it changes nothing, as mail scanners follow links.
    name : str or None
        The receiver's first name; None if the address isn't verified, because a stranger may have typed it.
    """
    texts = catalogue()
    blocks = [
        paragraph(texts[f"{event}.text"].format(shop=shop)),
        link(texts[f"{event}.link"], url),
        paragraph(texts[f"{event}.note"]),
    ]
    return compose(texts[f"{event}.subject"], blocks, shop=shop, name=name)


def render_delayed_emails(entries: Sequence[str], *, shop: str, name: str) -> Email:
    """Return the one e-mail in place of those that waited until the address was verified.

    Parameters
    ----------
    entries : Sequence[str]
        The event of each and, for an order's, its id.
    """
    texts = catalogue()
    subjects = [
        texts[f"{event}.subject"].format(order=order) for event, _, order in (e.partition(" ") for e in entries)
    ]
    blocks = [paragraph(texts["AddressVerified.text"].format(shop=shop)), *map(paragraph, subjects)]
    return compose(texts["AddressVerified.subject"], blocks, shop=shop, name=name)
