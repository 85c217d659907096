import re

from handlers.domain.access_tokens import SigningKey
from handlers.domain.log_digests import log_digest

KEY = SigningKey("one", b"k" * 32)


def test_equal_values_have_equal_digests_under_one_key() -> None:
    digest = log_digest("203.0.113.7", KEY)

    assert digest == log_digest("203.0.113.7", KEY)
    assert digest != log_digest("203.0.113.8", KEY)
    assert digest != log_digest("203.0.113.7", SigningKey("two", b"K" * 32))


def test_digest_does_not_contain_the_value() -> None:
    assert re.fullmatch("[0-9a-f]{16}", log_digest("ada@example.com", KEY))
