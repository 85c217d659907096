"""The AWS CLI as far as botocore defines it: parsing a page's command, and its call.

``python -m tests.aws_command dynamodb describe-table --table-name …`` makes the call with botocore. The CLI itself is
in no environment of ours: it requires a botocore of its own.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

import botocore.session
import jmespath
from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError, UnknownServiceError
from botocore.model import OperationModel
from botocore.utils import parse_timestamp
from botocore.validate import ParamValidator

_SESSION = botocore.session.get_session()
_MODELS = {"s3api": "s3", "s3": "(a command of its own)", "configservice": "config"}
_STDIN = "file:///dev/stdin"


class NoSuchCommand(Exception):
    """The AWS CLI would refuse this command; the message holds the reason."""


def parse(words: Sequence[str]) -> Callable[[], str]:
    """Return the command's call, which returns its output; raise `NoSuchCommand` if the CLI would refuse it."""
    if len(words) < 2:
        raise NoSuchCommand("a command names a service and an operation")
    service, name, *rest = words
    try:
        model = _SESSION.get_service_model(_MODELS.get(service, service))
    except UnknownServiceError:
        raise NoSuchCommand(f"there is no service {service}") from None
    is_waiter = name == "wait"
    operations = {xform_name(each, "-"): each for each in model.operation_names}
    if is_waiter:
        name, *rest = rest
        waiters = _SESSION.get_waiter_model(model.service_name)
        operations = {xform_name(each, "-"): waiters.get_waiter(each).operation for each in waiters.waiter_names}
    if name not in operations:
        raise NoSuchCommand(f"{service} has no {name}")
    operation = model.operation_model(operations[name])
    options = _parser(operation).parse_args(rest)
    make = _wait if is_waiter else _call
    return partial(make, model.service_name, name.replace("-", "_"), _parameters(operation, options), options)


def _wait(service: str, waiter: str, parameters: dict[str, Any], _options: argparse.Namespace) -> str:
    _SESSION.create_client(service).get_waiter(waiter).wait(**parameters)
    return ""


def _call(service: str, method: str, parameters: dict[str, Any], options: argparse.Namespace) -> str:
    response = getattr(_SESSION.create_client(service), method)(**parameters)
    response.pop("ResponseMetadata")
    if options.outfile:
        Path(options.outfile).write_bytes(response.pop("Payload").read())
    result = options.query.search(response) if options.query else response
    return _text(result) if options.output == "text" else json.dumps(result, default=str)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise NoSuchCommand(f"{self.prog}: {message}")


def _parser(operation: OperationModel) -> argparse.ArgumentParser:
    parser = _Parser(operation.name, add_help=False, allow_abbrev=False, conflict_handler="resolve")
    parser.add_argument("--max-items")  # of any list; an operation's own parameter comes first
    for member, shape in (operation.input_shape.members if operation.input_shape else {}).items():
        option = f"--{xform_name(member, '-')}"
        if shape.type_name == "boolean":
            parser.add_argument(option, dest=member, action=argparse.BooleanOptionalAction)
        else:
            nargs = "+" if shape.type_name == "list" else None
            parser.add_argument(option, dest=member, nargs=nargs, type=_converter(shape))
    # Global options, which botocore's models lack, and the file of a streamed response.
    parser.add_argument("--query", type=jmespath.compile)
    parser.add_argument("--output", choices=("json", "text", "table"))
    parser.set_defaults(outfile=None)
    if operation.has_streaming_output:
        parser.add_argument("outfile")
    return parser


def _parameters(operation: OperationModel, options: argparse.Namespace) -> dict[str, Any]:
    if not operation.input_shape:
        return {}
    given = vars(options)
    parameters = {
        name: list(chain.from_iterable(given[name])) if shape.type_name == "list" else given[name]
        for name, shape in operation.input_shape.members.items()
        if given.get(name) is not None
    }
    report = ParamValidator().validate(parameters, operation.input_shape)
    if report.has_errors():
        raise NoSuchCommand(f"{operation.name}: {report.generate_report()}")
    return parameters


def _converter(shape: Any) -> Callable[[str], Any]:
    def convert(word: str) -> Any:
        # argparse itself reports only a ValueError, without its text.
        try:
            return _value(shape, word)
        except (OSError, ValueError) as error:
            raise argparse.ArgumentTypeError(f"can't be {word}: {error}") from None

    return convert


def _value(shape: Any, word: str) -> Any:  # botocore's shapes have no types of their own
    if shape.type_name == "blob":
        return Path(word.removeprefix("fileb://")).read_bytes()
    text = _content(word)
    match shape.type_name:
        case "list" if not word.startswith(("[", "file://")):
            return [_value(shape.member, word)]
        case "structure" if not word.startswith(("{", "file://")):
            return _shorthand(shape, word)
        case "string" if shape.enum and text not in shape.enum:
            raise ValueError(f"it is one of {', '.join(shape.enum)}")
    return _CONVERSIONS.get(shape.type_name, str)(text)


_JSON = dict.fromkeys(("list", "map", "structure"), json.loads)
_NUMBERS = {"integer": int, "long": int, "double": float, "float": float}
_CONVERSIONS: dict[str, Callable[[str], Any]] = {**_JSON, **_NUMBERS, "timestamp": parse_timestamp}


def _content(word: str) -> str:
    if word == _STDIN:
        return sys.stdin.read() if __name__ == "__main__" else word
    return Path(word.removeprefix("file://")).read_text() if word.startswith("file://") else word


def _shorthand(shape: Any, word: str) -> dict[str, Any]:
    if not re.fullmatch(r"[A-Za-z]+=[^,=]*(,[A-Za-z]+=[^,=]*)*", word):
        raise ValueError("it is written Name=value,Name=value or as JSON")
    pairs = [pair.split("=", 1) for pair in word.split(",")]
    if unknown := [name for name, _ in pairs if name not in shape.members]:
        raise ValueError(f"it has no {', '.join(unknown)}")
    return {name: _value(shape.members[name], value) for name, value in pairs}


def _text(result: Any) -> str:
    if isinstance(result, list):
        return ("\n" if any(isinstance(each, list) for each in result) else "\t").join(_text(each) for each in result)
    return str(result)


if __name__ == "__main__":
    try:
        print(parse(sys.argv[1:])())
    except (BotoCoreError, ClientError, NoSuchCommand) as error:
        sys.exit(f"aws {' '.join(sys.argv[1:3])}: {error}")
