"""Fallas reportadas: the reports of faults and the outages that they show, for whoever attends them."""

import streamlit as st

from console.fault_list import REPORT, fault_list
from console.fault_outages import outage_list
from console.fault_report import fault_report
from console.guards import require
from core.domain.people import Permission

actor = require(Permission.READ_FAULTS)
st.title("Fallas reportadas")
opened = st.query_params.get(REPORT, "")
if opened:
    fault_report(actor, opened)
else:
    outages = st.query_params.get("ver") == "interrupciones"
    shown = st.segmented_control(
        "Ver",
        ["reportes", "interrupciones"],
        default="interrupciones" if outages else "reportes",
        format_func=str.capitalize,
        required=True,
        key=f"fallas_ver_{outages}",
        label_visibility="collapsed",
    )
    if shown == ("reportes" if outages else "interrupciones"):
        st.query_params.from_dict({} if outages else {"ver": "interrupciones"})
        st.rerun()
    (outage_list if outages else fault_list)(actor)
