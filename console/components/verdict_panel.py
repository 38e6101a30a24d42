"""The verdict as a clerk reads it: three lines, what to do, and the whole report in place."""

from datetime import datetime

import streamlit as st

from console import formats, texts
from console.components.badges import OUTCOME_MARK, outcome_badge
from console.components.facts import fact_lines
from console.formats import escape
from core.domain.verdict import Conclusion, Outcome, Verdict

_NAMES = {
    Conclusion.INTEGRIDAD: "Integridad",
    Conclusion.FIRMA: "Firma",
    Conclusion.IDENTIDAD: "Identidad",
}
_BOTTOM_LINE = {
    Outcome.PASSED: "Firma válida",
    Outcome.INDETERMINATE: "No concluyente",
    Outcome.FAILED: "No válida",
}


def verdict_panel(verdict: Verdict, zone: str) -> None:
    """Draw the bottom line and the three conclusions, one line each, with what to do."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("**Veredicto**")
        outcome_badge(_BOTTOM_LINE[verdict.outcome], verdict.outcome)
    for conclusion in Conclusion:
        outcome = verdict.conclusion(conclusion)
        st.markdown(
            f"**{OUTCOME_MARK[outcome]} {_NAMES[conclusion]}:** {escape(_sentence(verdict, conclusion))}"
        )
    for text in _what_to_do(verdict):
        st.markdown(f":material/arrow_forward: **Qué hacer:** {escape(text)}")
    st.caption(f"Verificado {formats.instant(verdict.made_at, zone)}")


def _sentence(verdict: Verdict, conclusion: Conclusion) -> str:
    if conclusion is Conclusion.INTEGRIDAD and verdict.conclusion(conclusion) is Outcome.PASSED:
        matching = sum(m.matches for m in verdict.matches)
        return f"{matching} de {len(verdict.matches)} archivos coinciden"
    checks = [c for c in verdict.checks if c.conclusion is conclusion]
    worst = Outcome.worst(c.outcome for c in checks)
    telling = [c for c in checks if c.outcome is worst]
    if worst is Outcome.PASSED:
        return {"firma": "Válida al firmar", "identidad": "Quien firma es titular de la cuenta"}[
            conclusion.value
        ]
    return texts.check_text(telling[0]).answer


def _what_to_do(verdict: Verdict) -> list[str]:
    open_checks = [c for c in verdict.checks if c.outcome is not Outcome.PASSED]
    return list(dict.fromkeys(t for t in (texts.check_text(c).do for c in open_checks) if t))


def full_report(verdict: Verdict, zone: str) -> None:
    """Draw the signer, the dates, the source of revocation and every check with its answer."""
    signer = verdict.signer
    if signer:
        fact_lines(
            [
                ("Firmante", signer.holder),
                ("RFC", signer.rfc),
                ("CURP", signer.curp),
                ("Número de serie", signer.serial),
                ("Emitido por", signer.issuer),
                ("Vigencia", f"{_day(signer.not_before, zone)} a {_day(signer.not_after, zone)}"),
                ("Firmado", formats.instant(verdict.signed_at, zone)),
                ("Revocación", texts.revocation(verdict.revocation)),
            ]
        )
    for number, check in enumerate(verdict.checks, 1):
        text = texts.check_text(check)
        st.markdown(
            f"{OUTCOME_MARK[check.outcome]} {number:d}. {escape(text.question)}  \n:gray[{escape(text.answer)}]"
        )


def _day(value: datetime, zone: str) -> str:
    return formats.short_instant(value, zone)[:10]


def manifest_table(verdict: Verdict) -> None:
    """Draw the signed manifest, a mark for each line that the stored bytes match now."""
    rows = [
        {
            "": "✔ coincide" if match.matches else "✖ no coincide",
            "Archivo": formats.cell(match.name),
            "Tamaño": formats.size(match.size_bytes),
            "SHA-256 firmado": match.expected or "— (no está en el manifiesto)",
            "SHA-256 guardado": match.actual or "— (falta)",
        }
        for match in verdict.matches
    ]
    st.dataframe(
        rows, hide_index=True, key="manifest", alt="Manifiesto firmado contra los archivos guardados"
    )
