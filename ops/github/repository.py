"""The repository at GitHub, through its API, with the job's token."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from ops.cli import CannotRun

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_API = "https://api.github.com"
_SECONDS = 30
# The longest page of GitHub's lists.
_PAGE = 100


class GitHubFailed(CannotRun):
    """GitHub returned an error; the message has the request and the response."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository.

    Parameters
    ----------
    name : str
        As OWNER/NAME.
    client : httpx.Client
        A client with the API's base URL and the token.
    """

    name: str
    client: httpx.Client

    def get(self, path: str) -> Any:  # noqa: ANN401  # JSON
        """Return the resource at a path of the repository; None if there is none."""
        response = self.client.get(self._url(path))
        return None if response.status_code == httpx.codes.NOT_FOUND else _check_status(response).json()

    def listed(self, path: str) -> Iterator[dict[str, Any]]:
        """Yield the items of all pages of a list."""
        url: str | None = f"{self._url(path)}?per_page={_PAGE}"
        while url:
            response = _check_status(self.client.get(url))
            yield from response.json()
            url = response.links.get("next", {}).get("url")

    def send(self, method: str, path: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Create or update a resource, and return it."""
        sent: dict[str, Any] = _check_status(self.client.request(method, self._url(path), json=fields)).json()
        return sent

    def delete(self, path: str) -> None:
        """Delete a resource."""
        _check_status(self.client.delete(self._url(path)))

    def upload(self, url: str, file: Path) -> None:
        """Upload a file to a release, under its own name."""
        headers = {"Content-Type": "application/octet-stream"}
        _check_status(self.client.post(url, params={"name": file.name}, content=file.read_bytes(), headers=headers))

    def _url(self, path: str) -> str:
        return f"/repos/{self.name}/{path}"


def this_repository() -> Repository:
    """Return the repository of the job; raise `CannotRun` without ``GITHUB_REPOSITORY`` and ``GITHUB_TOKEN``."""
    name, token = os.environ.get("GITHUB_REPOSITORY", ""), os.environ.get("GITHUB_TOKEN", "")
    if not name or not token:
        raise CannotRun("Set GITHUB_REPOSITORY=OWNER/NAME and GITHUB_TOKEN.")
    return repository(name, token)


def repository(name: str, token: str, transport: httpx.BaseTransport | None = None) -> Repository:
    """Return a repository, accessed with a token."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    base = os.environ.get("GITHUB_API_URL") or _API
    return Repository(name, httpx.Client(base_url=base, headers=headers, timeout=_SECONDS, transport=transport))


def _check_status(response: httpx.Response) -> httpx.Response:
    if response.is_error:
        request, status = response.request, response.status_code
        raise GitHubFailed(f"{request.method} {request.url.path} returned {status}: {response.text[:500]}")
    return response
