"""One catalogue on screen: what is in force, the draft of the next edition, its history, its file."""

import streamlit as st

from console import catalog_dialogs, catalog_drafts, catalog_files, catalog_history, texts
from console.catalog_institution import institution_screen
from console.catalog_saving import save_dialog
from console.components.catalog_differences import clashes_shown
from console.components.catalog_guard import leaving_guard
from console.components.catalog_list import ListedEntry, catalog_list
from console.components.catalog_words import edition_words, entry_title, listed_words, state_code
from console.formats import escape, short_instant
from console.office import local_today, office
from core.domain.catalog_changes import rows
from core.domain.editions import CatalogName, Edition
from core.domain.people import Actor

SHOWN = (
    CatalogName.PROCEDURE_TYPES,
    CatalogName.GROUNDS,
    CatalogName.LABELS,
    CatalogName.INSTITUCION,
    CatalogName.NOTICES,
)
"""The catalogues of this page, in its order; the calendar has a page of its own."""
_PARTS = ("entradas", "historia", "archivo")
_MOVED = "catalogo_movida"


def catalog_screen(actor: Actor, name: CatalogName) -> None:
    """Draw a catalogue.

    Raises:
        NotAllowed: the actor does not keep catalogues.
    """
    in_force = office().catalog_keeping.edition(actor, name)
    st.markdown(texts.label("catalog_about", name))
    st.caption(escape(edition_words(in_force, office().settings.zone)))
    if st.session_state.pop(catalog_files.TAKEN, False):
        st.session_state["parte"] = _PARTS[0]
    part = st.segmented_control(
        "Qué se muestra",
        _PARTS,
        default=_PARTS[0],
        required=True,
        format_func=lambda code: _part(name, code),
        key="parte",
        bind="query-params",
        label_visibility="collapsed",
    )
    if part == "historia":
        catalog_history.history(actor, name, in_force)
    elif part == "archivo":
        catalog_files.files(actor, name, in_force)
    else:
        _editing(name, in_force)


def _part(name: CatalogName, code: str) -> str:
    if code == _PARTS[0] and name is CatalogName.INSTITUCION:
        return "Datos"
    return texts.label("catalog_part", code)


def _editing(name: CatalogName, in_force: Edition) -> None:
    """Draw the draft's bar above what is edited, whose widgets say what the draft is."""
    bar = st.container(key="catalogo_barra")
    if name is CatalogName.INSTITUCION:
        institution_screen(catalog_drafts.draft_of(name, in_force))
    else:
        _entries(name, in_force)
    with bar:
        _bar(name, in_force)


def _bar(name: CatalogName, in_force: Edition) -> None:
    draft = catalog_drafts.draft_of(name, in_force)
    count = len(draft.differences())
    with st.container(horizontal=True, vertical_alignment="center"):
        if name is not CatalogName.INSTITUCION and st.button(
            f"Agregar {texts.label('catalog_one', name)}", icon=":material/add:", key="catalogo_agregar"
        ):
            catalog_dialogs.open_entry(name, "")
        if st.button("Revisar y guardar", type="primary", disabled=not draft.changed, key="catalogo_guardar"):
            save_dialog(name)
        if st.button("Descartar los cambios", disabled=not draft.changed, key="catalogo_descartar"):
            catalog_dialogs.discard_dialog(name)
        st.caption(_counted(count) if draft.changed else "Sin cambios por guardar")
    others = [
        texts.label("catalog", other) for other in SHOWN if other != name and catalog_drafts.unsaved(other)
    ]
    if others:
        st.caption(
            f"También hay cambios sin guardar en: {', '.join(others)}."
        )  # markdown-safe: our own names
    if draft.changed or others:
        leaving_guard(key="catalogo_salida")
    if draft.changed and draft.base != in_force.number:
        _saved_meanwhile(name, in_force)
    if draft.clashes:
        with st.expander("Lo que otra persona cambió de otra manera", expanded=True):
            clashes_shown(draft.clashes)


def _counted(count: int) -> str:
    """Return how many changes wait; the session alone has them, so it says how they are lost."""
    if count == 1:
        return "1 cambio sin guardar; se pierde si recarga o cierra la página"
    return f"{count:d} cambios sin guardar; se pierden si recarga o cierra la página"


def _saved_meanwhile(name: CatalogName, in_force: Edition) -> None:
    who = escape(in_force.saved_by or "La administración del sistema")
    when = escape(short_instant(in_force.saved_at, office().settings.zone))
    st.warning(  # markdown-safe: who and when are escaped
        f"**{who} guardó la edición {in_force.number:d} el {when}, mientras usted editaba.** Sus cambios siguen "
        "aquí. Para guardarlos, póngalos sobre esa edición: lo que cambió la otra persona se conserva.",
        icon=":material/sync_problem:",
    )
    if st.button(f"Poner mis cambios sobre la edición {in_force.number:d}", key="catalogo_sobre_la_nueva"):
        catalog_drafts.put_upon(name, catalog_drafts.draft_of(name, in_force), in_force)
        st.rerun()


def _entries(name: CatalogName, in_force: Edition) -> None:
    draft = catalog_drafts.draft_of(name, in_force)
    now = local_today()
    changed = {d.entry: texts.label("catalog_mark", d.kind) for d in draft.differences()}
    listed = [
        ListedEntry(
            str(row["code"]),
            entry_title(row),
            listed_words(name, row, now),
            state_code(row, now) == "retired" or "retired_on" in row,
            changed.get(str(row["code"]), ""),
        )
        for row in rows(draft.document, name)
    ]
    if not listed:
        st.info(f"Todavía no hay ningún {texts.label('catalog_one', name)}.", icon=":material/info:")
        return
    asked = catalog_list(
        texts.label("catalog", name),
        listed,
        moved=st.session_state.get(_MOVED, ""),
        key=f"catalogo_lista_{name}",
    )
    if asked:
        _act(name, draft, *asked)


def _act(name: CatalogName, draft: catalog_drafts.Draft, code: str, act: str) -> None:
    if act in {"up", "down"}:
        catalog_drafts.move(name, draft, code, -1 if act == "up" else 1)
        st.session_state[_MOVED] = code
        st.rerun()
    elif act == "edit":
        catalog_dialogs.open_entry(name, code)
    elif act == "retire":
        catalog_dialogs.retire_dialog(name, code)
    else:
        catalog_dialogs.bring_back_dialog(name, code)
