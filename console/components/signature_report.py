"""The whole verification report in place: who signed, on which dates, what vouches for it, every check."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import streamlit as st

from console.components.anchors import Anchor, anchors
from console.components.certificate_picture import certificate_picture
from console.components.facts import fact_lines
from console.components.report_values import (
    NumberedCheck,
    chain,
    numbered_checks,
    revocation_rows,
    scope_rows,
    signer_rows,
    standing_lines,
    validity_bar,
    verdict_history,
)
from console.formats import cell, escape
from core.domain.evidence import StoredRevocation, StoredVerdict
from core.domain.verdict import Verdict


@dataclass(frozen=True, slots=True)
class ReportSources:
    """What the report is drawn from beside the verdict.

    Attributes:
        sent_at: when the Oficialía received the promoción.
        answers: what was answered about revocation, oldest first.
        verdicts: every verdict given, oldest first.
        downloads: links to the pieces of evidence, and to the page that is printed.
    """

    sent_at: datetime | None = None
    answers: Sequence[StoredRevocation] = ()
    verdicts: Sequence[StoredVerdict] = ()
    downloads: Sequence[Anchor] = field(default=())


def signature_report(verdict: Verdict, sources: ReportSources, zone: str, *, key: str) -> None:
    """Draw the report of one verdict."""
    dates = "\n".join(f"- {escape(line)}" for line in standing_lines(verdict, zone))
    st.markdown(dates)  # markdown-safe: each line is escaped above
    certificate_picture(validity_bar(verdict, sources.sent_at, zone), chain(verdict), key=f"{key}_cadena")
    fact_lines(signer_rows(verdict, sources.sent_at, zone))
    fact_lines(revocation_rows(verdict, sources.answers, zone))
    st.markdown("**Qué ampara la firma**")
    fact_lines(scope_rows(verdict))
    st.markdown("**Comprobaciones**")
    checks = "\n".join(_check_line(check) for check in numbered_checks(verdict))
    st.markdown(checks)  # markdown-safe: each part is escaped in _check_line
    if sources.downloads:
        anchors(sources.downloads, key=f"{key}_piezas")
    _history(sources.verdicts, zone, key)


def _check_line(check: NumberedCheck) -> str:
    question = f"{check.mark} {check.number:d}. {escape(check.question)} **{escape(check.word)}**"
    return f"- {question}  \n  :gray[:small[{escape(check.answer)}]]"


def _history(verdicts: Sequence[StoredVerdict], zone: str, key: str) -> None:
    if not verdicts:
        return
    st.markdown(f"**Veredictos anteriores ({len(verdicts):d})**")
    names = ("Fecha", "Ocasión", "Quién", "Veredicto")
    rows = [dict(zip(names, map(cell, row), strict=True)) for row in verdict_history(verdicts, zone)]
    st.dataframe(rows, hide_index=True, key=f"{key}_veredictos", alt="Veredictos que se han emitido")
