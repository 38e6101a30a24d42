"""Calendario: days and hours of business, read by the staff, kept by supervisors."""

import streamlit as st

from console.calendar_screen import VIEWS, draw, head, views_of
from console.guards import require
from console.office import office
from core.domain.people import Permission

actor = require(Permission.READ_QUEUE)
st.title("Calendario")
found = office().calendar_desk.in_force(actor)
head(actor, found)
view = st.segmented_control(
    "Ver",
    views_of(actor),
    default="mes",
    required=True,
    format_func=lambda code: VIEWS[code],
    key="ver",
    bind="query-params",
    label_visibility="collapsed",
)
draw(str(view), actor, found)
