"""Dialogs in which an entry of a catalogue's draft is written, retired and brought back; nothing is saved yet."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from console import catalog_drafts, texts
from console.banners import banner
from console.catalog_entry_checks import by_own_clock, problems_of, tidied
from console.components.catalog_fields import FIELDS, entry_form
from console.components.catalog_words import entry_title
from console.feedback import refusals_shown
from console.formats import escape
from console.guards import require
from console.office import local_today, office
from core.domain.catalog_changes import row_of, rows, with_row
from core.domain.editions import CatalogName
from core.domain.people import Actor, Permission
from core.services.catalog_checks import CatalogCodeChanged, CatalogEntryGone, CatalogNotAdmitted
from core.storage.catalog_writing import write_document

_PROBLEMS = "catalogo_problemas"
_MOST_REASON = 500
Row = Mapping[str, Any]


def _draft(actor: Actor, name: CatalogName) -> catalog_drafts.Draft:
    return catalog_drafts.draft_of(name, office().catalog_keeping.edition(actor, name))


def open_entry(name: CatalogName, code: str) -> None:
    """Open the dialog that writes an entry; ``code`` empty: a new one."""
    st.session_state[_PROBLEMS] = {}
    (_edit_dialog if code else _add_dialog)(name, code)


@st.dialog("Editar", width="large", dismissible=False)
def _edit_dialog(name: CatalogName, code: str) -> None:
    _entry(require(Permission.MANAGE_CATALOGS), name, code)


@st.dialog("Agregar", width="large", dismissible=False)
def _add_dialog(name: CatalogName, code: str) -> None:
    _entry(require(Permission.MANAGE_CATALOGS), name, code)


def _entry(actor: Actor, name: CatalogName, code: str) -> None:
    """Draw the form of an entry, and put it into the draft once nothing speaks against it."""
    draft = _draft(actor, name)
    before = by_own_clock(row_of(draft.document, name, code) or {}, ZoneInfo(office().settings.zone))
    if code:
        _uses(actor, name, code)
    row = entry_form(name, before, st.session_state[_PROBLEMS], key=f"catalogo_ficha_{code}")
    if name is CatalogName.NOTICES and row.get("text"):
        st.caption("Así se verá:")
        banner(str(row["text"]), str(row.get("level", "info")))
    st.caption("Al aceptar queda en el borrador; se guarda después, junto con los demás cambios y su motivo.")
    if said := st.session_state[_PROBLEMS].get(""):
        st.error(said, icon=":material/error:")  # markdown-safe: escaped where it was made
    if _buttons("Aceptar"):
        _put(actor, name, draft, before, tidied(row))


def _put(
    actor: Actor, name: CatalogName, draft: catalog_drafts.Draft, before: Row, row: dict[str, Any]
) -> None:
    if before:  # whatever the browser says, an entry keeps its code
        row["code"] = before["code"]
    code = str(row.get("code", ""))
    taken = {str(r["code"]) for r in rows(draft.document, name)} - ({code} if before else set())
    problems = problems_of(name, row, taken)
    if before:  # it was admitted as it is, by a file perhaps, and cannot be changed
        problems.pop("code", None)
    document = with_row(draft.document, name, row)
    if not problems:
        problems = _objections(actor, name, document)
    if problems:
        st.session_state[_PROBLEMS] = problems
        st.rerun(scope="fragment")
    catalog_drafts.keep(name, draft, document)
    st.rerun()


def _objections(actor: Actor, name: CatalogName, document: Mapping[str, Any]) -> dict[str, str]:
    """Return what the service says against the draft as a whole, beside the field that it names.

    That a colleague's entry is missing from it is told where it is saved, and mended there.
    """
    try:
        office().catalog_keeping.changes(actor, name, write_document(document))
    except CatalogNotAdmitted as refusal:
        key = str(refusal.facts["key"])
        if key in {field.key for field in FIELDS[name]}:
            return {key: texts.finding_value("catalog_fault", str(refusal.facts["catalog_fault"]))}
        said = texts.explain_refusal(refusal)
        return {"": escape(f"{said.what} {said.means}")}
    except (CatalogEntryGone, CatalogCodeChanged):
        return {}
    return {}


@st.dialog("Retirar", width="medium", dismissible=False)
def retire_dialog(name: CatalogName, code: str) -> None:
    """Ask from which day on an entry is not used any more, and why."""
    actor = require(Permission.MANAGE_CATALOGS)
    draft = _draft(actor, name)
    row = row_of(draft.document, name, code) or {}
    st.markdown(f"**{escape(entry_title(row))}**")
    _uses(actor, name, code)
    on = st.date_input(
        "Deja de usarse el *", local_today(), format="DD/MM/YYYY", key=f"catalogo_retirar_dia_{code}"
    )
    reason = st.text_area(
        "Motivo *", max_chars=_MOST_REASON, key=f"catalogo_retirar_motivo_{code}", height=80
    )
    st.caption(
        "No se borra: deja de ofrecerse desde ese día y sigue leyéndose en lo que ya la usa. Puede volver a "
        "usarse después."
    )
    if _buttons("Retirar"):
        _retire(name, draft, row, on, reason)


def _retire(name: CatalogName, draft: catalog_drafts.Draft, row: Row, on: object, reason: str) -> None:
    changed = {**row, "retired_on": on}
    if not isinstance(on, date) or not reason.strip():
        st.error("Faltan el día o el motivo.", icon=":material/error:")
    elif problem := problems_of(name, changed, ()).get("valid_from"):
        st.error(escape(problem), icon=":material/error:")
    else:
        why = f"{row['code']} se retira: {' '.join(reason.split())}"
        catalog_drafts.keep(name, draft, with_row(draft.document, name, changed), reason=why)
        st.rerun()


@st.dialog("Volver a usar", width="medium", dismissible=False)
def bring_back_dialog(name: CatalogName, code: str) -> None:
    """Ask whether an entry that was retired is used again."""
    actor = require(Permission.MANAGE_CATALOGS)
    draft = _draft(actor, name)
    row = row_of(draft.document, name, code) or {}
    st.markdown(f"**{escape(entry_title(row))}**")
    _uses(actor, name, code)
    st.write("Se ofrecerá de nuevo en cuanto se guarde la edición.")
    if _buttons("Volver a usar"):
        changed = {key: value for key, value in row.items() if key != "retired_on"}
        catalog_drafts.keep(name, draft, with_row(draft.document, name, changed))
        st.rerun()


@st.dialog("Descartar los cambios", width="small", dismissible=False)
def discard_dialog(name: CatalogName) -> None:
    """Ask before a draft is thrown away."""
    require(Permission.MANAGE_CATALOGS)
    st.write("Se perderán los cambios que no se han guardado. Lo que está vigente no cambia.")
    if _buttons("Descartar"):
        catalog_drafts.discard(name)
        st.rerun()


def _uses(actor: Actor, name: CatalogName, code: str) -> None:
    if name is CatalogName.NOTICES:
        return
    with refusals_shown():
        count = office().catalog_uses.of(actor, name, code)
        known = {0: "No está en ninguna promoción.", 1: "Está en 1 promoción."}
        st.caption(known.get(count, f"Está en {count:,d} promociones."))


def _buttons(word: str) -> bool:
    """Draw the button that acts and the one that closes; return whether the former was pressed."""
    with st.container(horizontal=True):
        go = st.button(word, type="primary", key="catalogo_aceptar")
        if st.button("Cancelar", key="catalogo_cancelar"):
            st.rerun()
    return go
