"""What a person reported signed in, and what was answered."""

import streamlit as st

from console import formats, texts
from console.formats import escape, escape_lines
from console.office import office
from core.domain.fault_views import OwnFault
from core.domain.people import Actor


def own_faults(actor: Actor) -> None:
    """Draw the person's reports, newest first, with the answers to them."""
    found = office().fault_reporting.mine(actor)
    st.subheader("Sus reportes")
    if not found:
        st.caption("No ha hecho reportes con esta cuenta.")
    for fault in found:
        _own(fault)


def _own(fault: OwnFault) -> None:
    zone, public = office().settings.zone, fault.public
    with st.container(border=True, key=f"falla_{public.folio}"):
        st.markdown(f"**{escape(public.folio)}** · {escape(fault.title or 'Datos borrados')}")
        standing = texts.label("fault_standing", public.status)
        since = f"Recibido el {formats.instant(public.created_at, zone)}"
        st.markdown(f"{escape(standing)}  \n:gray[{escape(since)}]")
        for reply in fault.replies:
            at = formats.short_instant(reply.at, zone)
            st.markdown(f":gray[Soporte respondió el {escape(at)}]  \n{escape_lines(reply.text)}")
