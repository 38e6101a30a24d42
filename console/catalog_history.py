"""The editions of a catalogue: who saved each, when, why, what it changed, and its restoring."""

import tomllib

import streamlit as st

from console import catalog_drafts, links
from console.components.anchors import anchors, download
from console.components.catalog_differences import differences_shown
from console.components.catalog_words import edition_words
from console.edition_pages import AT_A_TIME, first_shown
from console.feedback import notify, refusals_shown
from console.formats import escape
from console.guards import require
from console.office import office
from core.domain.catalog_changes import differences
from core.domain.editions import CatalogName, Edition
from core.domain.people import Actor, Permission

_MOST_REASON = 2000


def history(actor: Actor, name: CatalogName, in_force: Edition) -> None:
    """Draw the editions, newest first.

    Raises:
        NotAllowed: the actor does not keep catalogues.
    """
    editions = office().catalog_keeping.editions(actor, name)
    first = first_shown(len(editions), key=f"catalogo_historia_{name}")
    for place, edition in enumerate(editions[first : first + AT_A_TIME], start=first):
        earlier = editions[place + 1] if place + 1 < len(editions) else None
        _edition(name, edition, earlier, current=edition.number == in_force.number)


def _edition(name: CatalogName, edition: Edition, earlier: Edition | None, *, current: bool) -> None:
    with st.container(border=True, key=f"catalogo_edicion_{edition.number}"):
        words = escape(edition_words(edition, office().settings.zone))
        st.markdown(f"**Vigente** · {words}" if current else words)  # markdown-safe: escaped above
        if earlier:
            before, after = tomllib.loads(earlier.content), tomllib.loads(edition.content)
            with st.expander("Qué cambió"):
                differences_shown(name, differences(before, after), (after, before))
        with st.container(horizontal=True, vertical_alignment="center"):
            anchors(
                [download("Descargar TOML", links.catalog_file(name, edition.number))],
                key=f"catalogo_descargar_{edition.number}",
                width="content",
            )
            if not current and st.button("Restaurar…", key=f"catalogo_restaurar_{edition.number}"):
                _restore(name, edition.number)


@st.dialog("Restaurar una edición", width="large", dismissible=False)
def _restore(name: CatalogName, number: int) -> None:
    """Draw what would change, ask why, save what the edition said as the next one."""
    actor = require(Permission.MANAGE_CATALOGS)
    keeping = office().catalog_keeping
    in_force = keeping.edition(actor, name)
    before = tomllib.loads(in_force.content)
    after = tomllib.loads(keeping.as_restored(actor, name, number))
    st.write(
        f"Se guardará como edición {in_force.number + 1:d} lo que decía la {number:d}. Nada se borra: las "
        "entradas que entonces no existían quedan retiradas desde hoy."
    )
    differences_shown(name, differences(before, after), (after, before))
    if catalog_drafts.draft_of(name, in_force).changed:
        st.warning("Usted tiene cambios sin guardar en este catálogo; seguirán en su borrador.")
    reason = st.text_area("Motivo *", max_chars=_MOST_REASON, key="catalogo_restaurar_motivo", height=90)
    with st.container(horizontal=True):
        go = st.button("Restaurar", type="primary", key="catalogo_restaurar_si")
        if st.button("Cancelar", key="catalogo_restaurar_no"):
            st.rerun()
    if go:
        with refusals_shown():
            saved = keeping.restore(actor, name, number, in_force.number, reason)
            notify(f"Se restauró la edición {number:d} como edición {saved.number:d}")
            st.rerun()
