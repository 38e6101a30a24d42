"""The last word on a request for an account, and on a block: dialogs that ask before they act."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from console.feedback import notify, refusals_shown
from console.formats import escape
from console.guards import require
from console.office import office
from core.domain.accounts import BlockedAccount
from core.domain.people import Permission
from core.domain.registration import PendingRegistration

_MOST = 1000


@st.dialog("Aprobar la solicitud", width="medium", dismissible=False)
def approve(request: PendingRegistration) -> None:
    """Ask for the user name, make the account."""
    actor = require(Permission.APPROVE_REGISTRATIONS)
    st.markdown(f"**{escape(request.name)}**  \n{escape(str(request.rfc))} · {escape(request.email)}")
    username = st.text_input(
        "Usuario", value=request.username, max_chars=64, key=f"approve_username_{request.id}"
    )
    if office().settings.mails:
        st.write("Se creará la cuenta y se le enviará un enlace para elegir su contraseña.")
    else:
        st.write(
            "Se creará la cuenta. El enlace para elegir la contraseña quedará en Correos, donde la "
            "administración lo toma para entregarlo a su titular."
        )
    done = f"Se creó la cuenta {username.strip().lower()} de {request.name}"
    _ask("Aprobar", partial(office().approvals.approve, actor, request.id, username), done)


@st.dialog("Rechazar la solicitud", width="medium", dismissible=False)
def refuse(request: PendingRegistration) -> None:
    """Ask for the reason, close the request."""
    actor = require(Permission.APPROVE_REGISTRATIONS)
    st.markdown(f"**{escape(request.name)}**  \n{escape(str(request.rfc))} · {escape(request.email)}")
    reason = st.text_area(
        "Motivo para quien hizo la solicitud *",
        max_chars=_MOST,
        key=f"refuse_reason_{request.id}",
        placeholder="Diga qué dato está mal o qué falta, y si puede hacer otra solicitud.",
    )
    st.caption("La persona lee este texto tal como lo escriba.")
    done = f"Se rechazó la solicitud de {request.name}"
    _ask("Rechazar", partial(office().approvals.refuse, actor, request.id, reason), done)


@st.dialog("Desbloquear la cuenta", width="medium", dismissible=False)
def unblock(account: BlockedAccount) -> None:
    """Ask for the reason, lift the block."""
    actor = require(Permission.UNBLOCK)
    st.markdown(f"**{escape(account.name)}**  \n{escape(account.username)}")
    st.write(
        "Antes de desbloquear, compruebe que quien lo pide es la persona titular: el bloqueo la protege de "
        "quien intenta adivinar su contraseña."
    )
    reason = st.text_area(
        "Motivo *",
        max_chars=_MOST,
        key=f"unblock_reason_{account.id}",
        placeholder="Cómo lo pidió y cómo comprobó su identidad.",
    )
    st.caption("Queda en el registro de actos. A la persona se le avisa que su cuenta se desbloqueó.")
    done = f"Se desbloqueó la cuenta {account.username}"
    _ask("Desbloquear", partial(office().unblocking.by_staff, actor, account.id, reason), done)


def _ask(word: str, act: Callable[[], object], done: str) -> None:
    """Draw the button that acts and the one that does not; having acted, say what was done and close."""
    with st.container(horizontal=True):
        go = st.button(word, type="primary", key="registration_confirm")
        if st.button("Cancelar", key="registration_cancel"):
            st.rerun()
    if go:
        with refusals_shown():
            act()
            notify(done)
            st.rerun()
