"""The AWS CLI as far as botocore defines it: parsing a page's command, and its call.

``python -m tests.aws_command dynamodb describe-table --table-name …`` makes the call with botocore. The CLI itself is
in no environment of ours: it requires a botocore of its own.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import botocore.session
import jmespath
from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError, UnknownServiceError
from botocore.utils import parse_timestamp
from botocore.validate import ParamValidator

if TYPE_CHECKING:
    from botocore.model import OperationModel, Shape

_SESSION = botocore.session.get_session()
# Global options of every command, which botocore's models lack.
_GLOBAL = {"--query", "--output", "--max-items"}
_OUTPUTS = {"json", "text", "table"}
_STDIN = "file:///dev/stdin"


class NoSuchCommand(Exception):
    """The AWS CLI would refuse this command; the message holds the reason."""


@dataclass(frozen=True, kw_only=True)
class AwsCommand:
    """A parsed command."""

    service: str
    operation: OperationModel
    parameters: dict[str, Any]
    waiter: str | None = None
    options: dict[str, str] = field(default_factory=dict)
    target: str | None = None

    def call(self) -> str:
        client = _SESSION.create_client(self.service)
        if self.waiter:
            client.get_waiter(self.waiter).wait(**self.parameters)
            return ""
        answer = getattr(client, xform_name(self.operation.name))(**self.parameters)
        answer.pop("ResponseMetadata")
        if self.target:
            Path(self.target).write_bytes(answer.pop("Payload").read())
        query = self.options.get("--query")
        result = jmespath.search(query, answer) if query else answer
        return _text(result) if self.options.get("--output") == "text" else json.dumps(result, default=str)


def understood(words: Sequence[str]) -> AwsCommand:
    if len(words) < 2:
        raise NoSuchCommand("a command names a service and an operation")
    service, name, *rest = words
    service = {"s3api": "s3", "s3": "(a command of its own)"}.get(service, service)
    try:
        model = _SESSION.get_service_model(service)
    except UnknownServiceError:
        raise NoSuchCommand(f"there is no service {words[0]}") from None
    is_waiter = name == "wait"
    if is_waiter:
        name, *rest = rest
    operations = _waiters(service) if is_waiter else {xform_name(each, "-"): each for each in model.operation_names}
    if name not in operations:
        raise NoSuchCommand(f"{service} has no {name}")
    operation = model.operation_model(operations[name])
    parameters, options, others = _arguments(operation, rest)
    _check(operation, parameters, options, others)
    return AwsCommand(
        service=service,
        operation=operation,
        parameters=parameters,
        waiter=name.replace("-", "_") if is_waiter else None,
        options=options,
        target=next(iter(others), None),
    )


def _waiters(service: str) -> dict[str, str]:
    waiters = _SESSION.get_waiter_model(service)
    return {xform_name(each, "-"): waiters.get_waiter(each).operation for each in waiters.waiter_names}


def _arguments(operation: OperationModel, words: Sequence[str]) -> tuple[dict[str, Any], dict[str, str], list[str]]:
    members = operation.input_shape.members if operation.input_shape else {}
    known = {f"--{xform_name(member, '-')}": (member, shape) for member, shape in members.items()}
    parameters: dict[str, Any] = {}
    options: dict[str, str] = {}
    others: list[str] = []
    for flag, values in _by_flag(words):
        if flag is None:
            others += values
        elif flag in _GLOBAL:
            options[flag] = " ".join(values)
        elif flag in known:
            member, shape = known[flag]
            # The word after its value may be the output file.
            taken = values if shape.type_name == "list" else values[:1]
            parameters[member] = _value(shape, taken, flag)
            others += values[len(taken) :]
        elif _is_negated_flag(flag, known):
            parameters[known[_on(flag)][0]] = False
        else:
            raise NoSuchCommand(f"{operation.name} takes no {flag}")
    return parameters, options, others


def _by_flag(words: Sequence[str]) -> Iterator[tuple[str | None, list[str]]]:
    starts = [place for place, word in enumerate(words) if word.startswith("--")]
    yield None, [*words[: starts[0] if starts else len(words)]]
    for start, end in pairwise([*starts, len(words)]):
        yield words[start], [*words[start + 1 : end]]


def _is_negated_flag(flag: str, known: dict[str, tuple[str, Shape]]) -> bool:
    return flag.startswith("--no-") and _on(flag) in known and known[_on(flag)][1].type_name == "boolean"


def _on(flag: str) -> str:
    return flag.replace("--no-", "--", 1)


def _check(operation: OperationModel, parameters: dict[str, Any], options: dict[str, str], others: list[str]) -> None:
    if operation.input_shape:
        report = ParamValidator().validate(parameters, operation.input_shape)
        if report.has_errors():
            raise NoSuchCommand(f"{operation.name}: {report.generate_report()}")
    if len(others) != (1 if operation.has_streaming_output else 0):
        raise NoSuchCommand(f"{operation.name} doesn't take {others}: a streamed answer goes to one file")
    if options.get("--output", "json") not in _OUTPUTS:
        raise NoSuchCommand(f"there is no output {options['--output']}")
    if "--query" in options:
        try:
            jmespath.compile(options["--query"])
        except jmespath.exceptions.ParseError as error:
            raise NoSuchCommand(f"{options['--query']} is no query: {error}") from None


def _value(shape: Any, words: list[str], flag: str) -> Any:  # botocore's shapes have no types of their own
    if shape.type_name == "boolean" and not words:
        return True
    if not words:
        raise NoSuchCommand(f"{flag} has no value")
    if shape.type_name == "list":
        if words[0].startswith(("[", "file://")):
            return _json(words[0], flag)
        return [_value(shape.member, [word], flag) for word in words]
    if shape.type_name == "structure" and not words[0].startswith(("{", "file://")):
        return _shorthand(shape, words[0], flag)
    if shape.type_name in {"structure", "map"}:
        return _json(words[0], flag)
    return _scalar(shape, words[0], flag)


def _scalar(shape: Any, word: str, flag: str) -> Any:
    try:
        value = _CONVERSIONS.get(shape.type_name, _file)(word)
    except (OSError, ValueError) as error:
        raise NoSuchCommand(f"{flag} can't be {word}: {error}") from None
    if shape.type_name == "string" and shape.enum and value not in shape.enum:
        raise NoSuchCommand(f"{flag} is one of {', '.join(shape.enum)}, and not {word}")
    return value


def _bytes(word: str) -> bytes:
    return Path(word.removeprefix("fileb://")).read_bytes()


_CONVERSIONS: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "long": int,
    "double": float,
    "float": float,
    "timestamp": parse_timestamp,
    "blob": _bytes,
}


def _file(word: str) -> str:
    if word == _STDIN:
        return sys.stdin.read() if __name__ == "__main__" else word
    return Path(word.removeprefix("file://")).read_text() if word.startswith("file://") else word


def _json(word: str, flag: str) -> Any:
    try:
        return json.loads(_file(word))
    except (OSError, ValueError) as error:
        raise NoSuchCommand(f"{flag} can't be {word}: {error}") from None


def _shorthand(shape: Any, word: str, flag: str) -> dict[str, Any]:
    if not re.fullmatch(r"[A-Za-z]+=[^,=]*(,[A-Za-z]+=[^,=]*)*", word):
        raise NoSuchCommand(f"{flag} is written Name=value,Name=value or as JSON, and not {word}")
    pairs = [pair.split("=", 1) for pair in word.split(",")]
    if strange := [name for name, _ in pairs if name not in shape.members]:
        raise NoSuchCommand(f"{flag} has no {', '.join(strange)}")
    return {name: _value(shape.members[name], [value], flag) for name, value in pairs}


def _text(result: Any) -> str:
    if isinstance(result, list):
        return ("\n" if any(isinstance(each, list) for each in result) else "\t").join(_text(each) for each in result)
    return str(result)


if __name__ == "__main__":
    try:
        print(understood(sys.argv[1:]).call())
    except (BotoCoreError, ClientError, NoSuchCommand) as error:
        sys.exit(f"aws {' '.join(sys.argv[1:3])}: {error}")
