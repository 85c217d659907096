"""Fakes: in-memory implementations of the adapters' ports, for unit tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from handlers.adapters.dead_letters import DeadLetterQueue
from handlers.adapters.domain_events import EventBus
from handlers.adapters.images import FORM_SECONDS, ImageStore, UploadedImage, UploadForm
from handlers.adapters.mail import Mailer
from handlers.adapters.payments.port import PaymentProvider
from handlers.adapters.secrets import SecretStore, Stage
from handlers.domain.access_tokens import KeyRing, SigningKey
from handlers.domain.clock import now, seconds
from handlers.domain.emails import Email
from handlers.domain.ids import new_id
from handlers.domain.payments import Charge
from handlers.domain.products import Currency


@dataclass
class Failing:
    """A fake whose calls raise ``error``, if it is set."""

    error: Exception | None = field(default=None, kw_only=True)

    def fail(self) -> None:
        if self.error:
            raise self.error


@dataclass
class FakeDeadLetterQueue(Failing, DeadLetterQueue):
    letters: list[tuple[object, str]] = field(default_factory=list)

    def put(self, record: object, *, reason: str) -> None:
        self.fail()
        self.letters.append((record, reason))


@dataclass
class FakeEventBus(Failing, EventBus):
    published: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    def publish(self, name: str, detail: Mapping[str, object]) -> None:
        self.fail()
        self.published.append((name, dict(detail)))


@dataclass(frozen=True)
class SentMail:
    to: str
    email: Email
    message_id: str


@dataclass
class FakeMailer(Failing, Mailer):
    sent: list[SentMail] = field(default_factory=list)

    def send(self, to: str, email: Email, *, message_id: str) -> None:
        self.fail()
        self.sent.append(SentMail(to, email, message_id))


@dataclass
class FakePaymentProvider(Failing, PaymentProvider):
    """Keeps the charges by key; charges ``tok_visa`` and declines any other token."""

    charges: dict[str, Charge] = field(default_factory=dict)

    def check_configuration(self) -> None:
        """Do nothing: nothing is configured."""

    def charge(self, key: str, *, amount: Decimal, currency: Currency, token: str) -> Charge:  # noqa: ARG002  # the port's
        declined = Charge(state="declined", payment_id=None)
        return self._record(key, Charge(state="charged", payment_id=new_id()) if token == "tok_visa" else declined)

    def settle(self, key: str) -> Charge:
        """Return the charge; void an unknown key."""
        return self._record(key, Charge(state="voided", payment_id=None))

    def refund(self, key: str) -> Charge:
        """Refund the charge; void an unknown key."""
        charge = self.settle(key)
        if charge.state == "charged":
            self.charges[key] = Charge(state="refunded", payment_id=charge.payment_id)
        return self.charges[key]

    def _record(self, key: str, charge: Charge) -> Charge:
        self.fail()
        return self.charges.setdefault(key, charge)


class FakeImageStore(ImageStore):
    """Returns forms that nothing accepts, with the parameters as their fields."""

    def create_upload_form(self, product_id: str, *, content_type: str, size: int) -> UploadForm:
        image = UploadedImage(product_id, new_id(), f"products/{product_id}/picture")
        fields = {"key": image.key, "Content-Type": content_type, "size": str(size)}
        return UploadForm("https://images.example.com", fields, now() + seconds(FORM_SECONDS), image)


@dataclass(frozen=True)
class FakeKeyRing(KeyRing):
    """A key ring whose first key signs."""

    keys: tuple[SigningKey, ...]

    def current(self) -> SigningKey:
        return self.keys[0]

    def find(self, kid: str) -> SigningKey | None:
        return next((key for key in self.keys if key.kid == kid), None)


@dataclass
class FakeSecretStore(SecretStore):
    """Texts of secrets by name and stage; counts the reads."""

    texts: dict[tuple[str, Stage], str] = field(default_factory=dict)
    reads: int = 0

    def find(self, name: str, stage: Stage, *, version: str | None = None) -> str | None:  # noqa: ARG002  # the port's
        self.reads += 1
        return self.texts.get((name, stage))
