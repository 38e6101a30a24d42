"""The history of a promoción: the audit log in words."""

from collections.abc import Sequence

import streamlit as st

from console import formats, texts
from console.components.coverage_words import read_in_words
from core.domain.event import Event

_FACTS = {
    "name": "documento",
    "numero_oficialia": "número de oficialía",
    "ground": "causa",
    "note": "nota",
    "expired_claim_of": "venció la revisión de",
}


def history(events: Sequence[Event], zone: str) -> None:
    """Draw the acts, newest first."""
    for event in reversed(events):
        who = event.actor_name or texts.label("role", event.role.split("+")[0])
        st.markdown(
            f"**{texts.label('action', event.action)}** · {formats.escape(who)}  \n"
            f":gray[{formats.escape(_detail(event, zone))}]"
        )


def _detail(event: Event, zone: str) -> str:
    facts = [f"{name}: {event.facts[code]}" for code, name in _FACTS.items() if code in event.facts]
    if event.facts.get("signature") == "voided":
        facts.append("la firma anterior quedó sin efecto")
    if read := read_in_words(event.facts):
        facts.append(f"{texts.label('fact', 'coverage')}: {read}")
    return " · ".join([formats.instant(event.at, zone), *facts])
