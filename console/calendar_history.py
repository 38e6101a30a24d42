"""The editions of the calendar: who saved each, when, why and what it changed; and the calendar as a file."""

import tomllib

import streamlit as st

from console import formats, links
from console.calendar_dialogs import import_text, restore
from console.components.anchors import anchors, download
from console.components.calendar_effect import changes_shown
from console.components.catalog_file import text_file
from console.edition_pages import AT_A_TIME, first_shown
from console.formats import escape
from console.office import office
from core.domain.editions import CatalogName, Edition, changes_between
from core.domain.people import Actor
from core.services.calendar_desk import CalendarInForce

_MOST_BYTES = 512 * 1024


def history(actor: Actor, found: CalendarInForce) -> None:
    """Draw the file in and out, and the newest editions.

    Raises:
        NotAllowed: the actor does not keep catalogues.
    """
    anchors(
        [
            download(
                "Descargar el calendario vigente (TOML)",
                links.catalog_file(CatalogName.CALENDAR, found.edition),
            )
        ],
        key="calendario_archivo",
    )
    with st.expander("Cargar un calendario desde un archivo"):
        st.write(
            "Verá qué cambia y qué promociones cambian de fecha antes de guardar. Ninguna entrada puede faltar."
        )
        text = text_file(_MOST_BYTES, key="calendario_cargar")
        if text:
            import_text(text, found.edition)
    editions = office().catalog_keeping.editions(actor, CatalogName.CALENDAR)
    first = first_shown(len(editions), key="calendario_historia")
    for place, edition in enumerate(editions[first : first + AT_A_TIME], start=first):
        _edition(edition, editions[place + 1] if place + 1 < len(editions) else None, found.edition)


def _edition(edition: Edition, earlier: Edition | None, in_force: int) -> None:
    """Draw an edition: who saved it, when and why, what it changed, and its taking along and restoring."""
    current = edition.number == in_force
    with st.container(border=True, key=f"calendario_edicion_{edition.number}"):
        now = " · :green-badge[vigente]" if current else ""
        st.markdown(  # markdown-safe: escaped, beside an own badge
            f"**Edición {edition.number:d}**{now} · {escape(_saved(edition))}  \n{escape(edition.reason)}"
        )
        if earlier:
            changes_shown(changes_between(tomllib.loads(earlier.content), tomllib.loads(edition.content)))
        with st.container(horizontal=True, vertical_alignment="center"):
            anchors(
                [download("Descargar TOML", links.catalog_file(CatalogName.CALENDAR, edition.number))],
                key=f"calendario_descargar_{edition.number}",
                width="content",
            )
            if not current and st.button("Restaurar…", key=f"calendario_restaurar_{edition.number}"):
                restore(edition.number, in_force)


def _saved(edition: Edition) -> str:
    if edition.number == 0:
        return "El archivo con que se instaló el sistema"
    who = edition.saved_by or "Administración del sistema"
    return f"{formats.instant(edition.saved_at, office().settings.zone)} · {who}"
