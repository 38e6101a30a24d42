"""Solicitudes: requests for an account, and accounts blocked by wrong passwords."""

import streamlit as st

from console import registration_dialogs
from console.components.registrations import blocked_row, registration_card
from console.guards import require
from console.office import office
from core.domain.people import Permission

actor = require(Permission.UNBLOCK)
settings = office().settings
if actor.may(Permission.APPROVE_REGISTRATIONS):
    st.title("Solicitudes")
    waiting = office().approvals.pending(actor)
    st.subheader(f"Solicitudes de cuenta ({waiting.total:d})")
    if not settings.mails:
        st.info(
            "Esta instalación no envía correos: las solicitudes llegan con el correo sin confirmar. Compruebe "
            "la identidad por otro medio.",
            icon=":material/mail_off:",
        )
    for request in waiting.registrations:
        match registration_card(request, settings.zone, mails=settings.mails):
            case "approve":
                registration_dialogs.approve(request)
            case "refuse":
                registration_dialogs.refuse(request)
    if waiting.total > len(waiting.registrations):
        st.caption(f"Se muestran las {len(waiting.registrations):d} que llevan más tiempo en espera.")
    if not waiting.total:
        st.info("No hay solicitudes en espera.", icon=":material/task_alt:")
else:
    st.title("Cuentas bloqueadas")
blocked = office().unblocking.blocked(actor)
if actor.may(Permission.APPROVE_REGISTRATIONS):
    st.subheader(f"Cuentas bloqueadas ({len(blocked):d})")
st.caption(
    "Una cuenta se bloquea con más de cinco contraseñas equivocadas seguidas. Su titular también puede "
    "desbloquearla con su e.firma o con un enlace a su correo."
)
for account in blocked:
    if blocked_row(account, settings.zone):
        registration_dialogs.unblock(account)
if not blocked:
    st.info("No hay cuentas bloqueadas.", icon=":material/lock_open:")
