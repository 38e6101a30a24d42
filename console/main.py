"""The entry script, run at every interaction: who is it? → navigation → page."""

from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from console.banners import banners
from console.components.anchors import anchors, go
from console.components.footer import footer
from console.components.session_watch import session_watch
from console.duty_switch import duty_switch, leaving_dialog
from console.feedback import show_explanation, show_notice
from console.filed_words import zone_words
from console.formats import escape
from console.guards import require
from console.navigation import pages_of
from console.office import office
from console.page_change import leave_page_before
from console.session import sign_out_address
from console.texts import explain, label
from console.web.identity import person_mark
from core.domain.people import Actor, Permission

TEST_ANCHORS = "Este sistema acepta e.firmas de prueba: lo que se firme con ellas no tiene validez."


def _sidebar(actor: Actor) -> None:
    with st.sidebar, st.container(key="person"):
        roles = " · ".join(label("role", role) for role in sorted(actor.roles))
        st.markdown(f"**{escape(actor.name)}**  \n{escape(roles)}")
        if office().settings.demo:
            st.badge("Demostración, sin validez", icon=":material/science:", color="orange")
        if actor.may(Permission.REVIEW):
            duty_switch(actor)
        anchors([go("Cerrar sesión", sign_out_address(), "quiet")], key="sign_out")
        session_watch(person_mark(actor))


def _say_where_one_is(page: StreamlitPage) -> None:
    """Tell whoever opened an address that is no page of theirs: Streamlit draws the start page without a word."""
    asked = urlsplit(st.context.url or "").path.strip("/")
    st.session_state.setdefault("arrived_at", asked)
    # The start page has no name in its address, but a colleague's link may name it: theirs begins elsewhere.
    if (
        asked
        and asked == st.session_state["arrived_at"]
        and not page.url_path
        and asked != page.title.lower()
    ):
        show_explanation(explain("no_such_page"))


def main() -> None:
    """Draw the page that the person asked for, if they may see it."""
    institucion = office().institucion
    st.set_page_config(page_title=institucion.unit, layout="wide", page_icon=str(institucion.mark_light))
    dark = st.context.theme.type == "dark"
    st.logo(
        str(institucion.mark_dark),
        size="large",
        icon_image=str(institucion.mark_dark if dark else institucion.mark_light),
    )
    actor = require()
    page = st.navigation(pages_of(actor))
    leave_page_before(page)
    _sidebar(actor)
    # One place for all that comes and goes above a page: the page's own elements keep theirs, and what is
    # typed in them. An empty one takes no room.
    with st.container(key="above_page"):
        if office().settings.allow_test_anchors:
            st.markdown(f":orange-background[:material/science: {TEST_ANCHORS}]")
        banners(actor)
        show_notice()
        _say_where_one_is(page)
    leaving_dialog()
    page.run()
    clock = zone_words(office().settings.zone, office().clock.now().date())
    footer(institucion, clock, files=actor.may(Permission.FILE))


main()
