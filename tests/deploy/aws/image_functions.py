"""Functions of the image, run from source: for a machine on which no container engine is.

The embedded AWS is told of a function of a ZIP file that holds nothing, whose handler is the image's command; its
processes find the source on their path. Whoever asks is told of a function of an image, as it was made.
"""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from typing import Any

_FUNCTIONS = re.compile(r"/2015-03-31/functions/?(?P<name>[^/?]+)?(?P<part>/code|/configuration)?/?")
_NAME = re.compile(r"(?:.*:function:)?([^:]+)(?::[^:]+)?")
_RUNTIME = "python3.13"


class ImageFunctions:
    """What is known of functions of an image, by their names."""

    def __init__(self) -> None:
        self._images: dict[str, str] = {}
        self._commands: dict[str, dict[str, Any]] = {}

    def asked(self, method: str, path: str, body: bytes) -> bytes:
        """Return the body of a request to Lambda with a ZIP file in an image's place; any other's as it is."""
        found = _FUNCTIONS.fullmatch(path)
        if not found or method not in {"POST", "PUT"} or not body:
            return body
        said = json.loads(body)
        match method, found["name"], found["part"]:
            case "POST", None, None if "ImageUri" in said.get("Code", {}):
                return self._created(said)
            case "PUT", name, "/code" if "ImageUri" in said:
                self._images[_plain(name)] = said.pop("ImageUri")
                return json.dumps(said | {"ZipFile": _EMPTY}).encode()
            case "PUT", name, "/configuration" if "ImageConfig" in said:
                return self._configured(_plain(name), said)
        return body

    def _created(self, said: dict[str, Any]) -> bytes:
        name = said["FunctionName"]
        self._images[name] = said["Code"]["ImageUri"]
        said |= {"Code": {"ZipFile": _EMPTY}, "PackageType": "Zip", "Runtime": _RUNTIME}
        return self._configured(name, said)

    def _configured(self, name: str, said: dict[str, Any]) -> bytes:
        self._commands[name] = said.pop("ImageConfig")
        (handler,) = self._commands[name]["Command"]
        return json.dumps(said | {"Handler": handler}).encode()

    def answered(self, path: str, body: bytes) -> bytes:
        """Return the body of Lambda's answer with an image in a ZIP file's place; any other's as it is."""
        if not path.startswith("/2015-03-31/functions") or b'"PackageType"' not in body:
            return body
        return json.dumps(self._told(json.loads(body))).encode()

    def _told(self, said: Any) -> Any:
        if isinstance(said, list):
            return [self._told(each) for each in said]
        if not isinstance(said, dict):
            return said
        told = {key: self._told(value) for key, value in said.items()}
        name = (told.get("Configuration") or told).get("FunctionName")
        if name not in self._images:
            return told
        if "PackageType" in told:
            told |= {"PackageType": "Image", "ImageConfigResponse": {"ImageConfig": self._commands[name]}}
            for of_a_zip in ("Runtime", "Handler"):
                told.pop(of_a_zip, None)
        if "Code" in told:
            image = self._images[name]
            told["Code"] = {"RepositoryType": "ECR", "ImageUri": image, "ResolvedImageUri": image}
        return told


def _plain(name: str) -> str:
    """Return the name out of a name or an ARN, with a version or without."""
    found = _NAME.fullmatch(name)
    return found[1] if found else name


def _empty() -> str:
    holder = io.BytesIO()
    with zipfile.ZipFile(holder, "w") as archive:
        archive.writestr("README", "The source is on the path.")
    return base64.b64encode(holder.getvalue()).decode()


_EMPTY = _empty()
