"""Write the functions into ``docker/compose.yaml``: ``python -m docker.compose``; ``--check`` only compares."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from docker.containers import command_of, settings_of
from local.aws.functions import rows
from local.config import DEFAULT_PORT, ENVIRONMENT, ROOT, LocalConfig, settings, stage_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FILE = ROOT / "docker" / "compose.yaml"
# The ports of the emulators, and of their Runtime APIs.
FIRST_PORT = 9000
_FIRST_API_PORT = 9500
_MARK = "  # Below: written by `make generate` from terraform/functions.json.\n"
_DYNAMODB = "http://127.0.0.1:8000"


def main(arguments: Sequence[str]) -> int:
    """Write or compare the file, and return the exit status."""
    expected = render(FILE.read_text(), rows())
    if "--check" not in arguments:
        FILE.write_text(expected)
    elif expected != FILE.read_text():
        print("compose: docker/compose.yaml differs from terraform/functions.json: run `make generate`.")
        return 1
    return 0


def render(text: str, rows: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the file with a service for each function.

    Parameters
    ----------
    text : str
        The current file; the part above the mark is kept.
    rows : Mapping
        The rows of ``terraform/functions.json``.
    """
    above, mark, _ = text.partition(_MARK)
    common = yaml.safe_load(above)["x-settings"]
    return above + mark + "".join(_service(number, row, common) for number, row in enumerate(rows.values()))


def _service(number: int, row: Mapping[str, Any], common: Mapping[str, str]) -> str:
    entry, *arguments = command_of(row["handler"], FIRST_PORT + number, _FIRST_API_PORT + number)
    lines = [
        f"  {row['name']}:",
        "    <<: *function",
        f"    mem_limit: {row['memory']}m",
        f"    entrypoint: [{entry}]",
        f"    command: {json.dumps(arguments)}",
        "    environment:",
        "      <<: *settings",
        *(f"      {name}: {json.dumps(value)}" for name, value in _settings(row).items() if common.get(name) != value),
    ]
    return "\n".join(lines) + "\n"


def _settings(row: Mapping[str, Any]) -> dict[str, str]:
    config = LocalConfig(port=DEFAULT_PORT, aws_port=DEFAULT_PORT + 1, data=Path())
    # Without the overrides in this process's environment.
    values = settings(config) | stage_settings(ENVIRONMENT) | {"AWS_ENDPOINT_URL_DYNAMODB": _DYNAMODB}
    return settings_of(row, row["handler"], values)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
