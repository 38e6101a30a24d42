"""The administrator's list of messages; every cell is plain text, never Markdown."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from console import formats, texts
from core.domain.mail import MailBox, MailEntry

_PRESSED = "message_pressed"
_ROW_HEIGHT = 34
_MOST_HEIGHT = 560
_COLUMNS = {
    "Qué es": st.column_config.TextColumn(width=268),
    "Para": st.column_config.TextColumn(width=165),
    "Correo": st.column_config.TextColumn(width=200),
    "Escrito": st.column_config.TextColumn(width=122),
    "Sirve hasta": st.column_config.TextColumn(width=122),
    "Intentos": st.column_config.NumberColumn(width=70),
    "Próximo intento": st.column_config.TextColumn(width=122),
    "Enviado": st.column_config.TextColumn(width=122),
    "Entregado": st.column_config.TextColumn(width=122),
    "Problema": st.column_config.TextColumn(width=320),
}
_OF_A_BOX: dict[MailBox, tuple[str, ...]] = {
    MailBox.LINKS: ("Sirve hasta", "Intentos", "Próximo intento", "Problema"),
    MailBox.NOTICES: ("Intentos", "Próximo intento", "Problema"),
    MailBox.STOPPED: ("Problema", "Intentos"),
    MailBox.SENT: ("Enviado",),
    MailBox.HANDED_OVER: ("Sirve hasta", "Entregado"),
}
_WITHOUT_SERVER = frozenset({"Intentos", "Próximo intento", "Problema"})


def problem_text(problem: str) -> str:
    """Return what went wrong in words, with the mail server's number; nothing where nothing did."""
    code, _, reply = problem.partition(" ")
    if not code:
        return ""
    words = texts.label("mail_problem", code)
    return f"{words} (respuesta {reply})" if reply else words


def outbox_table(entries: Sequence[MailEntry], zone: str, *, mails: bool, key: str) -> int:
    """Draw the messages; return the number of the one whose button was pressed, 0 for none.

    Args:
        entries: messages of boxes that are shown together.
        zone: IANA time zone.
        mails: there is a mail server: tries are worth telling.
        key: of the widgets.
    """
    shown = {column for entry in entries for column in _OF_A_BOX[entry.box]}
    if not mails and not {MailBox.STOPPED} & {entry.box for entry in entries}:
        shown -= _WITHOUT_SERVER
    pressed = f"{key}_message"
    opening = st.column_config.ButtonColumn(
        "Mensaje", width=96, pinned=True, type="tertiary", alignment="left",
        key=pressed, on_click=_remember, args=(pressed,),
    )  # fmt: skip
    st.dataframe(
        pd.DataFrame([_cells(entry, zone, shown) for entry in entries]),
        hide_index=True,
        key=key,
        alt="Mensajes, del más reciente al más antiguo",
        row_height=_ROW_HEIGHT,
        height=min(_MOST_HEIGHT, _ROW_HEIGHT * (len(entries) + 1) + 3),
        column_config={**_COLUMNS, "Mensaje": opening},
    )
    return _number(str(st.session_state.pop(_PRESSED, ""))) or _by_keyboard(entries, zone, key)


def _cells(entry: MailEntry, zone: str, shown: set[str]) -> dict[str, object]:
    told: dict[str, object] = {
        "Mensaje": f"Abrir {entry.id}",
        "Qué es": texts.label("mail_kind", entry.kind),
        "Para": formats.cell(entry.account_name) or "Sin cuenta todavía",
        "Correo": formats.cell(entry.to_address),
        "Escrito": formats.short_instant(entry.created_at, zone),
    }
    states: dict[str, object] = {
        "Sirve hasta": formats.short_instant(entry.expires_at, zone),
        "Problema": problem_text(entry.problem) or "—",
        "Intentos": entry.tries,
        "Próximo intento": formats.short_instant(entry.next_try_at, zone),
        "Enviado": formats.short_instant(entry.sent_at, zone),
        "Entregado": formats.short_instant(entry.handed_over_at, zone),
    }
    return told | {name: value for name, value in states.items() if name in shown}


def _by_keyboard(entries: Sequence[MailEntry], zone: str, key: str) -> int:
    """The same choice without a pointer: the grid's buttons are drawn, not elements."""
    named = {
        e.id: f"{e.id} · {texts.label('mail_kind', e.kind)} · {e.account_name or e.to_address} · "
        f"{formats.short_instant(e.created_at, zone)}"
        for e in entries
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Abrir un mensaje de la lista",
            list(named),
            index=None,
            format_func=lambda number: named.get(number, "—"),
            placeholder="Elija un mensaje",
            width=420,
            key=f"{key}_choice",
        )
        opened = st.button("Abrir", key=f"{key}_open", disabled=chosen is None)
    return chosen if opened and chosen in named else 0


def _remember(pressed: str) -> None:
    st.session_state[_PRESSED] = str(st.session_state[pressed]["label"])


def _number(label: str) -> int:
    digits = label.rpartition(" ")[2]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 10 else 0  # noqa: PLR2004 - a forged label may be longer than any id
