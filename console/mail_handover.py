"""The dialog on one message: what became of it, and what the administrator can do about it."""

import streamlit as st

from console import formats, texts
from console.components.facts import fact_lines
from console.components.outbox_table import problem_text
from console.feedback import notify, refusals_shown
from console.guards import require
from console.office import office
from core.domain.mail import CARRIES_LINK, MailBox, MailEntry
from core.domain.people import Permission


@st.dialog("Mensaje", width="large", on_dismiss="rerun")
def open_message(entry: MailEntry) -> None:
    """Draw a message without its text, and the acts that it admits."""
    require(Permission.MANAGE_ACCOUNTS)
    _what_it_is(entry)
    if office().mailing.configured:
        _with_server(entry)
    else:
        _without_server(entry)


def _what_it_is(entry: MailEntry) -> None:
    zone = office().settings.zone
    fact_lines(
        [
            ("Mensaje", texts.label("mail_kind", entry.kind)),
            ("Para", entry.account_name or "Sin cuenta todavía"),
            ("Correo", entry.to_address),
            ("Escrito", formats.instant(entry.created_at, zone)),
            ("El enlace sirve hasta", formats.instant(entry.expires_at, zone) if entry.expires_at else ""),
            ("Enviado", formats.instant(entry.sent_at, zone) if entry.sent_at else ""),
            ("Entregado a mano", formats.instant(entry.handed_over_at, zone) if entry.handed_over_at else ""),
            ("Problema", problem_text(entry.problem)),
        ]
    )


def _with_server(entry: MailEntry) -> None:
    if entry.box in {MailBox.LINKS, MailBox.NOTICES}:
        st.write("Está en espera y sale solo. Lo que dice no se muestra: es de quien lo recibe.")
    elif entry.box is MailBox.STOPPED and entry.tellable:
        st.write("Ya no se intenta enviarlo. Resuelva el problema y vuelva a ponerlo en espera.")
        if st.button("Volver a intentar", type="primary", key="message_retry"):
            with refusals_shown():
                office().mailing.retry(require(Permission.MANAGE_ACCOUNTS), entry.id)
                notify("El mensaje está otra vez en espera; se intentará en unos segundos.")
                st.rerun()
    elif entry.box is MailBox.STOPPED:
        st.write("El enlace que llevaba venció y se borró. Haga que se pida uno nuevo.")


def _without_server(entry: MailEntry) -> None:
    if entry.box is MailBox.SENT or not entry.tellable:
        st.write("Su texto ya no existe: se entregó, o el enlace que llevaba venció.")
        return
    if entry.kind in CARRIES_LINK:
        st.warning(
            "Quien tenga el enlace puede usarlo. Entréguelo sólo a su destinatario, en persona o por un medio en "
            "que esté seguro de quién lo recibe. Que usted lo vio queda en el registro de actos.",
            icon=":material/key:",
        )
    else:
        st.write("Es un aviso sin enlace secreto. Que usted lo vio queda en el registro de actos.")
    # drawn in the run of the click only, and kept nowhere: the next run forgets it
    if st.button("Mostrar el mensaje y darlo por entregado", type="primary", key="message_reveal"):
        with refusals_shown():
            letter = office().mailing.reveal(require(Permission.MANAGE_ACCOUNTS), entry.id)
            st.code(f"{letter.subject}\n\n{letter.body}", language=None, wrap_lines=True)
