from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from ops.github import comment
from ops.github.repository import GitHubFailed, Repository, repository
from tests.unit.ops.conftest import run_shop


class Comments:
    """A fake of GitHub's list of a pull request's comments, two per page."""

    def __init__(self, *texts: str) -> None:
        self.bodies = dict(enumerate(texts, start=1))
        self.kind = "Bot"

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/repos/ada/shop/issues/")
        match request.method, path.split("/"):
            case "GET", ["12", "comments"]:
                return self._page(int(request.url.params.get("page", "1")), request)
            case "POST", ["12", "comments"]:
                return self._write(len(self.bodies) + 1, request)
            case "PATCH", ["comments", number]:
                return self._write(int(number), request)
        return httpx.Response(404, text="no such path")

    def _page(self, page: int, request: httpx.Request) -> httpx.Response:
        shown = list(self.bodies.items())[2 * page - 2 : 2 * page]
        comments: list[Any] = [{"id": number, "body": body, "user": {"type": self.kind}} for number, body in shown]
        more = f'<{request.url.copy_set_param("page", page + 1)}>; rel="next"' if 2 * page < len(self.bodies) else ""
        return httpx.Response(200, json=comments, headers={"Link": more} if more else {})

    def _write(self, number: int, request: httpx.Request) -> httpx.Response:
        self.bodies[number] = json.loads(request.content)["body"]
        return httpx.Response(200, json={"html_url": f"https://github.example/{number}"})


def repository_of(github: Comments) -> Repository:
    return repository("ada/shop", "token", httpx.MockTransport(github))


def test_the_first_run_writes_a_comment() -> None:
    github = Comments("Nice!")

    address = comment.write(repository_of(github), 12, comment.text(["2 to change"], "c0ffee"))

    assert address == "https://github.example/2"
    assert github.bodies[2] == f"{comment.MARK}\nCommit c0ffee:\n\n2 to change"


def test_a_later_run_changes_that_comment_among_several_pages() -> None:
    github = Comments("Nice!", "Is it?", f"{comment.MARK}\n2 to change", "It is.")

    comment.write(repository_of(github), 12, comment.text(["3 to change"], ""))

    assert list(github.bodies) == [1, 2, 3, 4]
    assert github.bodies[3] == f"{comment.MARK}\n3 to change"


def test_a_quotation_of_the_comment_is_not_changed() -> None:
    github = Comments(f"Look: {comment.MARK}")
    github.kind = "User"

    comment.write(repository_of(github), 12, comment.text(["2 to change"], ""))

    assert github.bodies[1] == f"Look: {comment.MARK}"
    assert len(github.bodies) == 2


def test_plans_share_the_maximum_length() -> None:
    text = comment.text(["short", "x" * 2 * comment.LONGEST], "c0ffee")

    assert len(text) <= comment.LONGEST + len("\n\n")
    assert "short" in text
    assert text.endswith("The rest is in the run's artifacts.\n")


def test_an_error_of_github_is_reported_with_its_reason() -> None:
    with pytest.raises(GitHubFailed, match=r"GET /repos/ada/shop/issues/13/comments returned 404: no such path"):
        comment.write(repository_of(Comments()), 13, "text")


@pytest.mark.parametrize("words", [(), ("twelve",)])
def test_a_pull_request_needs_its_number(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_shop("comment", *words) == 2
    assert "PULL_REQUEST" in capsys.readouterr().err
