import pytest

from handlers.adapters.images import parse_image_key

KEY = "products/01JD8QM3F5H7K9N1P3R5T7V9X1/01JD8QN6S8T0V2W4X6Y8Z0A2B4.png"


def test_object_is_a_products_picture_by_its_key() -> None:
    image = parse_image_key(KEY)

    assert image
    assert image.product_id == "01JD8QM3F5H7K9N1P3R5T7V9X1"
    assert image.image_id == "01JD8QN6S8T0V2W4X6Y8Z0A2B4"
    assert image.key == KEY


@pytest.mark.parametrize(
    "key",
    [
        "",
        "x.png",
        f"/{KEY}",
        f"{KEY}/x",
        "products/../x.png",
        KEY.lower(),
        KEY.replace("png", "html"),
        KEY.replace("01JD8QN6", "ZZZZZZZZ"),
    ],
)
def test_any_other_object_is_none(key: str) -> None:
    assert parse_image_key(key) is None
