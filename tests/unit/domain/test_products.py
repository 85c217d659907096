from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from handlers.domain.clock import timestamp
from handlers.domain.products import ProductDetails, new_product

DESK = ProductDetails(
    name="Walnut desk", description=None, price=Decimal("499.95"), currency="EUR", category="furniture", is_active=True
)


def test_new_product_has_its_details_stock_and_an_id_and_revision_of_its_own() -> None:
    desk, twin = new_product(DESK, stock=3), new_product(DESK, stock=3)

    assert (desk.name, desk.price, desk.stock, desk.image_key) == ("Walnut desk", Decimal("499.95"), 3, None)
    assert desk.created_at == desk.updated_at
    assert len({desk.product_id, twin.product_id, desk.revision, twin.revision}) == 4


def test_times_are_utc_with_milliseconds() -> None:
    # Given a time in another zone
    moment = datetime(2026, 11, 22, 10, 0, 0, 123999, tzinfo=timezone(timedelta(hours=1)))

    # Then it is written in UTC, cut to milliseconds
    assert timestamp(moment) == "2026-11-22T09:00:00.123Z"
    assert timestamp(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000Z"
