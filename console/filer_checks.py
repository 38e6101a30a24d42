"""The step before signing: what the rule book says of the promoción, what it means and what to do."""

from typing import TYPE_CHECKING

import streamlit as st

from console.components.checklist import rule_card, rule_lines, rule_notes, summary, worst_first
from console.components.help_cards import help_link
from console.filer_filed import filed_if_sent_now
from console.formats import escape
from console.office import office
from core.domain.checklist import Checklist, RuleOutcome, RuleResult
from core.domain.people import Actor
from core.domain.workflow import EDITABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.services.filing import FilerView

    Go = Callable[[str], None]


def check_before_signing(actor: Actor, view: "FilerView", go: "Go") -> None:
    """Draw the results, worst first; ``go`` opens another step by its code."""
    promocion = view.promocion
    if promocion.status not in EDITABLE:
        st.info("La promoción ya fue enviada.", icon=":material/send:")
        return
    with st.spinner("Revisando la promoción y sus documentos…"):
        checklist = office().preflight.check(actor, promocion.id)
    _bottom_line(checklist)
    help_link("Qué significa cada resultado", "promociones#revisar")
    for result in worst_first(checklist):
        rule_card(result, lambda result: _where(result, go))
    _the_rest(checklist)
    if view.documents:
        filed_if_sent_now(promocion)
        st.button("Seguir: firmar y enviar", icon=":material/arrow_forward:", on_click=go, args=("firmar",))


def _bottom_line(checklist: Checklist) -> None:
    said = f"**{escape(summary(checklist))}.**"
    if checklist.problems():
        st.error(f"{said} {_what_problems_do()}", icon=":material/cancel:")  # markdown-safe: escaped above
    elif checklist.of(RuleOutcome.WARNING):
        text = "Puede firmar así; lea antes los avisos, por si prefiere corregir algo."
        st.warning(f"{said} {text}", icon=":material/warning:")  # markdown-safe: escaped above
    else:
        text = "No se encontró nada que corregir."
        st.success(f"{said} {text}", icon=":material/check_circle:")  # markdown-safe: escaped above


def _what_problems_do() -> str:
    if office().settings.refuse_problems:
        return "Mientras haya problemas, aquí no puede firmarla ni enviarla."
    return "Los problemas son causa de rechazo: corríjalos antes de firmar."


def _where(result: RuleResult, go: "Go") -> None:
    """Offer the step in which a rule is put right."""
    in_form = any(item.form_field for item in result.items)
    step, name = ("datos", "Ir a los datos") if in_form else ("documentos", "Ir a los documentos")
    st.button(name, key=f"corregir_{result.rule}", icon=":material/arrow_back:", on_click=go, args=(step,))


def _the_rest(checklist: Checklist) -> None:
    passed = checklist.of(RuleOutcome.PASSED)
    noted = tuple(result for result in passed if result.items)
    if noted:
        st.markdown("**Solo para su información**")
        rule_notes(noted, "filer")
    if open_rules := checklist.of(RuleOutcome.NOT_EXAMINED):
        with st.expander(f"Sin examinar ({len(open_rules):d})"):
            st.caption("Estas comprobaciones no dicen ni que está bien ni que está mal.")
            rule_lines(open_rules, "filer")
    well = tuple(result for result in passed if not result.items)
    with st.expander(f"Bien ({len(well):d})"):
        rule_lines(well, "filer")
    st.caption(
        f"Reglas versión {escape(checklist.version)}. La Oficialía revisa con estas mismas reglas; "
        "lo que aquí se ve queda guardado al enviar."
    )
