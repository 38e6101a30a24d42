"""The editions of the calendar: who saved each, when, why and what it changed; and the calendar as a file."""

import tomllib
from itertools import pairwise

import streamlit as st

from console import formats, links
from console.calendar_dialogs import import_text
from console.components.anchors import anchors, download
from console.components.calendar_effect import changes_shown
from console.components.catalog_file import text_file
from console.formats import escape
from console.office import office
from core.domain.editions import CatalogName, Edition, changes_between
from core.domain.people import Actor
from core.services.calendar_desk import CalendarInForce

_MOST = 20
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
            import_text(text)
    editions = office().catalog_keeping.editions(actor, CatalogName.CALENDAR)
    shown = editions[: _MOST + 1]
    for newer, older in pairwise(shown):
        with st.container(border=True):
            st.markdown(f"**Edición {newer.number:d}** · {escape(_saved(newer))}  \n{escape(newer.reason)}")
            changes_shown(changes_between(tomllib.loads(older.content), tomllib.loads(newer.content)))
    if len(shown) <= _MOST:
        st.caption("**Edición 0** · el archivo con que se instaló el sistema.")
    else:
        st.caption(f"Se muestran las {_MOST:d} más recientes de {len(editions):d}.")


def _saved(edition: Edition) -> str:
    who = edition.saved_by or "Administración del sistema"
    return f"{formats.instant(edition.saved_at, office().settings.zone)} · {who}"
