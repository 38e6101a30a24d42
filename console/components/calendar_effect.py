"""Whose day a change of the calendar would move, before anything is saved."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from console import formats
from console.calendar_words import change_words
from console.formats import cell, escape
from core.domain.editions import Change, ChangeKind
from core.domain.refiling import Effect, Moved

_MOST_CHANGES = 30


def effect_shown(effect: Effect, zone: str, *, key: str) -> None:
    """Draw how many promociones change their date, the first of them, and how many keep it for another reason."""
    _moves(effect, zone, key)
    if effect.reasons:
        keep = (
            "1 promoción conserva su fecha"
            if effect.reasons == 1
            else f"{effect.reasons:,d} promociones conservan su fecha"
        )
        st.caption(escape(f"{keep}; cambia el motivo con que se explica. De eso no se avisa por correo."))


def _moves(effect: Effect, zone: str, key: str) -> None:
    if not effect.total:
        st.info("Ninguna promoción recibida cambia de fecha.", icon=":material/event_available:")
        return
    change = "promoción cambia" if effect.total == 1 else "promociones cambian"
    st.warning(  # markdown-safe: a number and own words
        f"**{effect.total:,d} {change} de fecha.** Se calcula de nuevo "
        "al guardar; se conservan la fecha anterior y la nueva, y se avisa a quien promovió.",
        icon=":material/event_repeat:",
    )
    if effect.total > len(effect.first):
        st.caption(f"Las primeras {len(effect.first):d}, por fecha de envío:")
    st.dataframe(
        pd.DataFrame([_row(moved, zone) for moved in effect.first]),
        hide_index=True,
        width="stretch",
        key=f"{key}_efecto",
    )


def _row(moved: Moved, zone: str) -> dict[str, str]:
    return {
        "Folio": cell(moved.received.folio),
        "Tipo": cell(moved.received.procedure_type),
        "Enviada": formats.short_instant(moved.received.sent_at, zone),
        "Antes": formats.day(moved.before.on),
        "Ahora": formats.day(moved.after.on),
    }


def changes_shown(changes: Sequence[Change]) -> None:
    """Draw what differs between two editions, a line each."""
    told = [change_words(change) for change in changes if change.kind is not ChangeKind.MOVED]
    for line in told[:_MOST_CHANGES]:
        st.markdown(f"- {escape(line)}")
    if len(told) > _MOST_CHANGES:
        st.caption(f"Y {len(told) - _MOST_CHANGES:d} diferencias más.")
