"""Cuentas: the list of accounts, and one account with what can be done to it."""

import math

import streamlit as st

from console import account_acts, formats
from console.components.account_table import (
    PAGE,
    account_filters,
    account_table,
    last_sign_in,
    page_key,
    role_words,
    state_words,
)
from console.components.facts import facts
from console.feedback import show_explanation
from console.formats import escape
from console.office import office
from console.texts import explain
from core.domain.administration import AccountEntry, AccountQuery
from core.domain.people import Actor, Role

ADDRESS = "cuenta"
"""The parameter of the address that says whose account is open."""


def account_list(actor: Actor) -> None:
    """Draw the accounts that the filters ask for; opening one leads to its own screen."""
    query = account_filters()
    entries, total = office().account_listing.page(actor, query)
    if not entries:
        st.info("Ninguna cuenta coincide con la búsqueda.", icon=":material/search_off:")
        return
    opened = account_table(entries, office().settings.zone)
    if opened:
        st.query_params[ADDRESS] = opened
        st.rerun()
    if total > PAGE:
        st.pagination(math.ceil(total / PAGE), key=page_key(query))
    st.caption(f"Cuentas: {total:d}")


def account_detail(actor: Actor, username: str) -> None:
    """Draw one account, and the acts that it admits."""
    st.button("Todas las cuentas", icon=":material/arrow_back:", type="tertiary", on_click=_leave)
    entry = _find(actor, username)
    if entry is None:
        show_explanation(explain("not_found"))
        return
    st.subheader(escape(entry.name))
    st.markdown(escape(state_words(entry)))
    left, right = st.columns([0.55, 0.45], gap="large")
    with left:
        facts(_rows(entry))
    with right:
        _acts(entry)


def _find(actor: Actor, username: str) -> AccountEntry | None:
    """Return the account of this very user name: the list may hold others that only contain it."""
    found, _ = office().account_listing.page(actor, AccountQuery(search=username, limit=PAGE * 20))
    return next((entry for entry in found if entry.username == username), None)


def _rows(entry: AccountEntry) -> list[tuple[str, str]]:
    zone = office().settings.zone
    invited = formats.short_instant(entry.invited_until, zone)
    return [
        ("Usuario", entry.username),
        ("RFC", entry.rfc),
        ("Funciones", role_words(entry)),
        ("Correo", entry.email or "No tiene"),
        ("Teléfono", entry.phone),
        ("Motivo de la suspensión", entry.suspended_reason),
        ("Enlace para elegir contraseña", f"Sirve hasta el {invited}" if entry.invited_until else ""),
        ("Segundo factor", "Activo" if entry.has_second_factor else "No está activo"),
        ("Entra con el directorio de la institución", "Sí" if entry.comes_by_directory else ""),
        ("Última entrada", last_sign_in(entry, zone)),
        ("Se abrió", formats.short_instant(entry.created_at, zone)),
    ]


def _acts(entry: AccountEntry) -> None:
    if entry.is_own:
        st.info(
            "Es su propia cuenta: nadie se administra a sí mismo. Su correo, teléfono y contraseña los cambia en "
            "«Perfil»; lo demás, pídalo a otra persona de la administración.",
            icon=":material/person:",
        )
        return
    st.markdown("**Qué puede hacer**")
    with st.container(gap="small"):
        if Role.FILER not in entry.roles and _pressed("Cambiar funciones", ":material/badge:"):
            account_acts.change_roles(entry)
        if _pressed("Corregir nombre o correo", ":material/edit:"):
            account_acts.correct(entry)
        for act in account_acts.acts_for(entry):
            if _pressed(act.button, act.icon):
                account_acts.confirm(act, entry)


def _pressed(button: str, icon: str) -> bool:
    return st.button(escape(button), icon=icon, width="stretch")


def _leave() -> None:
    st.query_params.pop(ADDRESS, None)
    st.session_state.pop("cuentas_abrir", None)
