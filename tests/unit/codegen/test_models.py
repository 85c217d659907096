import subprocess
import sys
from decimal import Decimal

import jsonschema_rs
import pytest
from pydantic import MISSING, BaseModel, TypeAdapter, ValidationError

from generated.models.create_order_parameters import CreateOrderParameters
from generated.models.get_product_parameters import GetProductParameters
from generated.models.list_orders_parameters import ListOrdersParameters
from generated.models.list_products_parameters import ListProductsParameters
from generated.models.product import Product
from generated.models.product_create import ProductCreate
from generated.models.profile_update import ProfileUpdate
from generated.models.register_request import RegisterRequest
from generated.models.update_product_parameters import UpdateProductParameters
from local.config import ROOT
from tests.unit.codegen.documents import CONTRACT

ID = "01JD8QM3F5H7K9N1P3R5T7V9X1"
DESK = {"name": "Desk", "category": "furniture", "price": 5}
# Imports models as a handler does, and prints the imported model modules.
LOADED = "import sys, {module}; print(*(name for name in sys.modules if name.startswith('generated.models.')))"


def priced(price: object) -> Decimal:
    return ProductCreate.model_validate(DESK | {"price": price}).price


@pytest.mark.parametrize(
    "price", [0, 5, Decimal("0.07"), Decimal("1.10"), Decimal("0.070000"), Decimal("1E+3"), Decimal("999999.99")]
)
def test_money_is_an_exact_decimal(price: Decimal) -> None:
    taken = priced(price)

    assert type(taken) is Decimal
    assert taken == price


def test_money_in_responses_is_an_exact_decimal() -> None:
    adapter = TypeAdapter(Product.model_fields["price"].rebuild_annotation())

    assert type(adapter.validate_python(Decimal("18.90"))) is Decimal
    with pytest.raises(ValidationError):
        adapter.validate_python(Decimal("0.001"))


@pytest.mark.parametrize(
    "price",
    [
        0.07,
        "0.07",
        True,
        None,
        -1,
        1_000_001,
        10**30,
        Decimal("0.001"),
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1E+400"),
        Decimal("1E-400"),
        Decimal("0.01" + "0" * 60 + "1"),
    ],
    ids=repr,
)
def test_inexact_or_out_of_range_amount_is_rejected(price: object) -> None:
    with pytest.raises(ValidationError):
        priced(price)


def test_omitted_optional_field_is_missing_not_null() -> None:
    assert ProductCreate.model_validate(DESK).stock is MISSING
    with pytest.raises(ValidationError, match="stock"):
        ProductCreate.model_validate(DESK | {"stock": None})


def test_missing_field_is_not_serialized() -> None:
    shown = ProductCreate.model_validate(DESK | {"isActive": False}).model_dump()

    assert shown == DESK | {"isActive": False}


@pytest.mark.parametrize("extra", [{"role": "admin"}, {"is_active": True}])
def test_request_accepts_only_the_contracts_names(extra: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        ProductCreate.model_validate(DESK | extra, by_name=False)


def test_response_may_have_unknown_fields() -> None:
    times = dict.fromkeys(("createdAt", "updatedAt"), "2026-11-22T09:31:00.000Z")
    product = Product.model_validate(
        DESK | times | {"price": Decimal(5), "productId": ID, "currency": "EUR", "stock": 1, "isActive": True, "new": 1}
    )

    assert product.created_at == times["createdAt"]


def test_parameters_are_parsed_from_strings() -> None:
    assert ListProductsParameters.model_validate_strings({"limit": "5"}).limit == 5
    assert ListProductsParameters.model_validate_strings({}).limit == 20


@pytest.mark.parametrize("limit", ["", "0", "101", "5.0", " 5", "+5", "05", "1_0", "1e1", "٥", "five", "9" * 5000])
def test_invalid_limit_is_rejected(limit: str) -> None:
    with pytest.raises(ValidationError, match="limit"):
        ListProductsParameters.model_validate_strings({"limit": limit})


def test_headers_are_parameters_by_name() -> None:
    parameters = UpdateProductParameters.model_validate_strings({"id": ID, "If-Match": '"a", W/"b"'})

    assert parameters.if_match == '"a", W/"b"'
    assert UpdateProductParameters.model_validate_strings({"id": ID}).if_match is MISSING
    with pytest.raises(ValidationError, match="If-Match"):
        UpdateProductParameters.model_validate_strings({"id": ID, "If-Match": "a"})


@pytest.mark.parametrize("key", ["!", "~" * 255, "5c1b7f0e-3f1e-4a44-9d0a-7c2d9d6b1a55"], ids=len)
def test_idempotency_key_is_visible_ascii(key: str) -> None:
    assert CreateOrderParameters.model_validate_strings({"Idempotency-Key": key}).idempotency_key == key


@pytest.mark.parametrize("key", ["", "~" * 256, "a key", "key\n", "clé", "\x7f"], ids=repr)
def test_invalid_idempotency_key_is_rejected(key: str) -> None:
    with pytest.raises(ValidationError, match="Idempotency-Key"):
        CreateOrderParameters.model_validate_strings({"Idempotency-Key": key})


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (ListProductsParameters, {"category", "limit", "page"}),
        (GetProductParameters, {"id", "If-None-Match"}),
        (UpdateProductParameters, {"id", "If-Match"}),
        (ListOrdersParameters, {"status", "from", "to", "limit", "page"}),
        (CreateOrderParameters, {"Idempotency-Key"}),
    ],
)
def test_model_has_the_parameters_of_its_operation(model: type[BaseModel], names: set[str]) -> None:
    assert {field.alias or name for name, field in model.model_fields.items()} == names


def test_full_width_address_is_valid() -> None:
    body = {"email": "ａｄａ＠example．com", "password": "correct-horse", "firstName": "Ada", "lastName": "L"}

    assert RegisterRequest.model_validate(body).email == body["email"]


def test_model_imports_only_the_models_of_its_fields() -> None:
    module = "generated.models.login_request"

    loaded = subprocess.run(
        [sys.executable, "-c", LOADED.format(module=module)], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert set(loaded.stdout.split()) == {module, "generated.models.email"}


def test_text_is_readable_to_the_contract_and_to_the_model_alike() -> None:
    contract = jsonschema_rs.Draft4Validator(CONTRACT["components"]["schemas"]["NewPersonName"])
    model = TypeAdapter(ProfileUpdate.model_fields["first_name"].rebuild_annotation())
    characters = [chr(point) for point in (*range(0xD800), *range(0xE000, 0x10000))]

    readable = [character for character in characters if contract.is_valid(character)]

    assert len(readable) > 50_000
    assert [model.validate_python(each) for each in readable] == readable
    for character in set(characters) - set(readable):
        with pytest.raises(ValidationError):
            model.validate_python(character)


@pytest.mark.parametrize(
    "text", ["\U000e0041\U000e0042", "\U0001d173", "\U000e0100", "\U0001bca0", "\U00016fe4", "\U000f0000"], ids=ascii
)
def test_invisible_characters_beyond_the_basic_plane_are_rejected(text: str) -> None:
    with pytest.raises(ValidationError, match="no visible character"):
        ProductCreate.model_validate(DESK | {"name": text})


def test_description_may_be_empty_but_not_blank() -> None:
    assert ProductCreate.model_validate(DESK | {"description": ""}).description == ""
    with pytest.raises(ValidationError, match="description"):
        ProductCreate.model_validate(DESK | {"description": " \n\u200b"})
