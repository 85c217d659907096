"""Image functions run from source, for a machine without a container engine.

The embedded AWS gets a function with an empty ZIP file, whose handler is the image's command; its processes find the
source on their path. Clients see a function of an image, as they created it.
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
    """Settings of image functions, by function name."""

    def __init__(self) -> None:
        self._images: dict[str, str] = {}
        self._commands: dict[str, dict[str, Any]] = {}

    def rewrite_request(self, method: str, path: str, body: bytes) -> bytes:
        """Return the body of a request to Lambda with a ZIP file instead of an image; others unchanged."""
        found = _FUNCTIONS.fullmatch(path)
        if not found or method not in {"POST", "PUT"} or not body:
            return body
        settings = json.loads(body)
        match method, found["name"], found["part"]:
            case "POST", None, None if "ImageUri" in settings.get("Code", {}):
                return self._created(settings)
            case "PUT", name, "/code" if "ImageUri" in settings:
                self._images[_plain(name)] = settings.pop("ImageUri")
                return json.dumps(settings | {"ZipFile": _EMPTY}).encode()
            case "PUT", name, "/configuration" if "ImageConfig" in settings:
                return self._configured(_plain(name), settings)
        return body

    def _created(self, body: dict[str, Any]) -> bytes:
        name = body["FunctionName"]
        self._images[name] = body["Code"]["ImageUri"]
        body |= {"Code": {"ZipFile": _EMPTY}, "PackageType": "Zip", "Runtime": _RUNTIME}
        return self._configured(name, body)

    def _configured(self, name: str, body: dict[str, Any]) -> bytes:
        self._commands[name] = body.pop("ImageConfig")
        (handler,) = self._commands[name]["Command"]
        return json.dumps(body | {"Handler": handler}).encode()

    def rewrite_response(self, path: str, body: bytes) -> bytes:
        """Return the body of Lambda's response with an image instead of a ZIP file; others unchanged."""
        if not path.startswith("/2015-03-31/functions") or b'"PackageType"' not in body:
            return body
        return json.dumps(self._with_image(json.loads(body))).encode()

    def _with_image(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._with_image(each) for each in value]
        if not isinstance(value, dict):
            return value
        function = {key: self._with_image(each) for key, each in value.items()}
        name = (function.get("Configuration") or function).get("FunctionName")
        if name not in self._images:
            return function
        if "PackageType" in function:
            function |= {"PackageType": "Image", "ImageConfigResponse": {"ImageConfig": self._commands[name]}}
            for of_a_zip in ("Runtime", "Handler"):
                function.pop(of_a_zip, None)
        if "Code" in function:
            image = self._images[name]
            function["Code"] = {"RepositoryType": "ECR", "ImageUri": image, "ResolvedImageUri": image}
        return function


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
