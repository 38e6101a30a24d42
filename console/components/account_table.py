"""Accounts as the administration lists them; every cell is plain text."""

from collections.abc import Iterable, Sequence

import pandas as pd
import streamlit as st

from console import formats, texts
from core.domain.accounts import AccountState
from core.domain.administration import AccountEntry, AccountQuery
from core.domain.people import Role

PAGE = 50
_PRESSED = "cuenta_elegida"
_ROW_HEIGHT, _MOST_HEIGHT = 34, 620
_COLUMNS = {
    "Nombre": st.column_config.TextColumn(width=230),
    "Función": st.column_config.TextColumn(width=130),
    "Estado": st.column_config.TextColumn(width=210),
    "Última entrada": st.column_config.TextColumn(width=125),
    "2.º factor": st.column_config.TextColumn(width=75),
    "Correo": st.column_config.TextColumn(width=220),
}
_MARKS = {
    AccountState.ACTIVE: "✔",
    AccountState.BLOCKED: "⚠",
    AccountState.SUSPENDED: "✖",
    AccountState.WITHOUT_PASSWORD: "◌",
    AccountState.EMAIL_UNCONFIRMED: "◌",
}


def state_words(entry: AccountEntry) -> str:
    """Return every state of an account, each with its mark and word."""
    return " · ".join(f"{_MARKS[s]} {texts.label('account_state', s)}" for s in entry.states)


def role_words(entry: AccountEntry) -> str:
    """Return what a person is here for."""
    return ", ".join(texts.label("role", role) for role in sorted(entry.roles)) or "Ninguna"


def last_sign_in(entry: AccountEntry, zone: str) -> str:
    """Return when a person last signed in, in words where they never did."""
    return formats.short_instant(entry.last_sign_in_at, zone) if entry.last_sign_in_at else "Nunca"


def account_filters() -> AccountQuery:
    """Draw search and filters, which live in the address, and return what they ask for."""
    search, role, state = st.columns([0.5, 0.25, 0.25], vertical_alignment="bottom")
    with search:
        text = st.text_input(
            "Buscar",
            placeholder="Usuario, nombre, RFC o correo",
            icon=":material/search:",
            type="search",
            key="buscar_cuenta",
            bind="query-params",
            label_visibility="collapsed",
        )
    with role:
        chosen_role = _choice("Función", "role", Role, "Todas las funciones", "funcion")
    with state:
        chosen_state = _choice("Estado", "account_state", AccountState, "Todos los estados", "estado_cuenta")
    query = AccountQuery(
        str(text or ""),
        Role(chosen_role) if chosen_role else None,
        AccountState(chosen_state) if chosen_state else None,
        PAGE,
    )
    page = int(st.session_state.get(page_key(query), 1))
    return AccountQuery(query.search, query.role, query.state, PAGE, (page - 1) * PAGE)


def _choice(label: str, kind: str, codes: Iterable[str], everything: str, key: str) -> str:
    """Draw a filter that lives in the address; empty where it filters nothing."""
    chosen = st.selectbox(
        label,
        ["", *map(str, codes)],
        format_func=lambda code: texts.label(kind, code) if code else everything,
        key=key,
        bind="query-params",
        label_visibility="collapsed",
    )
    return chosen or ""


def page_key(query: AccountQuery) -> str:
    """Return the key of a list's page number: another search or filter begins at its first page."""
    return f"pagina_cuentas_{(query.search, query.role, query.state)}"


def account_table(entries: Sequence[AccountEntry], zone: str) -> str:
    """Draw the accounts; return the user name whose button was pressed, or that was chosen below."""
    cells = [
        {
            "Usuario": entry.username,
            "Nombre": formats.cell(entry.name),
            "Función": role_words(entry),
            "Estado": state_words(entry),
            "Última entrada": last_sign_in(entry, zone),
            "2.º factor": "Sí" if entry.has_second_factor else "No",
            "Correo": formats.cell(entry.email) or "—",
            "RFC": entry.rfc or "—",
        }
        for entry in entries
    ]
    opening = st.column_config.ButtonColumn(
        "Usuario", width=170, pinned=True, type="tertiary", alignment="left",
        key="cuentas_usuario", on_click=_remember,
    )  # fmt: skip
    st.dataframe(
        pd.DataFrame(cells),
        hide_index=True,
        key="cuentas_lista",
        alt="Cuentas",
        row_height=_ROW_HEIGHT,
        height=min(_MOST_HEIGHT, _ROW_HEIGHT * (len(cells) + 1) + 3),
        column_config={**_COLUMNS, "Usuario": opening},
    )
    chosen = st.selectbox(
        "Abrir una cuenta de la lista",
        [entry.username for entry in entries],
        index=None,
        placeholder="Abrir una cuenta por su usuario",
        label_visibility="collapsed",
        width=320,
        key="cuentas_abrir",
    )
    return str(st.session_state.pop(_PRESSED, "") or chosen or "")


def _remember() -> None:
    st.session_state[_PRESSED] = str(st.session_state["cuentas_usuario"]["label"])
