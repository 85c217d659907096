import json

from local.config import ROOT
from tests.unit.codegen.documents import CONTRACT


def test_published_contract_is_compact_json() -> None:
    text = (ROOT / "generated/openapi.json").read_text(encoding="utf-8")

    assert json.loads(text) == CONTRACT
    assert '": ' not in text.replace('\\": ', "")
    assert "×" in text
