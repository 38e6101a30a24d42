"""Cerradas: what was decided, found again, with its receipts, as a table, and reopened by who may."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from console import links, texts
from console.closed_exporting import Leaving, export_dialog, forget_prepared
from console.components.anchors import anchors, download
from console.components.closed_filters import closed_address, closed_filters
from console.components.closed_table import closed_table
from console.decision_reopening import reopen_dialog
from console.formats import escape
from console.list_address import ListAddress, asked, list_address
from console.office import office
from core.domain.exporting import Paper, PaperStanding
from core.domain.people import Actor, Permission
from core.domain.queue import Cursor, QueueRow
from core.domain.workflow import CLOSED
from core.services.queue import QueuePage

_MOST_SHOWN = 5
"""Marked promociones that are offered one by one."""


def head(actor: Actor) -> None:
    """Draw the title, and the day's table beside it."""
    title, day = st.columns([0.6, 0.4], vertical_alignment="center")
    title.title("Cerradas")
    if not actor.may(Permission.EXPORT):
        return
    whose = "Exportar mi día" if actor.may(Permission.REVIEW) else "Exportar el día"
    with day, st.container(horizontal=True, horizontal_alignment="right"):
        anchors(
            [
                download(whose, links.exported_day("xlsx"), shortcut="e"),
                download("CSV", links.exported_day("csv"), "quiet"),
            ],
            key="exportar_dia",
            width="content",
        )


def narrowed(actor: Actor) -> ListAddress:
    """Draw the filters and return the list that they make."""
    address = closed_address(list_address(st.query_params.to_dict()))
    closed_filters(address, office().closed.deciders(actor), office().catalogs.now())
    if address.filters:
        st.button(
            "Quitar filtros",
            icon=":material/filter_alt_off:",
            type="tertiary",
            on_click=st.query_params.clear,
        )
    return address


def found(actor: Actor, address: ListAddress) -> QueuePage:
    """Return the page of the list that the address asks for."""
    current = office()
    base = current.queue.query(actor, address.tab)
    return current.queue.page(actor, asked(address, base, ZoneInfo(current.settings.zone)))


def table(page: QueuePage, address: ListAddress) -> list[QueueRow]:
    """Draw a page of the list; return the rows that are marked, in the table or by their folio."""
    if not page.rows:
        told = (
            "Ninguna promoción coincide con los filtros." if address.filters else "Todavía no hay resueltas."
        )
        st.info(told, icon=":material/task_alt:")
        return []
    key = f"cerradas_{address.query_string()}"
    places = places_key(key, [row.id for row in page.rows])
    marked = closed_table(page.rows, office().settings.zone, office().catalogs.now(), key=places)
    _turn(page)
    with st.container(horizontal=True, vertical_alignment="center"):
        by_folio = st.multiselect(
            "Marcar por folio",
            [row.folio for row in page.rows],
            placeholder="Marcar por folio, sin ratón",
            label_visibility="collapsed",
            select_all=False,  # Enter would mark them all
            width=420,
            key=f"{key}_folios",
        )
    return [row for place, row in enumerate(page.rows) if place in marked or row.folio in by_folio]


def places_key(key: str, promocion_ids: Sequence[int]) -> str:
    """Return the key of the table of these rows: marks are places, which mean others once a row comes or goes."""
    return f"{key}_{hash(tuple(promocion_ids)):x}"


def _turn(page: QueuePage) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{len(page.rows):,d} de {page.total:,d} promociones, la más reciente primero")
        _turning("Más recientes", ":material/chevron_left:", "antes", page.before)
        _turning("Más antiguas", ":material/chevron_right:", "tras", page.after)


def _turning(label: str, icon: str, parameter: str, cursor: Cursor | None) -> None:
    if cursor is not None:
        st.button(label, icon=icon, type="tertiary", on_click=_go_to, args=(parameter, cursor.token()))


def _go_to(parameter: str, token: str) -> None:
    for other in ("tras", "antes"):
        st.query_params.pop(other, None)
    st.query_params[parameter] = token


def acts(actor: Actor, address: ListAddress, total: int, marked: Sequence[QueueRow]) -> None:
    """Draw what can be done with the marked ones, or with the whole list where none is."""
    if not total or not actor.may(Permission.EXPORT):
        return
    leaving = Leaving(len(marked) or total, address.on_first_page(), tuple(row.id for row in marked))
    every = bool(st.session_state.get("cerradas_envio"))
    whole = links.receipts_of_list(leaving.address.query_string(), every=every)
    what = _what(len(marked), total)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            escape(f"Exportar {what}…"), icon=":material/table_view:", shortcut="t", key="cerradas_exportar"
        ):
            forget_prepared()
            export_dialog(leaving)
        url = links.receipts(leaving.ids, every=every) if marked else whole
        anchors(
            [download(f"Acuses de {what} (ZIP)", url, "primary" if marked else "plain")],
            key="acuses",
            width="content",
        )
        st.checkbox("Con los acuses de envío", key="cerradas_envio")
    for row in marked[:_MOST_SHOWN]:
        _one(actor, row, address)
    if len(marked) > _MOST_SHOWN:
        st.caption(f"Y otras {len(marked) - _MOST_SHOWN:,d} marcadas.")


def _what(marked: int, total: int) -> str:
    if not marked:
        return f"la lista ({total:,d})"
    return "la marcada" if marked == 1 else f"las {marked:,d} marcadas"


def _one(actor: Actor, row: QueueRow, address: ListAddress) -> None:
    """Draw a marked promoción with its receipts."""
    papers = office().closed.papers(actor, [row.id])
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.page_link(
            links.REVIEW, label=f"Abrir {row.folio}", query_params={**address.params(), "folio": row.folio}
        )  # markdown-safe: a folio of ours
        anchors(
            [download(_paper_name(p), links.acuse(p.id), "quiet") for p in papers],
            key=f"acuses_{row.id}",
            width="content",
        )
        may_reopen = row.status in CLOSED and actor.may(Permission.REOPEN)
        if may_reopen and st.button("Reabrir…", icon=":material/lock_open:", key=f"reabrir_{row.id}"):
            reopen_dialog(row)


def _paper_name(paper: Paper) -> str:
    kind = texts.label("kind", paper.kind)
    edition = f" {paper.edition}ª edición" if paper.edition > 1 else ""
    marks = {PaperStanding.REPLACED: " · sustituido", PaperStanding.REOPENED: " · reabierta"}
    return f"{kind}{edition}{marks.get(paper.standing, '')}"
