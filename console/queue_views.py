"""How somebody likes the Bandeja: lists they named, columns they see."""

from collections.abc import Callable, Sequence

import streamlit as st

from console.components.queue_filters import go_to
from console.formats import escape
from console.guards import require
from console.list_address import ListAddress
from console.office import office
from console.queue_cells import COLUMNS, FIXED, SHOWN_AT_FIRST
from console.texts import explain_refusal, label
from core.domain.people import Actor, Permission
from core.domain.saved_views import LONGEST_NAME, Place, SavedView
from core.errors import Refusal

_PREFERENCE = "bandeja.columnas"
_CHOSEN = "bandeja_columnas"
_REFUSED = "bandeja_vista_rechazada"
_NAME = "bandeja_nombre_de_vista"


def shown_columns(actor: Actor) -> list[str]:
    """Return the columns that somebody sees, in the house's order."""
    kept = office().preferences.get(actor, _PREFERENCE).get("shown")
    wanted = set(kept) if isinstance(kept, list) else set(SHOWN_AT_FIRST)
    return [column for column in COLUMNS if column in wanted or column in FIXED]


def views_and_columns(actor: Actor, address: ListAddress) -> None:
    """Draw the two menus: named lists, and columns."""
    with st.container(horizontal=True, horizontal_alignment="right", width="content"):
        with st.popover("Vistas", icon=":material/bookmark:"):
            _views(actor, address)
        with st.popover("Columnas", icon=":material/view_column:"):
            _columns(actor)


def _views(actor: Actor, address: ListAddress) -> None:
    views = office().saved_views.of(actor, Place.QUEUE)
    for view in views:
        _view(view)
    if not views:
        st.caption("Aún no tiene vistas guardadas. Filtre la lista y póngale nombre para volver a ella.")
    st.text_input(
        "Guardar esta lista con el nombre",
        max_chars=LONGEST_NAME,
        key=_NAME,
        placeholder="Por ejemplo: DRM sin avisos",
    )
    current = address.on_first_page().params()
    refused = st.session_state.pop(_REFUSED, "")
    if refused:
        st.error(escape(refused), icon=":material/error:")
    st.button("Guardar la vista", key="bandeja_guardar_vista", on_click=_save, args=(current,))


def _view(view: SavedView) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"vista_{view.id:d}"):
        st.button(
            escape(view.name),
            type="tertiary",
            key=f"ver_vista_{view.id:d}",
            on_click=_show,
            args=(dict(view.query), list(view.columns)),
            width="stretch",
        )
        st.button(
            "",
            icon=":material/edit:",
            type="tertiary",
            key=f"renombrar_vista_{view.id:d}",
            help="Cambiar el nombre por el que está escrito abajo",
            on_click=_rename,
            args=(view.id,),
        )
        st.button(
            "",
            icon=":material/delete:",
            type="tertiary",
            key=f"borrar_vista_{view.id:d}",
            help="Borrar la vista",
            on_click=_delete,
            args=(view.id,),
        )


def _show(query: dict[str, str], columns: list[str]) -> None:
    """Go to a named list, and see the columns it was named with."""
    go_to(query)
    if columns:
        _set_columns(columns)
        st.session_state.pop(_CHOSEN, None)


def _save(query: dict[str, str]) -> None:
    _try(lambda actor: office().saved_views.save(actor, Place.QUEUE, _written(), query, shown_columns(actor)))


def _rename(view_id: int) -> None:
    _try(lambda actor: office().saved_views.rename(actor, view_id, _written()))


def _delete(view_id: int) -> None:
    _try(lambda actor: office().saved_views.delete(actor, view_id))


def _written() -> str:
    return str(st.session_state.get(_NAME) or "")


def _try(act: Callable[[Actor], object]) -> None:
    """Do it; what was refused is told in the menu, which the next run draws."""
    try:
        act(require(Permission.READ_QUEUE))
    except Refusal as refusal:
        st.session_state[_REFUSED] = explain_refusal(refusal).what
    else:
        st.session_state[_NAME] = ""


def _columns(actor: Actor) -> None:
    offered = [column for column in COLUMNS if column not in FIXED]
    if _CHOSEN not in st.session_state:
        st.session_state[_CHOSEN] = [c for c in shown_columns(actor) if c in offered]
    st.pills(
        "Columnas que se muestran",
        offered,
        selection_mode="multi",
        format_func=lambda code: label("queue_column", code),
        key=_CHOSEN,
        on_change=_keep_columns,
    )
    st.caption("«Folio» y «Procedimiento y promovente» se muestran siempre.")


def _keep_columns() -> None:
    _set_columns(st.session_state[_CHOSEN])


def _set_columns(chosen: Sequence[str]) -> None:
    shown = [column for column in COLUMNS if column in set(chosen)]
    office().preferences.set(require(Permission.READ_QUEUE), _PREFERENCE, {"shown": shown})
