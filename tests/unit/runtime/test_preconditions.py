import pytest

from handlers.runtime.http.request import expected_revisions, matches_none


@pytest.mark.parametrize(
    ("header", "is_read"),
    [
        (None, True),
        ('"other"', True),
        ('"mine"', False),
        ('W/"mine"', False),
        ('"other", "mine"', False),
        ("*", False),
        ('""', True),
    ],
)
def test_read_matches_unless_the_client_has_the_revision(header: str | None, is_read: bool) -> None:
    assert matches_none(header, "mine") is is_read


@pytest.mark.parametrize(
    ("header", "revisions"),
    [
        (None, None),
        ("*", None),
        ('"a"', ["a"]),
        ('"a" ,\t"b"', ["a", "b"]),
        ('W/"a"', []),
        ('W/"a", "b"', ["b"]),
    ],
)
def test_change_starts_from_strong_tags_only(header: str | None, revisions: list[str] | None) -> None:
    assert expected_revisions(header) == revisions
