"""The repository at GitHub, by its API, as the job's own token may change it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from local.config import CannotRun

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_API = "https://api.github.com"
_SECONDS = 30
# The most that GitHub lists at once.
_PAGE = 100


class GitHubRefused(Exception):  # the program's last words
    """GitHub answered with an error; the message says to what, and what it said."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository.

    Parameters
    ----------
    name : str
        As OWNER/NAME.
    client : httpx.Client
        What asks; its base is the API, and it has the token.
    """

    name: str
    client: httpx.Client

    def get(self, path: str) -> Any:  # noqa: ANN401  # JSON
        """Return what stands under a path of the repository; None if nothing does."""
        answer = self.client.get(self._url(path))
        return None if answer.status_code == httpx.codes.NOT_FOUND else _good(answer).json()

    def listed(self, path: str) -> Iterator[dict[str, Any]]:
        """Yield all that is listed under a path."""
        url: str | None = f"{self._url(path)}?per_page={_PAGE}"
        while url:
            answer = _good(self.client.get(url))
            yield from answer.json()
            url = answer.links.get("next", {}).get("url")

    def send(self, method: str, path: str, told: Mapping[str, Any]) -> dict[str, Any]:
        """Make or change something, and return what it is then."""
        sent: dict[str, Any] = _good(self.client.request(method, self._url(path), json=told)).json()
        return sent

    def delete(self, path: str) -> None:
        """Take something away."""
        _good(self.client.delete(self._url(path)))

    def upload(self, url: str, file: Path) -> None:
        """Put a file beside a release, under its own name."""
        headers = {"Content-Type": "application/octet-stream"}
        _good(self.client.post(url, params={"name": file.name}, content=file.read_bytes(), headers=headers))

    def _url(self, path: str) -> str:
        return f"/repos/{self.name}/{path}"


def here() -> Repository:
    """Return the repository that the job is of.

    Raises
    ------
    CannotRun
        If it or the token isn't said.
    """
    name, token = os.environ.get("GITHUB_REPOSITORY", ""), os.environ.get("GITHUB_TOKEN", "")
    if not name or not token:
        raise CannotRun("Say whose repository and as whom: GITHUB_REPOSITORY=OWNER/NAME and GITHUB_TOKEN.")
    return repository(name, token)


def repository(name: str, token: str, transport: httpx.BaseTransport | None = None) -> Repository:
    """Return a repository that is asked with a token, over a transport of one's own if one is given."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    base = os.environ.get("GITHUB_API_URL") or _API
    return Repository(name, httpx.Client(base_url=base, headers=headers, timeout=_SECONDS, transport=transport))


def _good(answer: httpx.Response) -> httpx.Response:
    if answer.is_error:
        request = answer.request
        raise GitHubRefused(
            f"{request.method} {request.url.path} was answered {answer.status_code}: {answer.text[:500]}"
        )
    return answer
