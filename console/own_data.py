"""Perfil: a person's own data, ways in and open sessions."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from console import formats, texts
from console.components.anchors import anchors, go
from console.components.facts import facts
from console.components.profile_form import changes_table, profile_form
from console.components.sessions_list import sessions_list
from console.feedback import notify, refusals_shown, show_explanation
from console.formats import escape
from console.guards import require
from console.office import office
from console.session import end_other_sessions, own_sessions
from core.domain.people import Actor
from core.domain.promocion import FieldsNotAdmitted
from core.errors import Refusal

if TYPE_CHECKING:
    from core.services.accounts.profile import ProfileView

_PROBLEMS, _REFUSED = "problemas_perfil", "perfil_negado"


def data(actor: Actor, view: "ProfileView") -> None:
    """Draw name and telephone, which can be changed here, and what is fixed."""
    st.subheader("Datos")
    facts(
        [
            ("Usuario", view.username),
            ("RFC", view.rfc),
            ("Funciones", ", ".join(texts.label("role", role) for role in sorted(view.roles))),
        ]
    )
    name, phone = profile_form(
        view.name, view.phone, st.session_state.get(_PROBLEMS, {}), may_rename=view.may_rename
    )
    if view.may_rename:
        st.caption("Las promociones que ya creó conservan el nombre con que se crearon.")
    unsaved = (name, phone) != (view.name, view.phone)
    if st.button("Guardar", type="primary", icon=":material/save:", disabled=not unsaved):
        _save(actor, name, phone)


def _save(actor: Actor, name: str, phone: str) -> None:
    st.session_state.pop(_PROBLEMS, None)
    try:
        office().profile.change(actor, name, phone)
    except FieldsNotAdmitted as refusal:
        st.session_state[_PROBLEMS] = {p.field: p.code for p in refusal.problems}
    except Refusal as refusal:
        show_explanation(texts.explain_refusal(refusal))
        return
    else:
        notify("Sus datos se guardaron")
    st.rerun()


def email(actor: Actor, view: "ProfileView") -> None:
    """Draw the address in force, the one that waits, and what can be done about them."""
    st.subheader("Correo electrónico")
    zone = office().settings.zone
    if view.email:
        state = "confirmado" if view.email_confirmed_at else "**sin confirmar**"
        st.markdown(f"{escape(view.email)} · {state}")  # markdown-safe: escaped, and words of ours
    else:
        st.markdown("Su cuenta no tiene correo: no se le pueden mandar avisos ni enlaces.")
    if view.pending_email:
        st.info(
            f"Falta confirmar **{escape(view.pending_email)}** con el enlace que {_where_it_is()}, que sirve hasta el "
            f"{formats.short_instant(view.pending_until, zone)}. {_how_it_arrives()}",
            icon=":material/mark_email_unread:",
        )  # markdown-safe: escaped, and words of ours
        st.button("Dejar sin efecto", on_click=_try, args=(_cancel, actor))
    elif view.email and not view.email_confirmed_at:
        st.button("Pedir un enlace para confirmarlo", on_click=_try, args=(_confirm_own, actor))
    _show_refused()
    anchors([go("Cambiar correo", "/cuenta/correo")], key="cambiar_correo")


def _where_it_is() -> str:
    return "se le mandó" if office().settings.mails else "ya está listo"


def _how_it_arrives() -> str:
    if office().settings.mails:
        return "Si no llega, revise la carpeta de correo no deseado."
    return "Esta oficialía no envía correo: se lo entrega quien administra las cuentas."


def _cancel(actor: Actor) -> None:
    office().profile.cancel_email(actor)
    notify("El cambio de correo quedó sin efecto")


def _confirm_own(actor: Actor) -> None:
    office().profile.confirm_own(actor)
    notify("El enlace está en camino" if office().settings.mails else "El enlace está listo para entregarse")


def _close(handle: str) -> None:
    office().sessions.end_one(require(), handle)
    notify("Esa sesión se cerró")


def _try(act: Callable[..., None], *arguments: Actor | str) -> None:
    """Do something before the page is drawn anew; a refusal waits for its place on the page."""
    st.session_state.pop(_REFUSED, None)
    try:
        act(*arguments)
    except Refusal as refusal:
        text = texts.explain_refusal(refusal)
        st.session_state[_REFUSED] = [text.what, text.means, text.do]


def _show_refused() -> None:
    if _REFUSED in st.session_state:
        show_explanation(texts.Explanation(*st.session_state.pop(_REFUSED)))


def ways_in(view: "ProfileView") -> None:
    """Draw password and second factor, which have pages of their own."""
    st.subheader("Contraseña y segundo factor")
    zone = office().settings.zone
    changed = formats.short_instant(view.password_changed_at, zone)
    factor = formats.short_instant(view.second_factor_since, zone)
    facts(
        [
            ("Contraseña", f"Cambiada {changed}" if view.password_changed_at else _password_state(view)),
            ("Segundo factor", f"Activo desde {factor}" if view.second_factor_since else "No está activo"),
        ]
    )
    links = [go("Cambiar contraseña", "/cuenta/contrasena")] if view.has_password else []
    anchors([*links, go("Segundo factor", "/cuenta/segundo-factor")], key="entradas")


def _password_state(view: "ProfileView") -> str:
    return (
        "Sin cambios desde que se abrió la cuenta"
        if view.has_password
        else "No tiene: entra con el directorio"
    )


def sessions(actor: Actor) -> None:
    """Draw the person's own open sessions."""
    st.subheader("Sesiones abiertas")
    own = own_sessions(actor)
    sessions_list(own, office().settings.zone, lambda handle: _try(_close, handle))
    others = sum(not session.is_current for session in own)
    if others and st.button("Cerrar las demás sesiones", icon=":material/logout:"):
        _confirm_ending(others)
    st.caption("Si no reconoce una, ciérrela y cambie su contraseña.")


@st.dialog("Cerrar las demás sesiones")
def _confirm_ending(others: int) -> None:
    actor = require()
    st.write(
        "Los otros navegadores en que entró tendrán que entrar de nuevo. Lo que no se haya guardado se pierde."
    )
    st.caption(f"Sesiones que se cierran: {others:d}. La de este navegador sigue abierta.")
    with st.container(horizontal=True):
        go_on = st.button("Cerrarlas", type="primary", key="cerrar_demas")
        back = st.button("Cancelar", key="no_cerrar_demas")
    if back:
        st.rerun()
    if go_on:
        with refusals_shown():
            end_other_sessions(actor)
            notify("Las demás sesiones se cerraron")
            st.rerun()


def history(view: "ProfileView") -> None:
    """Draw the changes that were made to the person's data."""
    with st.expander(f"Historia de cambios ({len(view.changes)})", icon=":material/history:"):
        if view.changes:
            changes_table(view.changes, office().settings.zone)
        else:
            st.caption("No se ha cambiado ningún dato desde que se abrió la cuenta.")
