"""The filer's home: what is under way, and how it is done (manual §2)."""

import streamlit as st

from console import links
from console.components.promocion_list import promocion_list
from console.formats import escape
from console.guards import require
from console.office import office
from core.domain.people import Permission

actor = require(Permission.FILE)
current = office()
st.title(current.institucion.unit)
st.caption(f"Le damos la bienvenida: {escape(actor.name)}")

work, help_column = st.columns([0.64, 0.36], gap="large")
with work:
    found, total = current.filing.mine(actor, "abiertas", limit=5)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader("Promociones abiertas")
        if st.button("Crear promoción", type="primary", icon=":material/add:"):
            st.switch_page(links.CREATE)
    if found:
        promocion_list(found, current.settings.zone)
        st.page_link(
            links.MINE, label=f"Ver mis promociones ({total:d} abiertas)", icon=":material/arrow_forward:"
        )
    else:
        st.info("No tiene promociones abiertas. Cree una para empezar.", icon=":material/folder_open:")
with help_column:
    st.subheader("Antes de empezar")
    st.markdown(
        "- Tenga a la mano su **e.firma** vigente: archivo `.cer`, archivo `.key` y contraseña. "
        "Un certificado de sello digital (CSD) no sirve.\n"
        "- La firma debe ser la **de quien es titular de la cuenta**: si firma otra persona, la promoción "
        "no se tendrá por recibida.\n"
        "- Cada documento puede medir hasta **50 MB**. Los archivos vacíos, dañados o con contraseña son causa "
        "de rechazo.\n"
        "- La llave y la contraseña **no salen de su equipo**."
    )
    st.caption(
        "  \n".join(escape(line) for line in current.institucion.opening_hours)
    )  # markdown-safe: escaped
    st.page_link(links.HELP, label="Artículos de ayuda", icon=":material/help:")
