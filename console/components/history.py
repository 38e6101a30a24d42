"""The history of a promoción: the audit log in words."""

from collections.abc import Sequence

import streamlit as st

from console import formats, texts
from console.components.act_words import facts_in_words
from core.domain.event import Event

_FACTS = (
    "name",
    "numero_oficialia",
    "ground",
    "note",
    "filed_before",
    "filed_on",
    "reason",
    "until",
    "label",
    "assigned_to",
    "taken_from",
    "expired_claim_of",
    "proposed_by",
    "proposal",
    "copied_from",
    "judgement",
    "other_folio",
    "coverage",
)
"""What the history says of an act, in this order; the audit log says all of it."""


def history(events: Sequence[Event], zone: str) -> None:
    """Draw the acts, newest first."""
    for event in reversed(events):
        who = event.actor_name or texts.label("role", event.role.split("+")[0])
        st.markdown(
            f"**{texts.label('action', event.action)}** · {formats.escape(who)}  \n"
            f":gray[{formats.escape(_detail(event, zone))}]"
        )


def _detail(event: Event, zone: str) -> str:
    told = {code: event.facts[code] for code in _FACTS if code in event.facts}
    facts = [facts_in_words(told, zone)] if told else []
    if event.facts.get("signature") == "voided":
        facts.append("la firma anterior quedó sin efecto")
    return " · ".join([formats.instant(event.at, zone), *facts])
