"""Excerpts of botocore's data: only the operations that functions call.

botocore loads the whole model of a service to call one operation, which is most of a cold start. These files have the
layout of its data folder, and ``handlers/runtime/aws/session.py`` makes botocore load them instead.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from botocore.loaders import Loader

from codegen.contract import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    type Node = dict[str, Any]

# Actions of IAM whose name isn't that of the API call.
_OPERATIONS = {
    "dynamodb:ConditionCheckItem": ("TransactWriteItems",),
    "lambda:InvokeFunction": ("Invoke",),
    # To presign an upload form, botocore takes the bucket's address from CreateBucket; when S3 redirects a call, it
    # calls HeadBucket to find the region.
    "s3:PutObject": ("PutObject", "CreateBucket", "HeadBucket"),
    "s3:ListBucket": ("ListObjectsV2",),
}
# Services whose name in endpoints.json isn't their client's.
_ENDPOINTS = {"ses": "email"}
_NOTICE = """These files are excerpts of botocore's data, made by codegen/aws_models.py and codegen/aws_roots.py.
botocore: Copyright Amazon.com, Inc. or its affiliates; licensed under the Apache License, Version 2.0.
"""


def aws_files(actions: Iterable[str]) -> dict[str, str]:
    """Return the text of every file by its path inside ``generated/``.

    Parameters
    ----------
    actions : Iterable[str]
        The actions in the functions' policies, such as ``dynamodb:GetItem``.

    Raises
    ------
    ContractError
        If an action is no API call and ``_OPERATIONS`` doesn't list its calls.
    """
    loader = Loader()
    operations = _operations(actions)
    services: dict[str, object] = {}
    for service, names in operations.items():
        services |= _service_files(loader, service, names)
    files = services | _common_files(loader, operations)
    return {f"aws/{path}.json": _json(data) for path, data in files.items()} | {"aws/NOTICE": _NOTICE}


def _operations(actions: Iterable[str]) -> dict[str, set[str]]:
    operations: dict[str, set[str]] = {}
    for action in sorted(set(actions)):
        service, _, name = action.partition(":")
        operations.setdefault(service, set()).update(_OPERATIONS.get(action, (name,)))
    return operations


def _service_files(loader: Loader, service: str, names: set[str]) -> Iterator[tuple[str, object]]:
    folder = f"{service}/{loader.determine_latest_version(service, 'service-2')}"
    yield f"{folder}/service-2", _excerpt(loader.load_service_model(service, "service-2"), names)
    yield f"{folder}/endpoint-rule-set-1", loader.load_service_model(service, "endpoint-rule-set-1")
    if service in loader.list_available_services("paginators-1"):
        pages = loader.load_service_model(service, "paginators-1")["pagination"]
        yield f"{folder}/paginators-1", {"pagination": {name: pages[name] for name in pages if name in names}}


def _common_files(loader: Loader, services: Iterable[str]) -> dict[str, object]:
    return {
        "partitions": loader.load_data("partitions"),
        "sdk-default-configuration": loader.load_data("sdk-default-configuration"),
        "_retry": _excerpt_retries(loader.load_data("_retry"), services),
        "endpoints": _excerpt_endpoints(
            loader.load_data("endpoints"), {_ENDPOINTS.get(name, name) for name in services}
        ),
    }


def _excerpt(model: Node, names: set[str]) -> Node:
    if unknown := names - set(model["operations"]):
        service = model["metadata"]["serviceId"]
        raise ContractError(
            f"{service} has no operation {', '.join(sorted(unknown))}: add the action to _OPERATIONS in {__name__}"
        )
    operations = {name: model["operations"][name] for name in model["operations"] if name in names}
    # botocore looks errors up in the whole service, not in the operation.
    errors = {name for name, shape in model["shapes"].items() if shape.get("exception")}
    shapes = _reachable(model["shapes"], _references(operations) | errors)
    return {
        "version": model["version"],
        "metadata": model["metadata"],
        "operations": _without_documentation(operations),
        "shapes": _without_documentation({name: model["shapes"][name] for name in model["shapes"] if name in shapes}),
        **{key: model[key] for key in ("clientContextParams",) if key in model},
    }


def _reachable(shapes: Mapping[str, Node], roots: set[str]) -> set[str]:
    reached: set[str] = set()
    pending = roots
    while pending:
        reached |= pending
        pending = set().union(*(_references(shapes[name]) for name in pending)) - reached
    return reached


def _references(node: object) -> set[str]:
    """Return the names of the shapes that a part of a model refers to."""
    match node:
        case {"shape": str(name)}:
            return {name}
        case dict():
            return set().union(*(_references(value) for value in node.values()))
        case list():
            return set().union(*(_references(value) for value in node))
    return set()


def _without_documentation(node: Any) -> Any:
    if isinstance(node, dict):
        # A member may be named documentation; then its value is no text.
        return {
            key: _without_documentation(value)
            for key, value in node.items()
            if not (key in {"documentation", "documentationUrl"} and isinstance(value, str))
        }
    return [_without_documentation(part) for part in node] if isinstance(node, list) else node


def _excerpt_retries(retries: Node, services: Iterable[str]) -> Node:
    own = {name: rule for name, rule in retries["retry"].items() if name in {"__default__", *services}}
    return {**retries, "retry": own}


def _excerpt_endpoints(endpoints: Node, services: set[str]) -> Node:
    partitions = [
        {**partition, "services": {name: of for name, of in partition["services"].items() if name in services}}
        for partition in endpoints["partitions"]
    ]
    return {**endpoints, "partitions": partitions}


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
