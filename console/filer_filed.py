"""On which day a promoción would count if it were sent now, as its filer reads it before sending."""

from zoneinfo import ZoneInfo

import streamlit as st

from console import formats
from console.filed_words import why_filed_now, zone_words
from console.formats import escape
from console.office import office
from core.domain.promocion import Promocion
from core.domain.workflow import Status


def filed_if_sent_now(promocion: Promocion) -> None:
    """Draw the day, by which clock, and why."""
    current = office()
    filed, zone = current.filing.filed_on(promocion), current.settings.zone
    reason = why_filed_now(filed, current.clock.now().astimezone(ZoneInfo(zone)).time())
    acts = "la envía" if promocion.status is Status.SIGNED else "la firma y la envía"
    text = (
        f"Si {acts} ahora, se tendrá por presentada el **{escape(formats.day(filed.on))}** "
        f"({escape(zone_words(zone, filed.on))}). {escape(reason)}"
    )
    st.info(text, icon=":material/event:")  # markdown-safe: every part is escaped above
