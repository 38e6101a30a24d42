"""A catalogue as a file: downloaded as it is in force, read back into the draft."""

import tomllib

import streamlit as st

from console import catalog_drafts, links
from console.components.anchors import anchors, download
from console.components.catalog_differences import differences_shown
from console.components.catalog_file import text_file
from console.feedback import notify, refusals_shown
from console.office import office
from core.domain.catalog_changes import differences
from core.domain.editions import CatalogName, Edition
from core.domain.people import Actor

TAKEN = "catalogo_importado"
"""Key of the session: a document was just taken into the draft, so the entries are shown next."""
_MOST_BYTES = 512 * 1024


def files(actor: Actor, name: CatalogName, in_force: Edition) -> None:
    """Draw the download, and the field from which a document is taken into the draft.

    Raises:
        NotAllowed: the actor does not keep catalogues.
    """
    st.subheader("Exportar")
    st.write("El archivo es TOML, un texto que se lee y se corrige en cualquier editor.")
    anchors(
        [download("Descargar lo que está vigente", links.catalog_file(name, in_force.number))],
        key="catalogo_exportar",
    )
    st.subheader("Importar")
    st.write(
        "Elija un archivo o pegue su texto. Primero verá qué cambiaría; nada se guarda sin su motivo. Una "
        "entrada no puede faltar: en lugar de borrarla se le pone la fecha en que deja de usarse."
    )
    field = f"catalogo_texto_{name}"
    chosen = text_file(_MOST_BYTES, key=f"catalogo_archivo_{name}")
    if chosen:
        st.session_state[field] = chosen
    content = st.text_area(
        "Texto TOML", max_chars=_MOST_BYTES, key=field, height=220, persist_state="session"
    )
    if st.button("Ver qué cambiaría", key="catalogo_ver", disabled=not content.strip()):
        st.session_state["catalogo_visto"] = content
    if content.strip() and st.session_state.get("catalogo_visto") == content:
        with refusals_shown():
            _previewed(actor, name, in_force, content)


def _previewed(actor: Actor, name: CatalogName, in_force: Edition, content: str) -> None:
    office().catalog_keeping.changes(actor, name, content)
    before, after = tomllib.loads(in_force.content), tomllib.loads(content)
    found = differences(before, after)
    if not found:
        st.info("El texto dice lo mismo que lo vigente.", icon=":material/info:")
        return
    differences_shown(name, found, (after, before))
    draft = catalog_drafts.draft_of(name, in_force)
    if draft.changed:
        st.warning(
            "Sustituye los cambios que usted tiene sin guardar en este catálogo.", icon=":material/warning:"
        )
    if st.button("Pasar al borrador", type="primary", key="catalogo_pasar"):
        catalog_drafts.discard(name)
        fresh = catalog_drafts.draft_of(name, in_force)
        catalog_drafts.keep(name, fresh, after, content=content)
        notify("El texto está en el borrador. Revíselo y guárdelo con su motivo.")
        st.session_state[TAKEN] = True
        st.rerun()
