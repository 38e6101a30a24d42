"""The review screen: documents beside the verdict, data and decision (screens.md §2)."""

from typing import TYPE_CHECKING

import streamlit as st

from console import formats
from console.components.badges import status_badge
from console.components.desk import PageKey, desk
from console.decision_bar import OPENING
from console.formats import escape
from console.guards import require
from console.office import local_today, office
from console.review_moves import BACK, SEARCH, moves, search
from console.review_panel import PANEL
from console.review_reading import READER
from console.review_remarks import labelling, labels
from console.review_watch import standing_banner, watch, whose
from core.domain.due import Due, Nearness
from core.domain.people import Actor, Permission
from core.domain.workflow import CLOSED

if TYPE_CHECKING:
    from core.services.review import ReviewView

FOLDED = "revision.panel"
"""Name of the preference that holds whether the panel is folded."""
_KEYS = (
    PageKey("v", "open", "seccion_informe"),
    PageKey("d", "open", "seccion_duplicados"),
    PageKey("e", "write", "seccion_notas"),
    PageKey("m", "fold"),
    PageKey("/", "focus", SEARCH),
    PageKey("Escape", "press", BACK),
)
_DUE = {
    Nearness.OVERDUE: ("Venció", "red"),
    Nearness.TODAY: ("Vence hoy", "orange"),
    Nearness.TOMORROW: ("Vence el siguiente día hábil", "blue"),
    Nearness.LATER: ("Vence", "gray"),
}


def header(actor: Actor, view: "ReviewView") -> None:
    """Draw what it is, whose it is, where it stands in the list, and what happened to it meanwhile."""
    promocion, zone = view.promocion, office().settings.zone
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="revision_titulo"):
        st.markdown(f"#### {escape(promocion.folio)} · {escape(promocion.fields.procedimiento)}")
        status_badge(promocion.status)
        if promocion.decision and promocion.decision.numero_oficialia:
            st.badge(escape(promocion.decision.numero_oficialia), icon=":material/tag:", color="green")
        _due(view)
        labels(actor, view)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="revision_lista"):
        moves(actor, view)
        st.caption(escape(whose(view, zone)))
        labelling(actor, view)
        st.space("stretch")
        search(actor, view)
        _desk()
    standing_banner(actor, view)
    watch(view)


def _due(view: "ReviewView") -> None:
    promocion, zone = view.promocion, office().settings.zone
    due = office().queue.due_of(promocion)
    if due and promocion.status not in CLOSED:
        _due_badge(due, zone, office().catalogs.now().calendar.usual_day_minutes(local_today()))
    else:
        st.badge(f"Presentada el {formats.day(promocion.filed_on)}", icon=":material/event:", color="gray")


def _due_badge(due: Due, zone: str, day_minutes: int) -> None:
    word, colour = _DUE[due.nearness]
    left = f" · {formats.age(due.minutes_left, day_minutes)}" if due.minutes_left else ""
    words = f"{word} {formats.short_instant(due.at, zone)}{left}"
    st.badge(words, icon=":material/timer:", color=colour)  # type: ignore[arg-type]  # one of its names


@st.fragment
def _desk() -> None:
    """Watch the page's own keys, and remember whether the panel is folded."""
    actor = require(Permission.READ_QUEUE)
    if "panel_plegado" not in st.session_state:
        st.session_state["panel_plegado"] = bool(office().preferences.get(actor, FOLDED).get("folded"))
    before = bool(st.session_state["panel_plegado"])
    folded = desk(_KEYS, opening=OPENING, panel=PANEL, reader=READER, folded=before, key="escritorio")
    if folded is not before:
        st.session_state["panel_plegado"] = folded
        office().preferences.set(actor, FOLDED, {"folded": folded})
