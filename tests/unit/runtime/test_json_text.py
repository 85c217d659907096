from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.domain.errors import InvalidRequest
from handlers.runtime.json_text import JsonValue, dump, parse


def test_decimals_are_parsed_exactly() -> None:
    assert parse('{"price": 0.1000000000000000000001}') == {"price": Decimal("0.1000000000000000000001")}


def test_integers_stay_integers() -> None:
    value = parse("[1, -0, 12]")

    assert value == [1, 0, 12]
    assert isinstance(value, list)
    assert all(type(item) is int for item in value)


def test_decimals_are_written_as_exact_numbers() -> None:
    assert dump({"price": Decimal("19.90"), "name": "Größe"}) == '{"price":19.90,"name":"Größe"}'


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.decimals(-(10**9), 10**9, places=2) | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=10,
    )
)
def test_values_survive_a_round_trip(value: JsonValue) -> None:
    assert parse(dump(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{nope}",
        "NaN",
        '{"price": NaN}',
        "[Infinity]",
        "[-Infinity]",
        '"\\ud800"',
        '{"\\udfff": 1}',
        '{"a": 1, "a": 2}',
        "[1e999999999]",
        "[1e-999999999]",
        "[1e99999999999999999999]",
        "[0." + "1" * 1000 + "]",
        "9" * 5000,
        "[" * 33 + "]" * 33,
        "[" * 100_000,
        '{"a":' * 100_000,
        "\ufeff{}",
        "'single'",
        '"\x00"',
    ],
    ids=lambda text: repr(text[:24]),
)
def test_text_that_is_not_plain_json_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse(text)

    assert [fault.pointer for fault in refused.value.faults] == ["/body"]


@pytest.mark.parametrize("data", [b"\xff\xfe", b'"\xc3"', b'"\xed\xa0\x80"'])
def test_bytes_that_are_not_utf8_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidRequest):
        parse(data)


def test_brackets_are_limited_in_number() -> None:
    most = "[" * 100_000

    assert parse(f'"{most}"') == most
    with pytest.raises(InvalidRequest) as refused:
        parse(f'"{most}["')
    assert [fault.detail for fault in refused.value.faults] == ["JSON has too many arrays and objects"]


def test_names_of_an_object_are_limited_in_number() -> None:
    names = [f'"{number}":1' for number in range(1001)]

    assert parse("{" + ",".join(names[:1000]) + "}") == {str(number): 1 for number in range(1000)}
    with pytest.raises(InvalidRequest) as refused:
        parse("{" + ",".join(names) + "}")
    assert [fault.detail for fault in refused.value.faults] == ["object has more than 1000 names"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"\\ud83d\\ude00"', "😀"),
        ("[" * 32 + "]" * 32, None),
        ('"' + "[" * 100 + '"', "[" * 100),
        ('["\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["]', ['"' + "[" * 36]),
    ],
)
def test_unusual_but_valid_json_is_parsed(text: str, value: JsonValue) -> None:
    read = parse(text)

    assert value is None or read == value
