"""The samples in the clients' own READMEs, made to ask a shop that runs."""

from __future__ import annotations

import re

from local.config import ROOT
from local.sample_shop import CUSTOMER
from tests.harness import RunningShop


def sample(client: str, language: str, shop: RunningShop) -> str:
    """Return the first sample of a client's README in a language, as the sample customer would type it."""
    [text] = re.findall(
        rf"```{language}\n(.*?)```", (ROOT / "generated/clients" / client / "README.md").read_text(), re.DOTALL
    )
    theirs = {
        "https://api.example.com/v1": shop.storefront,
        "ada@example.com": CUSTOMER.email,
        "correct-horse-battery": CUSTOMER.password,
    }
    for written, typed in theirs.items():
        assert written in text
        text = text.replace(written, typed)
    return str(text)
