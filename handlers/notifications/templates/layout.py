"""What all e-mails have in common: the catalogue of their texts, and their layout as plain text and as HTML."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from handlers.domain.emails import Email

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TEXTS = Path(__file__).with_name("texts.json")
LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Block:
    """A part of an e-mail in both forms."""

    text: str
    html: str


@cache
def catalogue(language: str = LANGUAGE) -> Mapping[str, str]:
    """Return the texts of a language; another one is another object of ``texts.json`` with the same names."""
    texts: Mapping[str, Mapping[str, str]] = json.loads(_TEXTS.read_text(encoding="utf-8"))
    return texts[language]


def paragraph(text: str) -> Block:
    """Return a paragraph."""
    return Block(text, f"<p>{escape(text)}</p>")


def link(text: str, url: str) -> Block:
    """Return a paragraph with a link."""
    return Block(f"{text}:\n{url}", f'<p><a href="{escape(url)}">{escape(text)}</a></p>')


def compose(subject: str, blocks: Sequence[Block], *, shop: str, name: str | None) -> Email:
    """Return an e-mail: a greeting, the blocks and a footer.

    Parameters
    ----------
    shop : str
        The shop's name.
    name : str or None
        The receiver's name; None to greet without it.
    """
    texts = catalogue()
    greeting = texts["greetingWithoutName"] if name is None else texts["greeting"].format(name=name)
    parts = [paragraph(greeting), *blocks, paragraph(texts["footer"].format(shop=shop))]
    return Email(
        subject, "\n\n".join(part.text for part in parts) + "\n", "\n".join(part.html for part in parts) + "\n"
    )
