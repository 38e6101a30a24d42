"""The draft of a catalogue's next edition: kept in the session, change by change, until it is saved."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from core.domain.catalog_changes import Clash, Difference, differences, rebased, with_moved
from core.domain.editions import CatalogName, Edition
from core.storage.catalog_writing import write_document


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is making of an edition.

    Attributes:
        base: the number of the edition it was begun from.
        before: that edition's document.
        document: what it is to become.
        content: the text that was imported, saved to the letter with its comments; empty where it was not.
        reasons: what was said while it was made, as why an entry is retired.
        touched: codes of the entries that were moved by hand.
        clashes: what a colleague changed in another way, told until it is saved.
    """

    base: int
    before: Mapping[str, Any]
    document: Mapping[str, Any]
    content: str = ""
    reasons: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()
    touched: frozenset[str] = frozenset()

    @property
    def changed(self) -> bool:
        """Whether there is anything to save."""
        return self.document != self.before

    def differences(self) -> tuple[Difference, ...]:
        """Return what it changes."""
        return differences(self.before, self.document, self.touched)

    def text(self) -> str:
        """Return it as TOML."""
        return self.content or write_document(self.document)


def draft_of(name: CatalogName, in_force: Edition) -> Draft:
    """Return the draft of a catalogue; without changes it is what is in force."""
    kept = st.session_state.get(_key(name))
    if isinstance(kept, Draft) and (kept.changed or kept.base == in_force.number):
        return kept
    document = tomllib.loads(in_force.content)
    return Draft(in_force.number, document, document)


def keep(
    name: CatalogName, draft: Draft, document: Mapping[str, Any], *, content: str = "", reason: str = ""
) -> None:
    """Keep what the draft became.

    Args:
        name: of which catalogue.
        draft: as it was.
        document: as it is now.
        content: its text, where it was imported.
        reason: why, where it was asked for.
    """
    reasons = (*draft.reasons, reason) if reason else draft.reasons
    st.session_state[_key(name)] = replace(draft, document=document, content=content, reasons=reasons)


def move(name: CatalogName, draft: Draft, code: str, steps: int) -> None:
    """Keep the draft with an entry moved down by ``steps``, up where negative."""
    touched = replace(draft, touched=draft.touched | {code})
    keep(name, touched, with_moved(draft.document, name, code, steps))


def put_upon(name: CatalogName, draft: Draft, newer: Edition) -> None:
    """Put the draft's changes upon an edition that was saved meanwhile."""
    begin_anew(name)
    theirs = tomllib.loads(newer.content)
    result = rebased(draft.before, draft.document, theirs)
    st.session_state[_key(name)] = Draft(
        newer.number,
        theirs,
        result.document,
        reasons=draft.reasons,
        clashes=result.clashes,
        touched=draft.touched,
    )


def unsaved(name: CatalogName) -> bool:
    """Whether a catalogue has a draft with changes."""
    kept = st.session_state.get(_key(name))
    return isinstance(kept, Draft) and kept.changed


def discard(name: CatalogName) -> None:
    """Forget the draft."""
    begin_anew(name)
    st.session_state.pop(_key(name), None)


def begin_anew(name: CatalogName) -> None:
    """Let fields that show the draft forget what was typed into them: they have other keys from now on."""
    st.session_state[_turn_key(name)] = turn(name) + 1


def turn(name: CatalogName) -> int:
    """Return what such keys carry."""
    return int(st.session_state.get(_turn_key(name), 0))


def _key(name: CatalogName) -> str:
    return f"catalogo_borrador_{name}"


def _turn_key(name: CatalogName) -> str:
    return f"catalogo_vuelta_{name}"
