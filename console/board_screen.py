"""The Tablero (screens.md §4): what to do today, the team, and the figures of a range; refreshed by itself."""

from collections.abc import Mapping, Sequence

import streamlit as st

from console import board_figures, formats, links, texts
from console.board_address import board_address
from console.board_downloads import summaries
from console.board_figures import Shown
from console.board_filters import filters
from console.board_health import health
from console.board_team import team
from console.board_words import today_words
from console.components.board_charts import business_age
from console.components.board_counters import CounterCard, counter_cards
from console.formats import escape
from console.guards import require
from console.office import local_today, office
from core.domain.board import BoardView, Counter, CounterName
from core.domain.chart_tables import TableName
from core.domain.duty import Duty
from core.domain.people import Actor, Permission
from core.domain.queue import StateFilter

REFRESH_SECONDS = 60
_TONES = {CounterName.OVERDUE: "alarm", CounterName.TROUBLED: "alarm", CounterName.DUE_TODAY: "warn"}


@st.fragment(run_every=REFRESH_SECONDS)
def board() -> None:
    """Draw the board of the range and type that the address asks for."""
    actor = require(Permission.READ_BOARD)
    current = office()
    catalogs = current.catalogs.now()
    today = local_today()
    address = board_address(st.query_params.to_dict(), today)
    filters(address, catalogs.procedure_types, today)
    view = current.board.figures(actor, address.since, address.until, address.tipo)
    shown = Shown(view, current.summaries.words(), address.params())
    roster = current.presence.roster(actor)
    _today(view, sum(duty.is_on for duty in roster))
    _counters(view, shown.names.labels["counter"], address.tipo)
    _now(actor, shown, roster)
    st.header(_range_words(view), anchor=False, divider="gray")
    _range(actor, shown)
    summaries(actor, shown)


def _now(actor: Actor, shown: Shown, roster: Sequence[Duty]) -> None:
    left, right = st.columns([0.68, 0.32], gap="medium")
    with left:
        st.header("Equipo", anchor=False)
        team(actor, shown.view, roster)
        board_figures.data(shown, TableName.TEAM)
    with right:
        board_figures.ageing(shown)


def _range(actor: Actor, shown: Shown) -> None:
    for pair in ((board_figures.movement, board_figures.hours), (board_figures.times, board_figures.shares)):
        for column, draw in zip(st.columns(2, gap="medium"), pair, strict=True):
            with column:
                draw(shown)
    left, right = st.columns(2, gap="medium")
    with left:
        board_figures.grounds(shown)
    with right, st.container(border=True, height="stretch"):
        st.subheader(escape(shown.names.tables["salud"]), anchor=False)
        health(actor, shown.view.health)
        board_figures.data(shown, TableName.HEALTH)


def _today(view: BoardView, present: int) -> None:
    if view.rebuilding:
        facts = {"done": f"{view.rebuilding.done:,d}", "total": f"{view.rebuilding.total:,d}"}
        st.warning(escape(texts.sentence("board_state", "rebuilding", facts)), icon=":material/sync:")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(today_words(view, present), width="content")
        age = ""
        if view.oldest_folio:
            age = f"Lleva {business_age(view.oldest_minutes or 0, view.day_minutes)} · "
            st.page_link(  # a link breaks into no lines: its age stands beside it
                links.REVIEW,
                label=f"Abrir la más antigua: {escape(view.oldest_folio)}",
                icon=":material/hourglass_bottom:",
                query_params={"folio": view.oldest_folio},
            )
        st.caption(escape(f"{age}Al {formats.instant(view.at, view.zone)}"), width="content")


def _counters(view: BoardView, names: Mapping[str, str], tipo: str) -> None:
    lists = {counter.name.value: _list_params(counter, tipo) for counter in view.counters}
    cards: list[CounterCard] = [
        {
            "code": counter.name.value,
            "name": names[counter.name.value],
            "count": f"{counter.count:,d}",
            "url": links.queue_list(lists[counter.name.value]),
            "tone": _TONES.get(counter.name, "") if counter.count else "",
        }
        for counter in view.counters
    ]
    chosen = counter_cards(cards, sign="Ver la lista", key="tablero_cifras")
    if chosen in lists:
        st.switch_page(links.QUEUE, query_params=lists[chosen])


def _list_params(counter: Counter, tipo: str) -> dict[str, str]:
    """Return the parameters of the Bandeja's address that name a figure's list."""
    asked = {
        "lista": counter.tab.value,
        "estado": "" if counter.state is StateFilter.ANY else counter.state.value,
        "plazo": counter.due.value,
        "tipo": tipo,
    }
    return {name: text for name, text in asked.items() if text}


def _range_words(view: BoardView) -> str:
    figures = view.range
    if figures.since == figures.until:
        return formats.day(figures.since).capitalize()
    return f"Del {formats.day(figures.since)} al {formats.day(figures.until)}"
