"""A fake e-mail service."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.adapters.mail import Mailer


@dataclass(frozen=True)
class SentMail:
    """An e-mail that was sent."""

    to: str
    subject: str
    text: str
    html: str


@dataclass
class FakeMailer:
    """Keeps the e-mails; raises ``error`` instead, if it is set."""

    sent: list[SentMail] = field(default_factory=list)
    error: Exception | None = None

    def send(self, to: str, *, subject: str, text: str, html: str) -> None:
        """Send one e-mail."""
        if self.error:
            raise self.error
        self.sent.append(SentMail(to, subject, text, html))


_implements: type[Mailer] = FakeMailer
