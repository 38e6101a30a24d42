"""Reporte de fallas: how to report one today; the form with its own folio is a later work."""

import streamlit as st

from console.components.facts import facts
from console.guards import require
from console.office import office

actor = require()
st.title("Reporte de fallas")
st.write("Escriba o llame a soporte y diga:")
st.markdown(
    "- el **sistema** (OPE) y su nombre de usuario;\n"
    "- el **folio** de la promoción, si la falla tiene que ver con una;\n"
    "- qué hacía, qué esperaba y qué ocurrió, con la **clave** que muestre el mensaje de error;\n"
    "- la fecha y la hora."
)
facts(
    [
        (person.name, " · ".join(p for p in (person.email, person.phone) if p))
        for person in office().institucion.support
    ]
)
st.caption("Su usuario:")
st.code(actor.username, language=None)
