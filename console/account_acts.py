"""What the administration can do to an account: each act asks for its reason and is confirmed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import streamlit as st

from console import texts
from console.feedback import notify, refusals_shown
from console.formats import escape
from console.guards import require
from console.office import office
from core.domain.accounts import AccountState
from core.domain.administration import AccountEntry, Invitation
from core.domain.people import STAFF, Actor, Permission, Role
from core.domain.promocion import FieldsNotAdmitted
from core.services.accounts.reasons import MAX_REASON

Perform = Callable[[Actor, int, str], object]


@dataclass(frozen=True, slots=True)
class Act:
    """An act on an account: its button, what it brings about, and the confirmation afterwards."""

    button: str
    icon: str
    effect: str
    done: str
    perform: Perform


def acts_for(entry: AccountEntry) -> list[Act]:
    """Return what can be done to an account as it is now."""
    administration = office().administration
    states, found = set(entry.states), []
    if AccountState.WITHOUT_PASSWORD in states:
        found.append(_act("invite_again", administration.invite_again))
    elif not entry.comes_by_directory:
        found.append(_act("send_reset", administration.send_reset))
    if AccountState.BLOCKED in states:
        found.append(_act("unblock", office().unblocking.by_staff))
    if entry.has_second_factor:
        found.append(_act("reset_second_factor", administration.reset_second_factor))
    if AccountState.SUSPENDED in states:
        found.append(_act("restore", administration.restore))
    else:
        found.append(_act("end_sessions", administration.end_sessions))
        found.append(_act("suspend", administration.suspend))
    return found


def _act(code: str, perform: Perform) -> Act:
    words = texts.labels(f"account_act_{code}")
    return Act(words["button"], words["icon"], words["effect"], words["done"], perform)


def confirm(act: Act, entry: AccountEntry) -> None:
    """Ask for the reason of an act, and do it."""
    st.dialog(escape(act.button), width="medium")(_confirm)(act, entry)


def _confirm(act: Act, entry: AccountEntry) -> None:
    require(Permission.MANAGE_ACCOUNTS)
    st.markdown(f"**{escape(entry.name)}** ({escape(entry.username)})")
    st.markdown(act.effect)  # markdown-safe: a sentence of the catalogue
    _reason_and_do(act.perform, entry, act.done, act.button)


def change_roles(entry: AccountEntry) -> None:
    """Ask for other roles of a member of the staff, and give them."""
    st.dialog("Cambiar funciones", width="medium")(_change_roles)(entry)


def _change_roles(entry: AccountEntry) -> None:
    require(Permission.MANAGE_ACCOUNTS)
    st.markdown(f"**{escape(entry.name)}** ({escape(entry.username)})")
    roles = _role_boxes(entry.roles, "cambiar")
    st.markdown("Sus sesiones abiertas se cierran y se le avisa por correo.")

    def perform(actor: Actor, account_id: int, reason: str) -> None:
        office().administration.change_roles(actor, account_id, roles, reason)

    _reason_and_do(perform, entry, "Las funciones cambiaron", "Cambiar funciones")


def correct(entry: AccountEntry) -> None:
    """Ask for another name or address, and correct them."""
    st.dialog("Corregir nombre o correo", width="medium")(_correct)(entry)


def _correct(entry: AccountEntry) -> None:
    require(Permission.MANAGE_ACCOUNTS)
    st.markdown(f"**{escape(entry.name)}** ({escape(entry.username)})")
    name = st.text_input("Nombre", entry.name, max_chars=300, key="corregir_nombre")
    email = st.text_input("Correo", entry.email, max_chars=254, key="corregir_correo")
    st.markdown(
        "Si cambia el correo, se avisa al anterior, los enlaces que se le mandaron dejan de servir y el nuevo "
        "queda sin confirmar."
    )

    def perform(actor: Actor, account_id: int, reason: str) -> None:
        office().administration.correct(actor, account_id, name, email, reason)

    _reason_and_do(perform, entry, "Los datos se corrigieron", "Corregir")


def _role_boxes(held: frozenset[Role], key: str) -> frozenset[Role]:
    return frozenset(
        role
        for role in sorted(STAFF)
        if st.checkbox(
            texts.label("role", role), role in held, key=f"{key}_{role}", help=texts.label("role_help", role)
        )
    )


def _reason_and_do(perform: Perform, entry: AccountEntry, done: str, button: str) -> None:
    _with_reason(
        partial(_perform_on, perform, entry.id), f"{done}: {entry.name}", button, f"{button}_{entry.id}"
    )


def _perform_on(perform: Perform, account_id: int, actor: Actor, reason: str) -> None:
    perform(actor, account_id, reason)


def _with_reason(act: Callable[[Actor, str], object], done: str, button: str, key: str) -> None:
    reason = st.text_area(
        "Motivo *",
        max_chars=MAX_REASON,
        key=f"motivo_{key}",
        placeholder="Quién lo pidió y por qué; queda en el registro de actos.",
    )
    with st.container(horizontal=True):
        go = st.button(button, type="primary", key=f"hacer_{key}")
        back = st.button("Cancelar", key=f"no_{key}")
    if back:
        st.rerun()
    if go:
        with refusals_shown(), _problems_named():
            act(require(Permission.MANAGE_ACCOUNTS), reason)
            notify(done)
            st.rerun()


@contextmanager
def _problems_named() -> Iterator[None]:
    """Draw which fields are wrong, and how, above what the refusal says."""
    try:
        yield
    except FieldsNotAdmitted as refusal:
        for problem in refusal.problems:
            name, sentence = texts.label("field", problem.field), texts.field_problem(problem.code)
            st.markdown(f":red[:material/error: **{escape(name)}.** {escape(sentence)}]")
        raise


@st.dialog("Invitar a una persona", width="medium", dismissible=False)
def invite() -> None:
    """Ask for the data of an account, make it, and send the link to choose a password."""
    require(Permission.MANAGE_ACCOUNTS)
    kind = st.segmented_control(
        "Es",
        ["staff", "filer"],
        default="staff",
        required=True,
        format_func=lambda code: "Personal de la institución" if code == "staff" else "Promovente",
        key="invitar_es",
    )
    staff = kind == "staff"
    roles = _role_boxes(frozenset({Role.CLERK}), "invitar") if staff else frozenset({Role.FILER})
    left, right = st.columns(2)
    with left:
        name = st.text_input(
            "Nombre *" if staff else "Nombre o razón social *", max_chars=300, key="invitar_nombre"
        )
        email = st.text_input("Correo *", max_chars=254, key="invitar_correo")
    with right:
        username = st.text_input("Usuario *", max_chars=64, key="invitar_usuario", help=_USERNAME_HELP)
        phone = st.text_input("Teléfono del trabajo", max_chars=32, key="invitar_telefono")
    rfc = "" if staff else st.text_input("RFC *", max_chars=20, key="invitar_rfc", help=_RFC_HELP)
    invitation = Invitation(username, name, email, roles, rfc, phone)
    _with_reason(
        lambda actor, reason: office().administration.invite(actor, invitation, reason),
        f"La cuenta está hecha. {_how_it_arrives()}",
        "Invitar",
        "invitar",
    )


_USERNAME_HELP = (
    "De 3 a 64 caracteres: letras sin acento, números, punto, guion o guion bajo. No se puede cambiar."
)
_RFC_HELP = "La e.firma con que firme debe ser la de este RFC. No se puede cambiar."


def _how_it_arrives() -> str:
    if office().settings.mails:
        return "Se mandó por correo un enlace para elegir contraseña, que sirve siete días"
    return "Esta oficialía no envía correo: entregue el enlace desde «Correos»; sirve siete días"
