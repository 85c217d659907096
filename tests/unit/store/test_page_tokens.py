import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.domain.errors import InvalidRequest
from handlers.store.page_tokens import make_token, read_token

POSITION = "01JD8QM3F5H7K9N1P3R5T7V9X1"


def test_token_leads_back_to_its_position() -> None:
    token = make_token(POSITION, list_key="PRODUCTS")

    assert read_token(token, list_key="PRODUCTS") == POSITION
    assert re.fullmatch("[A-Za-z0-9_.-]{1,500}", token)


def test_token_is_valid_only_for_its_list() -> None:
    with pytest.raises(InvalidRequest):
        read_token(make_token(POSITION, list_key="PRODUCTS"), list_key="CATEGORY#desks")


@pytest.mark.parametrize("token", [None, "first"])
def test_first_page_has_no_position(token: str | None) -> None:
    assert read_token(token, list_key="PRODUCTS") is None


@given(place=st.integers(0, 50), character=st.characters(codec="ascii", categories=["L", "N"]))
def test_token_with_one_character_changed_is_rejected(place: int, character: str) -> None:
    token = make_token(POSITION, list_key="PRODUCTS")
    changed = token[:place] + character + token[place + 1 :]

    if changed != token:
        with pytest.raises(InvalidRequest) as refused:
            read_token(changed, list_key="PRODUCTS")
        assert refused.value.faults[0].pointer == "/query/page"


@pytest.mark.parametrize("token", ["", ".", "x", "..", "=", "-", "AAAA", "_____.____"])
def test_malformed_token_is_rejected(token: str) -> None:
    with pytest.raises(InvalidRequest):
        read_token(token, list_key="PRODUCTS")
