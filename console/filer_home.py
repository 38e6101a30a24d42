"""The pieces of the filer's home."""

import streamlit as st

from console import links
from console.components.anchors import anchors, go
from console.components.help_cards import article_cards
from console.components.home_list import news_list, open_list, receipt_list
from console.feedback import refusals_shown
from console.formats import escape
from console.guards import require
from console.help_screen import the_manual
from console.office import office
from core.domain.filer_home import FilerHomeView
from core.domain.people import Actor, Permission

_MIB = 1024 * 1024


def _steps() -> str:
    largest = office().settings.max_document_bytes // _MIB
    return (
        "1. **Cree la promoción**: el título, el tipo y en nombre de quién la presenta.\n"
        f"2. **Agregue los documentos**: hasta {largest:d} MB cada uno. Los vacíos, dañados o con contraseña son "
        "causa de rechazo.\n"
        "3. **Revise**: la pantalla le dice qué conviene corregir, con las mismas reglas de la Oficialía.\n"
        "4. **Firme** con su e.firma: archivo `.cer`, archivo `.key` y contraseña. No salen de su equipo. La firma "
        "debe ser la de quien es titular de la cuenta; un certificado de sello digital (CSD) no sirve.\n"
        "5. **Envíe** y reciba su acuse. Antes de confirmar verá en qué fecha se tendrá por presentada."
    )


def news(view: FilerHomeView, zone: str) -> None:
    """Draw the unread news and the button that says they were read; nothing where there are none."""
    if not view.news:
        return
    with st.container(border=True, key="avisos"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.subheader(f"Avisos sin leer ({view.news_total:d})", anchor=False)
            pressed = st.button(
                "Marcar como leídos",
                icon=":material/done_all:",
                key="avisos_leidos",
                on_click=_read,
                args=(view.news[0].event_id,),
            )
        news_list(view.news, zone)
        if view.news_total > len(view.news):
            st.caption(f"Y {view.news_total - len(view.news):d} más, en Mis promociones.")
    if pressed:
        st.rerun()


def _read(up_to: int) -> None:
    actor = require(Permission.FILE)
    with refusals_shown():
        office().filer_home.mark_read(actor, up_to)


def under_way(view: FilerHomeView, zone: str) -> None:
    """Draw the open promociones, or how to begin where there are none."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader("Promociones abiertas", anchor=False)
        if st.button("Crear promoción", type="primary", icon=":material/add:"):
            st.switch_page(links.CREATE)
    if view.is_new:
        with st.container(border=True, key="primera_vez"):
            st.markdown("**Así se presenta una promoción**")
            st.markdown(_steps())  # markdown-safe: a number and our own words
    elif view.open:
        open_list(view.open, zone)
    else:
        st.info(
            "No tiene promociones abiertas. Las aceptadas y rechazadas están en Mis promociones.",
            icon=":material/folder_open:",
        )
    if not view.is_new:
        opened = "abierta" if view.open_total == 1 else "abiertas"
        st.page_link(  # markdown-safe: a number and our own words
            links.MINE,
            label=f"Ver mis promociones ({view.open_total:d} {opened})",
            icon=":material/folder_open:",
        )


def receipts(view: FilerHomeView, zone: str) -> None:
    """Draw the last receipts and, below them, how a receipt is verified."""
    with st.container(border=True, key="ultimos_acuses"):
        st.subheader("Últimos acuses", anchor=False)
        if view.receipts:
            receipt_list(view.receipts, zone)
        else:
            st.caption("Aquí aparecerán sus acuses. El primero se expide en cuanto envíe una promoción.")
        anchors(
            [go("Cómo comprobar un acuse", "/manual/firma#comprobar", "quiet")],
            key="comprobar_acuse",
            width="content",
        )


def hours() -> None:
    """Draw when the Oficialía is open, as the institution says it."""
    with st.container(border=True, key="horario"):
        st.subheader("Horario", anchor=False)
        st.caption("  \n".join(escape(line) for line in office().institucion.opening_hours))
        st.page_link(links.CONTACT, label="Contacto", icon=":material/call:")


def help_cards(actor: Actor) -> None:
    """Draw the articles as cards."""
    st.subheader("Ayuda", anchor=False)
    article_cards(the_manual().for_reader(actor))
