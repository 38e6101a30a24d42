"""The ASGI application: the gate in front, our routes beside Streamlit's."""

import gc
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
import structlog
from anyio import create_task_group, to_thread
from starlette.middleware import Middleware

from console.feedback import show_explanation
from console.office import close_office, office
from console.recurring import Recurring
from console.stray_clicks import keep_stray_clicks
from console.texts import explain
from console.web.connections import OPEN
from console.web.gate import Gate
from console.web.identity import IDENTITY_HEADER, admitted_hosts
from console.web.routes import routes
from console.web.shell import content_policy
from core.bootstrap import Oficialia
from core.config import Settings

_log = structlog.get_logger(__name__)
_DAY_SECONDS = 24 * 60 * 60.0
_RECEIPTS_EVERY_SECONDS = 60.0
_MAIL_EVERY_SECONDS = 5.0
_SUMMARIES_EVERY_SECONDS = 300.0
_STAMP_EVERY_SECONDS = 10.0
_SCAN_EVERY_SECONDS = 30.0
_TALLY_EVERY_SECONDS = 30.0


def streamlit_options(settings: Settings) -> dict[str, Any]:
    """Return Streamlit's options that depend on the installation; the others stand in its configuration file."""
    return {
        # the gate writes this header from the cookie; Streamlit then refuses a session to another identity
        "server.trustedUserHeaders": f'{{"{IDENTITY_HEADER}": "identity"}}',
        # the gate asks this of every request; Streamlit asks it of its WebSocket once more
        "server.allowedHosts": sorted(admitted_hosts(settings)),
    }


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Finish what a crash interrupted, clear away its rests, warm the reader, send mail, close all at the end."""
    current = office()
    current.reader.warm()
    content_policy(current.settings.public_url)
    works = tuple(_recurring(current))
    for work in works:
        work.start()
    gc.freeze()
    async with create_task_group() as tasks:
        tasks.start_soon(OPEN.watch)
        yield {}
        tasks.cancel_scope.cancel()
    for work in works:
        await to_thread.run_sync(work.stop)
    close_office()


def _recurring(current: Oficialia) -> Iterator[Recurring]:
    """Yield what is done beside the requests: at the start, and again and again after it."""
    yield Recurring("finish-receipts", current.acuses.finish_pending, _RECEIPTS_EVERY_SECONDS)
    yield Recurring("clear-away", lambda: _clear_away(current), _DAY_SECONDS)
    yield Recurring("tally-board", current.board_tallying.keep, _TALLY_EVERY_SECONDS)
    yield Recurring("post-summaries", current.summaries.post_due, _SUMMARIES_EVERY_SECONDS)
    yield Recurring("send-mail", current.mailing.deliver_due, _MAIL_EVERY_SECONDS)
    if current.stamping.is_on:
        yield Recurring("stamp-sendings", current.stamping.finish_pending, _STAMP_EVERY_SECONDS)
    if current.scanning.is_on:
        yield Recurring("scan-documents", current.scanning.scan_waiting, _SCAN_EVERY_SECONDS)


def _clear_away(current: Oficialia) -> None:
    rows = current.housekeeping.sweep_accounts() + current.registration.sweep()
    rows += current.fault_reporting.forget_old()
    current.exporting.sweep()
    swept = current.housekeeping.sweep()
    if swept.of_another_database:
        _log.warning("the document folder does not look like this database's: nothing stored was deleted")
    _log.info("cleared away", parts=swept.parts, documents=swept.documents, rows=rows)


def show_fault(fault: Exception) -> bool:
    """Log a page's fault under a reference and show that to the person instead of Streamlit's message."""
    reference = secrets.token_hex(4)
    _log.error("page failed", reference=reference, exc_info=fault)
    show_explanation(explain("unexpected", {"reference": reference}))
    st.markdown(
        f"[Reportar esta falla](/reportar-falla?clave={reference})"
    )  # markdown-safe: hex digits of ours
    return True


def create_app() -> st.App:
    """Return the application; the Oficialía is built from the environment when it starts."""
    keep_stray_clicks()
    return st.App(
        Path(__file__).parent / "main.py",
        routes=routes(),
        middleware=[Middleware(Gate)],
        lifespan=lifespan,
        on_script_error=show_fault,
    )
