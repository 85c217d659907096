"""Count the cases of the table that openapi-diff judges as we do: ``python -m tests.contract.lint.coverage``."""

from __future__ import annotations

from collections import defaultdict

from ops.contract_changes.openapi_diff import OpenapiDiffFailed, additional_breaks
from ops.contract_changes.rules import RULES, Severity
from tests.contract.corpus import CASES, Case


def main() -> None:
    """Print the counts, and the breaking rules of which openapi-diff finds every case."""
    verdicts = {name: verdict_of_openapi_diff(case) for name, case in CASES.items()}
    rules: dict[str, list[bool]] = defaultdict(list)
    for name, case in CASES.items():
        for rule in case.rules:
            if RULES[rule].severity is Severity.BREAKING:
                rules[rule].append(verdicts[name] == "breaking")
    for verdict in ("breaking", "compatible"):
        counted = [verdicts[name] for name, case in CASES.items() if case.verdict == verdict]
        print(f"{len(counted)} {verdict}: {counted.count('breaking')} breaking, {counted.count('fails')} failures")
    covered = sorted(rule for rule, found in rules.items() if all(found))
    print(f"{len(covered)} of {len(rules)} breaking rules covered: {', '.join(covered)}")


def verdict_of_openapi_diff(case: Case) -> str:
    """Return ``breaking``, ``compatible`` or ``fails``."""
    try:
        found = additional_breaks(case.contract("old"), case.contract("new"), [])
    except OpenapiDiffFailed:
        return "fails"
    return "breaking" if found else "compatible"


if __name__ == "__main__":
    main()
