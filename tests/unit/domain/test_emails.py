from handlers.domain.emails import normalize_email


def test_one_address_is_one_account_however_it_is_typed() -> None:
    # Given an address typed with a full-width keyboard and in capitals
    typed = "ＡＤＡ@Example.COM"

    # Then it normalizes to the account's address
    assert normalize_email(typed) == normalize_email("ada@example.com") == "ada@example.com"


def test_folding_twice_is_folding_once() -> None:
    assert normalize_email(normalize_email("Ａda＠Example．com")) == "ada@example.com"
