"""Send two shops the same requests, and report unexplained differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tests.deploy.parity.cases import Case, Explanation, read
from tests.deploy.parity.compare import differences
from tests.deploy.parity.target import Target

if TYPE_CHECKING:
    from typing import Any


def complaints(local: Target, deployed: Target) -> Iterator[str]:
    """Send every request to both, and yield unexplained differences and explanations without a difference."""
    cases, explanations = read()
    for case in cases:
        found = differences(case, (local, local.answer(case)), (deployed, deployed.answer(case)))
        yield from judged(case, found, [explanations[name] for name in case.explained])


def judged(case: Case, found: Mapping[str, tuple[Any, Any]], explanations: list[Explanation]) -> Iterator[str]:
    """Yield complaints about the differences between the responses to one request."""
    allowed = {part for explanation in explanations for part in explanation.differs}
    for part, (here, there) in found.items():
        if part not in allowed:
            yield f"{case.name} ({case.method} {case.target}): {part} is {here!r} locally, deployed {there!r}"
    for explanation in explanations:
        if not set(explanation.differs) & set(found):
            yield f"{case.name}: answers agree, so it needs no explanation ({explanation.why})"
