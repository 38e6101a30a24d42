"""Which pages each role has, in their order."""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from console import links
from core.domain.people import Actor, Permission


def pages_of(actor: Actor) -> dict[str, list[StreamlitPage]]:
    """Return the navigation's sections; the first page of the first section is the start page, at ``/``."""
    sections: dict[str, list[StreamlitPage]] = {}
    if actor.may(Permission.FILE):
        sections["Promovente"] = _filer_pages()
    if actor.may(Permission.READ_QUEUE):
        sections["Oficialía"] = _office_pages(actor, start=not sections)
    if actor.may(Permission.MANAGE_ACCOUNTS):
        sections["Administración"] = _administration_pages(start=not sections)
    _add_supervision(actor, sections)
    sections["Información"] = [
        st.Page(links.PROFILE, title="Perfil", icon=":material/person:", url_path="perfil"),
        st.Page(links.HELP, title="Ayuda", icon=":material/help:", url_path="ayuda"),
        st.Page(links.CONTACT, title="Contacto", icon=":material/call:", url_path="contacto"),
        st.Page(
            links.FAULTS, title="Reporte de fallas", icon=":material/report:", url_path="reporte-de-fallas"
        ),
    ]
    return sections


def _add_supervision(actor: Actor, sections: dict[str, list[StreamlitPage]]) -> None:
    """Add what supervisors answer for, and what clerks and administrators may see of it beside their own."""
    if actor.may(Permission.READ_AUDIT):
        sections["Supervisión"] = [
            st.Page(links.AUDIT, title="Registro de actos", icon=":material/history:", url_path="registro")
        ]
    if actor.may(Permission.MANAGE_CATALOGS):
        sections.setdefault("Supervisión", []).append(
            st.Page(links.CATALOGS, title="Catálogos", icon=":material/menu_book:", url_path="catalogos")
        )
    if actor.may(Permission.READ_QUEUE):
        place = "Supervisión" if actor.may(Permission.MANAGE_CATALOGS) else "Oficialía"
        sections.setdefault(place, []).append(
            st.Page(
                links.CALENDAR, title="Calendario", icon=":material/calendar_month:", url_path="calendario"
            )
        )
    if actor.may(Permission.UNBLOCK):
        decides = actor.may(Permission.APPROVE_REGISTRATIONS)
        sections.setdefault("Supervisión" if decides else "Administración", []).append(
            _registrations(decides)
        )
    if actor.may(Permission.READ_FAULTS):
        place = "Supervisión" if actor.may(Permission.READ_AUDIT) else "Administración"
        sections.setdefault(place, []).append(
            st.Page(links.FAULT_DESK, title="Fallas reportadas", icon=":material/build:", url_path="fallas")
        )


def _filer_pages() -> list[StreamlitPage]:
    return [
        st.Page(links.HOME, title="Inicio", icon=":material/home:", default=True),
        st.Page(
            links.MINE, title="Mis promociones", icon=":material/folder_open:", url_path="mis-promociones"
        ),
        st.Page(links.CREATE, title="Crear promoción", icon=":material/add:", url_path="crear-promocion"),
        st.Page(links.PROMOCION, title="Promoción", url_path="promocion", visibility="hidden"),
    ]


def _office_pages(actor: Actor, *, start: bool) -> list[StreamlitPage]:
    """Return the Bandeja and what belongs to it; who answers for it begins with the board."""
    if not actor.may(Permission.READ_BOARD):
        return _clerk_pages(start=start)
    title, icon = "Tablero", ":material/dashboard:"
    board = (
        st.Page(links.BOARD, title=title, icon=icon, default=True)
        if start
        else st.Page(links.BOARD, title=title, icon=icon, url_path="tablero")
    )
    return [board, *_clerk_pages(start=False)]


def _clerk_pages(*, start: bool) -> list[StreamlitPage]:
    return [
        st.Page(links.QUEUE, title="Bandeja", icon=":material/inbox:", default=start)
        if start
        else st.Page(links.QUEUE, title="Bandeja", icon=":material/inbox:", url_path="bandeja"),
        st.Page(links.CLOSED, title="Cerradas", icon=":material/task_alt:", url_path="cerradas"),
        st.Page(links.REVIEW, title="Revisión", url_path="revision", visibility="hidden"),
    ]


def _administration_pages(*, start: bool) -> list[StreamlitPage]:
    title, icon = "Cuentas", ":material/manage_accounts:"
    return [
        st.Page(links.ACCOUNTS, title=title, icon=icon, default=True)
        if start
        else st.Page(links.ACCOUNTS, title=title, icon=icon, url_path="cuentas"),
        st.Page(links.MAIL, title="Correos", icon=":material/mail:", url_path="correos"),
    ]


def _registrations(decides: bool) -> StreamlitPage:  # noqa: FBT001 - what the actor may decides its title
    title = "Solicitudes" if decides else "Cuentas bloqueadas"
    return st.Page(links.REGISTRATIONS, title=title, icon=":material/person_add:", url_path="solicitudes")
