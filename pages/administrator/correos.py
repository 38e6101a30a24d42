"""Correos: what waits to be delivered, what could not be, and what must be handed over."""

import streamlit as st

from console import texts
from console.components.outbox_table import outbox_table
from console.formats import escape
from console.guards import require
from console.mail_handover import open_message
from console.office import office
from core.domain.mail import MailBox
from core.domain.people import Permission

actor = require(Permission.MANAGE_ACCOUNTS)
LIMIT = 200
mailing, settings = office().mailing, office().settings
st.title("Correos")
if mailing.configured:
    st.info(
        f"Los mensajes salen por el servidor {escape(settings.smtp_host)}. Lo que dicen no se muestra aquí: "
        "un enlace sólo debe leerlo su destinatario.",
        icon=":material/outgoing_mail:",
    )
else:
    st.warning(
        "**No hay servidor de correo: nadie recibe estos mensajes.** Los enlaces para confirmar un correo, elegir "
        "contraseña o desbloquear una cuenta esperan aquí hasta que usted los entregue a su titular. Quien opera "
        "el servidor puede configurar el correo.",
        icon=":material/mail_off:",
    )
counts = mailing.counts(actor)
boxes = (
    {"waiting": (MailBox.LINKS, MailBox.NOTICES)} if mailing.configured
    else {"links": (MailBox.LINKS,), "notices": (MailBox.NOTICES,)}
) | {box.value: (box,) for box in (MailBox.STOPPED, MailBox.SENT, MailBox.HANDED_OVER)}  # fmt: skip
totals = {name: sum(counts[box] for box in of) for name, of in boxes.items()}
shown = st.segmented_control(
    "Mensajes",
    list(boxes),
    format_func=lambda name: f"{texts.label('mail_box', name)} {totals[name]:d}",
    default=next(iter(boxes)),
    required=True,
    label_visibility="collapsed",
    key="correos_lista",
)
entries = mailing.listing(actor, boxes[shown], limit=LIMIT)
if entries:
    chosen = outbox_table(entries, settings.zone, mails=mailing.configured, key=f"correos_{shown}")
    for entry in (e for e in entries if e.id == chosen):
        open_message(entry)
    if totals[shown] > LIMIT:
        st.caption(f"Se muestran los {LIMIT:d} más recientes de {totals[shown]:d}.")
else:
    st.info(texts.label("mail_empty", shown), icon=":material/inbox:")
