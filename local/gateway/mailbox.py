"""The mailbox: the e-mails that the shop has sent, none of which leaves this machine."""

from __future__ import annotations

import json
import os
import urllib.request
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, JSONResponse, Response

from handlers.domain.clock import timestamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

_PAGE = Path(__file__).with_name("mailbox.html")
# The headers that the shop sets.
_SHOWN = ("From", "Message-ID", "Auto-Submitted")
_JSON = "application/json"
# No CORS headers: other origins may not read e-mails. And nothing in an e-mail runs or is fetched.
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "script-src 'none'; connect-src 'none'; img-src 'none'; form-action 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def show_mailbox(request: Request) -> Response:
    """Return the sent e-mails, newest first, as a page, or as JSON if the request accepts it."""
    mails = sent_mails(os.environ["AWS_ENDPOINT_URL"])
    if _JSON in request.headers.get("accept", ""):
        return JSONResponse({"items": mails}, headers=_HEADERS)
    return HTMLResponse(_page(mails), headers=_HEADERS)


def sent_mails(aws_url: str) -> list[dict[str, Any]]:
    """Return the sent e-mails, newest first.

    Parameters
    ----------
    aws_url : str
        Base URL of the embedded AWS services.

    Returns
    -------
    list
        ``to, subject, text, html, sentAt, headers`` of each.

    Raises
    ------
    urllib.error.URLError
        If the embedded AWS services don't respond.
    """
    with urllib.request.urlopen(f"{aws_url}/_ministack/ses/messages", timeout=10) as response:  # noqa: S310  # ours, http
        by_account = json.load(response)["messages"]
    sent = [message for messages in by_account.values() for message in messages]
    return [_mail(message) for message in sorted(sent, key=_moment, reverse=True)]


def _moment(message: Mapping[str, Any]) -> float:
    return float(message["Timestamp"])


def _mail(message: Mapping[str, Any]) -> dict[str, Any]:
    # local/aws/ministack.py puts the headers there; an e-mail that was sent without them has an address.
    headers = message["Source"] if isinstance(message["Source"], dict) else {"From": message["Source"]}
    return {
        "to": ", ".join(message["To"]),
        "subject": message["Subject"],
        # Lines of an e-mail end with CRLF.
        "text": message["BodyText"].replace("\r\n", "\n"),
        "html": (message["BodyHtml"] or "").replace("\r\n", "\n"),
        "sentAt": timestamp(datetime.fromtimestamp(_moment(message), UTC)),
        "headers": {name: headers[name] for name in _SHOWN if name in headers},
    }


def _page(mails: list[dict[str, Any]]) -> str:
    shown = "\n".join(map(_article, mails)) or "<p>No e-mail has been sent yet.</p>"
    return _PAGE.read_text().replace("<!-- e-mails -->", shown)


def _article(mail: Mapping[str, Any]) -> str:
    escaped = {name: escape(value) for name, value in mail.items() if name != "headers"}
    headers = "\n".join(f"{name}: {value}" for name, value in mail["headers"].items())
    return f"""<article>
  <h2>{escaped["subject"]}</h2>
  <p>To {escaped["to"]}, <time datetime="{escaped["sentAt"]}">{escaped["sentAt"]}</time></p>
  <iframe sandbox="" loading="lazy" title="{escaped["subject"]}" srcdoc="{escaped["html"]}"></iframe>
  <details><summary>As plain text</summary><pre>{escaped["text"]}</pre></details>
  <details><summary>Headers</summary><pre>{escape(headers)}</pre></details>
</article>"""
