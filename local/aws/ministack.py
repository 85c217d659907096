"""The embedded AWS services, in a process of their own: ``python -m local.aws.ministack PORT FOLDER``.

It stops, and then saves its data, when its standard input closes. The system closes that when the gateway ends, also by
a SIGKILL or a crash. Until it serves there is nothing to save, and it ends at once. If this process is killed too, or
the power fails, the journal has the changes since the last save.
"""

from __future__ import annotations

import asyncio
import base64
import fcntl
import logging
import os
import signal
import sys
import threading
from email import message_from_bytes, policy
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local.aws.changes import Changes, changed_services
from local.aws.journal import Journal
from local.aws.recovery import RESTORED, recover, save_states
from local.aws.responses import is_from_web_page
from local.aws.saved_state import SavedState, lock_file
from local.config import ACCOUNT, AWS_CREDENTIALS, BUCKET, EXPORT_BUCKET, LOOPBACK, REGION, listening_host
from local.durable import write_durably
from local.http_server import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp

# A power failure loses the changes since the last sync: at most five seconds' are allowed.
_SYNC_SECONDS = 1
# Limit of a stop that nothing awaits any more; only a hang reaches it.
_STOP_SECONDS = 300
_SERVICES = "apigateway,dynamodb,dynamodbstreams,events,s3,secretsmanager,ses,sns,sqs"
_log = logging.getLogger(__name__)


def main(port: str, folder: str) -> None:
    """Serve until standard input closes or SIGTERM arrives, then save."""
    # Ctrl-C in a terminal reaches this process too, but the parent decides when to stop it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    os.environ.update(_settings(port, Path(folder)))
    # Held until everything is saved, which may be after the port is free.
    with lock_file(Path(folder)).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write(str(os.getpid()))
        lock.flush()
        asyncio.run(_serve(int(port), SavedState(Path(folder))))


def _settings(port: str, folder: Path) -> dict[str, str]:
    return {
        "GATEWAY_PORT": port,
        "BIND_HOST": listening_host(),
        "MINISTACK_HOST": LOOPBACK,
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        # MiniStack checks the signature of presigned URLs with them.
        **AWS_CREDENTIALS,
        "SERVICES": _SERVICES,
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(folder / "objects"),
        # Otherwise MiniStack looks for containers of its own to remove.
        "DOCKER_HOST": f"unix://{folder / 'no-docker'}",
    }


async def _serve(port: int, state: SavedState) -> None:
    from ministack import app as ministack
    from ministack.services import dynamodb, s3, ses

    recover(state)
    _keep_more(dynamodb, "_stream_records", "_stream_trimmed")
    _keep_more(ses, "_sent_emails")
    _keep_headers(ses)
    s3._atomic_write = _write_object  # noqa: SLF001
    ministack.save_all = partial(_save, state)
    journal = Journal(state.journal)
    syncing = asyncio.create_task(_keep_synced(journal))
    app = _journaled(_reject_web_pages(ministack.app), Changes(journal))
    server = Server(app, host=listening_host(), port=port, timeout_keep_alive=75, timeout_graceful_shutdown=1)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, _stop, server)
    await server.serve()
    syncing.cancel()


def _stop(server: Server) -> None:
    server.should_exit = True


async def _keep_synced(journal: Journal) -> None:
    while True:
        await asyncio.sleep(_SYNC_SECONDS)
        try:
            await asyncio.to_thread(journal.sync)
        except OSError as error:
            _log.error("The journal can't be written: %s", error)


def _journaled(app: ASGIApp, changes: Changes) -> ASGIApp:
    """Write the changes of each request to the journal before its response."""

    async def journaled(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401  # passed through
        async def send_recorded(message: Any) -> None:  # noqa: ANN401
            match message["type"]:
                case "lifespan.startup.complete":
                    changes.begin()
                    if restored := changes.restored():
                        print(f"{RESTORED}: {restored}.", flush=True)
                case "http.response.start":
                    changes.record(changed_services(scope["method"], dict(scope["headers"])))
            await send(message)

        await app(scope, receive, send_recorded)

    return journaled


def _save(state: SavedState, services: Mapping[str, Callable[[], dict[str, Any] | None]]) -> None:
    try:
        with state.replacement() as new:
            save_states(new, {name: get_state() for name, get_state in services.items()})
    except OSError as error:
        _log.error("The data can't be saved, and stays in the journal: %s", error)


def _write_object(file: str, content: Any, *, text: bool = False) -> None:  # noqa: ANN401  # text or bytes
    write_durably(Path(file), content.encode() if text else content)


def _keep_more(service: Any, *stores: str) -> None:  # noqa: ANN401  # a module
    """Make a service save and load more of its stores: a stream keeps a change for a day, restarts included."""
    save, load = service.get_state, service.load_persisted_state

    def get_state() -> dict[str, Any]:
        return {**save(), **{store: getattr(service, store) for store in stores}}

    def load_persisted_state(saved: Mapping[str, Any]) -> None:
        load(saved)
        for store in stores:
            if store in saved:
                setattr(service, store, saved[store])

    service.get_state, service.load_persisted_state = get_state, load_persisted_state


def _keep_headers(ses: Any) -> None:  # noqa: ANN401  # a module
    """Make SES keep the headers of the e-mails that it sends: the mailbox shows some of them."""
    send = ses._send_raw_email  # noqa: SLF001

    def send_raw_email(parameters: Any) -> Any:  # noqa: ANN401  # MiniStack's
        response = send(parameters)
        if response[0] == HTTPStatus.OK:
            message = base64.b64decode(ses._p(parameters, "RawMessage.Data"))  # noqa: SLF001
            headers = message_from_bytes(message, policy=policy.default).items()
            # Its list of sent e-mails has no place for headers, but contains the source, whatever it is.
            ses._sent_emails_list()[-1]["Source"] = {name: str(value) for name, value in headers}  # noqa: SLF001
        return response

    ses._send_raw_email = send_raw_email  # noqa: SLF001


def _reject_web_pages(app: ASGIApp) -> ASGIApp:
    """Reject web pages' requests but for images and signed exports: MiniStack would let any page read the secrets."""

    async def closed(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401  # passed through
        if scope["type"] != "http" or _is_allowed(scope):
            await app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 403, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    return closed


def _is_allowed(scope: Mapping[str, Any]) -> bool:
    sent = {name.lower() for name, _ in scope["headers"]}
    # MiniStack also chooses a service by these headers and by the query, for any path.
    for_other_service = sent & {b"x-amz-target", b"authorization"} or b"Action=" in scope["query_string"]
    for_image = scope["path"].startswith(f"/{BUCKET}") and not for_other_service
    for_export = scope["path"].startswith(f"/{EXPORT_BUCKET}/") and b"X-Amz-Signature=" in scope["query_string"]
    return for_image or (for_export and not for_other_service) or not is_from_web_page(scope["headers"])


def _end_with_parent() -> None:
    # A file descriptor, because a buffered reader would keep its lock at interpreter exit.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(_STOP_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
