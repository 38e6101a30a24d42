"""Reporte de fallas: the way to the form, what one reported, and whom to ask (manual §11)."""

import streamlit as st

from console import links
from console.components.anchors import anchors, go
from console.components.facts import facts, support_rows
from console.fault_own import own_faults
from console.guards import require
from console.office import office

actor = require()
st.title("Reporte de fallas")
st.write(
    "Diga qué falla: el formulario se abre con sus datos y, al terminar, le da un folio. Si la falla tiene que ver "
    "con una promoción o mostró una clave de error, anótelas."
)
anchors([go("Hacer un reporte", links.REPORT_FAULT, "primary")], key="reportar_falla")
st.caption("Un reporte no presenta una promoción ni suspende un plazo.")
own_faults(actor)
st.subheader("También puede escribir o llamar")
facts(support_rows(office().institucion))
