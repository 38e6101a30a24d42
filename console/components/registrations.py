"""Requests for an account and blocked accounts, drawn so that nothing that people wrote is taken for Markdown."""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from console import formats, texts
from console.components.facts import Fact, facts
from console.formats import escape
from core.domain.accounts import BlockedAccount
from core.domain.registration import PendingRegistration

Choice = Literal["approve", "refuse", ""]


def registration_card(request: PendingRegistration, zone: str, *, mails: bool) -> Choice:
    """Draw a request with everything that was filled in; return which button was pressed.

    Args:
        request: what is asked for.
        zone: IANA time zone.
        mails: there is a mail server, so that an unconfirmed address never gets here.
    """
    with st.container(border=True, key=f"request_{request.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{escape(request.name)}**")
            _confirmation(request, mails=mails)
        st.caption(f"Aceptó el aviso de privacidad, versión {escape(request.privacy_version)}.")
        columns = st.columns(3)
        for column, rows in zip(columns, _rows(request, zone), strict=True):
            with column:
                facts(rows)
        if request.warnings:
            words = "  \n".join(
                escape(texts.label("registration_warning", code)) for code in request.warnings
            )
            st.warning(words, icon=":material/visibility:")  # markdown-safe: our own sentences, escaped above
        with st.container(horizontal=True):
            approve = st.button("Aprobar…", key=f"approve_{request.id}", type="primary")
            refuse = st.button("Rechazar…", key=f"refuse_{request.id}")
    if approve:
        return "approve"
    return "refuse" if refuse else ""


def _confirmation(request: PendingRegistration, *, mails: bool) -> None:
    if request.email_confirmed_at:
        st.badge("Correo confirmado", icon=":material/mark_email_read:", color="green")
    else:
        help_text = (
            None if mails else "Esta instalación no envía correos: nadie ha comprobado esta dirección."
        )
        st.badge("Correo sin confirmar", icon=":material/unsubscribe:", color="orange", help=help_text)


def _rows(request: PendingRegistration, zone: str) -> tuple[Sequence[Fact], ...]:
    confirmed = formats.short_instant(request.email_confirmed_at, zone)
    return (
        (("RFC", str(request.rfc)), ("Tipo de persona", texts.label("person", request.rfc.person))),
        (
            ("Correo", request.email),
            ("Correo confirmado", confirmed if request.email_confirmed_at else ""),
            ("Teléfono del trabajo", request.phone),
        ),
        (
            ("Usuario que pide", request.username),
            ("Pedida", formats.short_instant(request.created_at, zone) + f" desde {request.address}"),
        ),
    )


def blocked_row(account: BlockedAccount, zone: str) -> bool:
    """Draw a blocked account; return whether its button was pressed."""
    with st.container(border=True, key=f"blocked_{account.id}"):
        who, since, button = st.columns([0.5, 0.32, 0.18], vertical_alignment="center")
        with who:
            st.markdown(f"**{escape(account.name)}**  \n{escape(account.username)}")
        with since:
            rows = (
                ("Bloqueada", formats.short_instant(account.blocked_at, zone)),
                ("Último intento equivocado desde", account.wrong_from),
            )
            facts(rows)
        return button.button("Desbloquear…", key=f"unblock_{account.id}")
