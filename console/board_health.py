"""The technical health on the board: what waits for something outside, and a button that tries again."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from console import texts
from console.feedback import notify, refusals_shown
from console.formats import escape
from console.office import office
from core.domain.board import Health
from core.domain.people import Actor
from core.services.retrying import Retried, Waiting


@dataclass(frozen=True, slots=True)
class _Line:
    waiting: Waiting
    count: int
    detail: str = ""


def health(actor: Actor, found: Health) -> None:
    """Draw what waits, and retry what is asked for."""
    lines = (
        _Line(Waiting.REVOCATION, found.revocation_not_consulted),
        _Line(Waiting.ANTIVIRUS, found.antivirus_waiting),
        _Line(Waiting.ACUSES, found.acuses_waiting),
        _Line(Waiting.TIMESTAMPS, found.timestamps_waiting, _tried(found.timestamps_failing)),
        _Line(Waiting.MAILS, found.mails_stopped, _on_their_way(found.mails_waiting)),
    )
    for line in lines:
        _draw(actor, line)


def _tried(number: int) -> str:
    return texts.sentence("board_health", "tried", {"n": f"{number:,d}"}) if number else ""


def _on_their_way(number: int) -> str:
    code = "on_their_way" if office().settings.mails else "nobody_sends"
    return texts.sentence("board_health", code, {"n": f"{number:,d}"}) if number else ""


def _draw(actor: Actor, line: _Line) -> None:
    names: Mapping[str, str] = texts.labels("board_waiting")
    icon = ":material/error:" if line.count else ":material/check_circle:"
    said = f"{names[line.waiting]}: {line.count:,d}" if line.count else f"{names[line.waiting]}: nada espera"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        told = f"{icon} {escape(said)} {escape(line.detail)}"
        st.markdown(told, width="content")  # markdown-safe: the icon is our own, the rest is escaped
        pressed = line.count and st.button(  # markdown-safe: names of our own
            "Reintentar",
            key=f"tablero_reintentar_{line.waiting}",
            icon=":material/refresh:",
            help=names[line.waiting],
        )
    if pressed:
        _retry(actor, line.waiting)


def _retry(actor: Actor, waiting: Waiting) -> None:
    with refusals_shown():
        with st.spinner("Un momento…"):
            found = office().retrying.retry(actor, waiting)
        notify(retried_words(waiting, found))
        st.rerun()


def retried_words(waiting: Waiting, found: Retried) -> str:
    """Return what trying again came to; of messages only that they wait again, or can be sent no more."""
    code = "nothing" if not found.tried else "all" if found.settled == found.tried else "some"
    mails = "_mails" if waiting is Waiting.MAILS and found.tried else ""
    left = found.tried - found.settled
    facts = {"tried": f"{found.tried:,d}", "settled": f"{found.settled:,d}", "left": f"{left:,d}"}
    return texts.sentence("board_retried", code + mails, facts)
