"""The institution's data on screen: written in place, checked while it is written, saved as an edition."""

from pathlib import Path

import streamlit as st

from console import catalog_drafts, texts
from console.components.catalog_institution import institution_form
from console.office import office
from core.domain.editions import CatalogName
from core.domain.institution_checks import faults_of

_NAME = CatalogName.INSTITUCION


def institution_screen(draft: catalog_drafts.Draft) -> None:
    """Draw the form; what is written is the draft."""
    problems = {key: texts.sentence("catalog_problem", code, {}) for key, code in faults_of(draft.document)}
    key = f"institucion_{catalog_drafts.turn(_NAME)}_{draft.base}"
    document = institution_form(draft.document, problems, _notices(office().settings.data), key=key)
    if document != draft.document:
        catalog_drafts.keep(_NAME, draft, document)
        if len(document["support"]) != len(draft.document.get("support", [])):
            catalog_drafts.begin_anew(_NAME)  # the rows' fields are told by their place
        st.rerun()


def _notices(data: Path) -> list[str]:
    return sorted(path.stem for path in (data / "aviso-de-privacidad").glob("*.md"))
