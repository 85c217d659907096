"""A path of the documentation maps to the same file here and behind CloudFront."""

import json
import shutil
import subprocess

import pytest

from local.config import ROOT
from local.gateway.docs import file_of

_PAGES = ROOT / "terraform" / "modules" / "cdn" / "pages.js"
FILES = {
    "": "index.html",
    "problems/timeout": "problems/timeout.html",
    "problems/timeout.html": "problems/timeout.html",
    "reference/createOrder": "reference/createOrder.html",
    "assets/shop.css": "assets/shop.css",
    "guides/": "guides/index.html",
}


@pytest.mark.parametrize(("path", "file"), FILES.items())
def test_a_page_is_found_with_or_without_its_extension(path: str, file: str) -> None:
    assert file_of(path) == file


@pytest.mark.skipif(shutil.which("node") is None, reason="CloudFront's function is JavaScript")
def test_cloudfront_finds_the_same_files() -> None:
    program = f"{_PAGES.read_text()}\nconst found = {json.dumps(list(FILES))}.map((path) =>"
    program += "handler({request: {uri: '/docs/' + path}}).uri); console.log(JSON.stringify(found));"

    found = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True).stdout

    assert json.loads(found) == [f"/docs/{file}" for file in FILES.values()]


@pytest.mark.skipif(shutil.which("node") is None, reason="CloudFront's function is JavaScript")
@pytest.mark.parametrize("path", ["/", "/docs"])
def test_cloudfront_sends_the_reader_to_the_first_page_with_its_slash(path: str) -> None:
    program = f"{_PAGES.read_text()}\nconsole.log(JSON.stringify(handler({{request: {{uri: '{path}'}}}})));"

    response = json.loads(subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True).stdout)

    assert (response["statusCode"], response["headers"]["location"]["value"]) == (302, "/docs/")
