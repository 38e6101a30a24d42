"""Contacto: the institution's own data."""

import streamlit as st

from console.components.facts import facts
from console.guards import require
from console.office import office

require()
institucion = office().institucion
st.title("Contacto")
if institucion.demonstration:
    st.info(
        "Estos datos son de demostración: la institución los sustituye por los suyos.", icon=":material/info:"
    )
facts(
    [
        ("Institución", institucion.name),
        ("Oficina", institucion.unit),
        ("Domicilio", ", ".join(institucion.address)),
        ("Teléfonos", ", ".join(institucion.phones)),
        ("Horario", "; ".join(institucion.opening_hours)),
    ]
)
st.subheader("Soporte")
facts(
    [
        (person.name, " · ".join(p for p in (person.email, person.phone) if p))
        for person in institucion.support
    ]
)
