from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from ops.github import comment
from ops.github.repository import GitHubRefused, Repository, repository


class Comments:
    """A double of GitHub's list of a pull request's comments, two on a page."""

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
        told: list[Any] = [{"id": number, "body": body, "user": {"type": self.kind}} for number, body in shown]
        more = f'<{request.url.copy_set_param("page", page + 1)}>; rel="next"' if 2 * page < len(self.bodies) else ""
        return httpx.Response(200, json=told, headers={"Link": more} if more else {})

    def _write(self, number: int, request: httpx.Request) -> httpx.Response:
        self.bodies[number] = json.loads(request.content)["body"]
        return httpx.Response(200, json={"html_url": f"https://github.example/{number}"})


def asked(github: Comments) -> Repository:
    return repository("ada/shop", "token", httpx.MockTransport(github))


def test_the_first_run_writes_a_comment() -> None:
    github = Comments("Nice!")

    address = comment.write(asked(github), 12, comment.text(["2 to change"], "c0ffee"))

    assert address == "https://github.example/2"
    assert github.bodies[2] == f"{comment.MARK}\nOf c0ffee:\n\n2 to change"


def test_a_later_run_changes_that_comment_however_many_there_are() -> None:
    github = Comments("Nice!", "Is it?", f"{comment.MARK}\n2 to change", "It is.")

    comment.write(asked(github), 12, comment.text(["3 to change"], ""))

    assert list(github.bodies) == [1, 2, 3, 4]
    assert github.bodies[3] == f"{comment.MARK}\n3 to change"


def test_a_person_who_quotes_the_comment_keeps_theirs() -> None:
    github = Comments(f"Look: {comment.MARK}")
    github.kind = "User"

    comment.write(asked(github), 12, comment.text(["2 to change"], ""))

    assert github.bodies[1] == f"Look: {comment.MARK}"
    assert len(github.bodies) == 2


def test_each_plan_gets_its_part_of_the_room_that_there_is() -> None:
    text = comment.text(["short", "x" * 2 * comment.LONGEST], "c0ffee")

    assert len(text) <= comment.LONGEST + len("\n\n")
    assert "short" in text
    assert text.endswith("The rest is in the run's artifacts.\n")


def test_what_github_refuses_is_said_with_its_reason() -> None:
    with pytest.raises(GitHubRefused, match=r"GET /repos/ada/shop/issues/13/comments was answered 404: no such path"):
        comment.write(asked(Comments()), 13, "text")


@pytest.mark.parametrize("given", ["", "twelve"])
def test_no_number_of_a_pull_request_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str
) -> None:
    for name, value in {"GITHUB_REPOSITORY": "ada/shop", "GITHUB_TOKEN": "token", "PULL_REQUEST": given}.items():
        monkeypatch.setenv(name, value)

    assert comment.main() == 1
    assert capsys.readouterr().err == "comment: Say which pull request: make comment PULL_REQUEST=12\n"
