"""Contacto in the console: the pieces of its page."""

import streamlit as st

from console.components.facts import fact_lines, facts
from console.components.help_links import help_links
from console.formats import escape
from console.help_contact import ContactView, Line, contact_view
from console.office import office

_AT_HAND = (
    "- su **usuario** y el **RFC** de la cuenta;\n"
    "- el **folio** de la promoción, si se trata de una;\n"
    "- el mensaje que apareció, con la **clave** que pide conservar;\n"
    "- la **fecha y la hora**, y con qué navegador trabajaba."
)
_NEVER = (
    "Nunca dé por teléfono ni por correo la contraseña de su cuenta, la de su e.firma ni su archivo .key: "
    "nadie de la institución se los pedirá."
)


def view() -> ContactView:
    """Return what the page shows at this moment."""
    current = office()
    calendar, zone = current.catalogs.now().calendar, current.settings.zone
    return contact_view(current.institucion, calendar, current.clock.now(), zone)


def today(view: ContactView) -> None:
    """Draw whether the office is open, and that the data are a demonstration's where they are."""
    if view.demonstration:
        st.info(
            "Estos datos son de demostración: la institución los sustituye por los suyos.",
            icon=":material/info:",
        )
    st.markdown(escape(view.today))


def who_helps(view: ContactView) -> None:
    """Draw each desk with its telephone and mail, and what to have at hand."""
    with st.container(border=True, height="stretch"):
        st.subheader("Quién le ayuda", anchor=False)
        for place, desk in enumerate(view.desks):
            st.markdown(f"**{escape(desk.name)}**")
            _lines(desk.lines, desk.name, f"mesa_{place}")
        st.markdown("**Antes de llamar, tenga a la mano**")
        st.markdown(_AT_HAND)
        st.caption(_NEVER)


def the_office(view: ContactView) -> None:
    """Draw address, telephones, hours and the days without business that come."""
    with st.container(border=True, height="stretch"):
        st.subheader(escape(view.unit), anchor=False)
        facts([("Institución", view.institution), ("Domicilio", "\n".join(view.address))])
        st.markdown(":gray[Teléfonos]")
        _lines(view.phones, view.unit, "telefonos")
        st.markdown(f"**Horario** ({escape(view.zone)})")
        fact_lines([(f"{days}:", hours) for days, hours in view.hours])
        if view.closed:
            st.markdown("**Días sin labores en los próximos 30 días**")
            fact_lines([(f"{days}:", why) for days, why in view.closed])
        st.caption(
            "Puede enviar promociones las 24 horas: lo enviado fuera de este horario o en día inhábil se tiene "
            "por presentado el día hábil siguiente."
        )


def _lines(lines: tuple[Line, ...], name: str, key: str) -> None:
    help_links([(line.text, line.address) for line in lines], label=name, key=key)
