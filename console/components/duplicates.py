"""Possible duplicates: a line for each, and two promociones side by side."""

from collections.abc import Mapping

import streamlit as st

from console import formats, texts
from console.formats import escape
from core.domain.remarks import Candidate, Compared


def candidate_line(candidate: Candidate, zone: str) -> None:
    """Draw another promoción and what it has in common with this one, and what was said of the two."""
    other = candidate.other
    st.markdown(
        f"**{escape(other.folio)}** · {escape(texts.label('status', other.status))} · "
        f"enviada {formats.short_instant(other.sent_at, zone)}  \n"
        f"{escape(other.owner_name)} · {escape(other.procedimiento)}  \n"
        f":gray[{escape(in_common(candidate))}]"
    )
    if candidate.judgement:
        st.markdown(f":material/gavel: {escape(judged(candidate, zone))}")


def in_common(candidate: Candidate) -> str:
    """Return «2 documentos idénticos, mismo promovente y procedimiento»."""
    number = len({each.sha256 for each in candidate.shared})
    same = f"{formats.documents(number)} idéntico{'s' if number > 1 else ''}" if number else ""
    matter = "mismo promovente y procedimiento" if candidate.same_matter else ""
    return ", ".join(part for part in (same, matter) if part)


def judged(candidate: Candidate, zone: str) -> str:
    """Return what was said of the two promociones, by whom and why."""
    said = candidate.judgement
    if said is None:
        return ""
    what = "Es duplicada" if said.is_duplicate else "No es duplicada"
    return f"{what}: {said.reason} ({said.account_name}, {formats.short_instant(said.at, zone)})"


def side_by_side(here: Compared, candidate: Candidate, types: Mapping[str, str], zone: str) -> None:
    """Draw the fields of both in a table; those that differ are marked by a sign and a colour.

    Args:
        here: this promoción.
        candidate: the other one.
        types: code of a tipo de procedimiento → its name.
        zone: in which instants are told.
    """
    other = candidate.other
    ours, theirs = _fields(here, types, zone), _fields(other, types, zone)
    lines = [f"| | Dato | {escape(here.folio)} | {escape(other.folio)} |", "|:-:|---|---|---|"]
    lines += [_row(name, ours[name], theirs[name]) for name in ours if ours[name] or theirs[name]]
    st.markdown("\n".join(lines))  # markdown-safe: every cell is escaped in _row
    st.markdown("**Documentos**")
    left, right = st.columns(2)
    with left:
        _documents(here, {each.name for each in candidate.shared})
    with right:
        _documents(other, {each.other_name for each in candidate.shared})


def _row(name: str, ours: str, theirs: str) -> str:
    if ours == theirs:
        return f"| = | {escape(name)} | {escape(ours)} | {escape(theirs)} |"
    return f"| **≠** | **{escape(name)}** | {_marked(ours)} | {_marked(theirs)} |"


def _marked(text: str) -> str:
    return f":orange-background[{escape(text or '—')}]"


def _fields(value: Compared, types: Mapping[str, str], zone: str) -> dict[str, str]:
    return {
        "Estado": texts.label("status", value.status),
        "Usuario": f"{value.owner_name} ({value.owner_rfc})",
        "Procedimiento": value.procedimiento,
        "Tipo de procedimiento": types.get(value.tipo_procedimiento, value.tipo_procedimiento),
        "Tipo de promoción": texts.label("tipo_promocion", value.tipo_promocion),
        "Expediente": value.expediente,
        "Número de oficialía previo": value.oficialia_previa,
        "Promovente": value.promovente,
        "Agente económico": value.agente_economico,
        "Enviada": formats.short_instant(value.sent_at, zone),
        "Número de oficialía": value.numero_oficialia,
    }


def _documents(value: Compared, shared: set[str]) -> None:
    """List the documents; those whose bytes stand in both bear a sign and a word."""
    lines = [
        f"- {':green[**=** idéntico]' if name in shared else ':orange[**≠** sólo aquí]'} · {escape(name)}"
        for name in value.documents
    ]
    st.markdown(f"**{escape(value.folio)}**")
    st.markdown("\n".join(lines))  # markdown-safe: names are escaped above, the rest is ours
