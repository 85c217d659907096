"""Image functions run from source, for a machine without a container engine.

The embedded AWS gets a function with an empty ZIP file, whose handler is the image's command; its processes find the
source on their path. Clients see a function of an image, as they created it.
"""

import base64
import json
import re
from dataclasses import dataclass, field
from typing import Any

# A ZIP file without entries.
_EMPTY = base64.b64encode(b"PK\x05\x06" + bytes(18)).decode()
_FUNCTIONS = "/2015-03-31/functions"
# A call that creates a function, or changes that of a name or an ARN, with a version or without.
_CHANGE = re.compile(rf"{_FUNCTIONS}(?:/(?:.*:function:)?(?P<name>[^/:]+)[^/]*/(?:code|configuration))?/?")


@dataclass(frozen=True, slots=True)
class ImageFunctions:
    """Settings of image functions, by function name."""

    images: dict[str, str] = field(default_factory=dict)
    commands: dict[str, dict[str, Any]] = field(default_factory=dict)

    def rewrite_request(self, path: str, body: bytes) -> bytes:
        """Return the body of a request to Lambda with a ZIP file instead of an image; others unchanged."""
        found = _CHANGE.fullmatch(path)
        if not found or not body:
            return body
        settings = json.loads(body)
        name = found["name"] or settings["FunctionName"]
        # UpdateFunctionCode has the code's members beside the others.
        code = settings.get("Code", settings)
        if "ImageUri" in code:
            self.images[name] = code.pop("ImageUri")
            code["ZipFile"] = _EMPTY
            if "Code" in settings:
                settings |= {"PackageType": "Zip", "Runtime": "python3.13"}
        if "ImageConfig" in settings:
            self.commands[name] = settings.pop("ImageConfig")
            (settings["Handler"],) = self.commands[name]["Command"]
        return json.dumps(settings).encode()

    def rewrite_response(self, path: str, body: bytes) -> bytes:
        """Return the body of Lambda's response with an image instead of a ZIP file; others unchanged."""
        if not path.startswith(_FUNCTIONS) or b'"PackageType"' not in body:
            return body
        return json.dumps(json.loads(body, object_hook=self._with_image)).encode()

    def _with_image(self, function: dict[str, Any]) -> dict[str, Any]:
        name = (function.get("Configuration") or function).get("FunctionName")
        if name not in self.images:
            return function
        if "PackageType" in function:
            function |= {"PackageType": "Image", "ImageConfigResponse": {"ImageConfig": self.commands[name]}}
            for of_a_zip in ("Runtime", "Handler"):
                function.pop(of_a_zip, None)
        if "Code" in function:
            image = self.images[name]
            function["Code"] = {"RepositoryType": "ECR", "ImageUri": image, "ResolvedImageUri": image}
        return function
