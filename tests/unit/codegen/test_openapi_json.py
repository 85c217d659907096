import json

from tests.unit.codegen.documents import CONTRACT, ROOT


def test_published_contract_is_compact_json() -> None:
    text = (ROOT / "generated/openapi.json").read_text(encoding="utf-8")

    assert json.loads(text) == CONTRACT
    assert '": ' not in text.replace('\\": ', "")
    assert "×" in text
