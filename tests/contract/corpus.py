"""The corpus of changes: ``changes/<name>`` holds a contract before and after a change, and its label.

The label says whether the change breaks clients, the rules of ours that it falls under, and the published rules that
this rests on. One that is compatible with the rule ``words-changed``, or with none, is of a change that nobody sees.
``openapi-diff`` stands where its verdict is another: it calls breaking what our rules don't, or can't compare.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

CORPUS = Path(__file__).parent / "changes"
LABELS: dict[str, dict[str, Any]] = {
    label.parent.name: yaml.safe_load(label.read_text(encoding="utf-8"))
    for label in sorted(CORPUS.glob("*/label.yaml"))
}
