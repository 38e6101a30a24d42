"""The team on the board: presence beside what each has, by name, and what can be done for them."""

from collections.abc import Mapping, Sequence

import streamlit as st

from console import links, texts
from console.board_dialogs import ask_for
from console.board_words import duty_words, small_n
from console.components.board_charts import business_age, span
from console.components.board_team import TeamLine, TeamWords, team_table
from console.feedback import notify, refusals_shown
from console.office import office
from core.domain.board import BoardView, TeamRow
from core.domain.duty import AssignmentRule, Duty
from core.domain.people import Actor

_KEPT = "\u00a0"
"""A space at which no line breaks."""


def team(actor: Actor, view: BoardView, roster: Sequence[Duty]) -> None:
    """Draw the team and do what is asked for."""
    if not view.team:
        st.info("Todavía no hay personal que revise promociones.", icon=":material/group_off:")
        return
    duties = {duty.account_id: duty for duty in roster}
    rule = AssignmentRule(office().settings.assign)
    lines = [_line(row, duties.get(row.account_id), view, rule) for row in view.team]
    what, account_id = team_table(lines, _words(rule), key="tablero_equipo")
    st.caption(texts.sentence("presence", f"rule_{rule}", {}))
    rows = {row.account_id: row for row in view.team}
    if what and account_id in rows:
        _do(actor, what, rows[account_id], duties)


def _line(row: TeamRow, duty: Duty | None, view: BoardView, rule: AssignmentRule) -> TeamLine:
    types = ", ".join(duty.procedure_types) if duty else ""
    parts = ((row.in_review, "en revisión"), (row.kept, "asignadas"), (row.held, "en espera"))
    return {
        "id": str(row.account_id),
        "name": row.name,
        "types": f"Solo {types}" if types and rule is not AssignmentRule.OFF else "",
        "on": bool(duty and duty.is_on),
        "since": duty_words(duty.since, duty.ends_at, view.zone) if duty else "",
        "open": f"{row.open:,d}",
        "detail": " · ".join(f"{number:,d} {name}".replace(" ", _KEPT) for number, name in parts if number),
        "oldest": row.oldest_folio,
        "age": business_age(row.oldest_minutes, view.day_minutes) if row.oldest_minutes is not None else "",
        "url": links.review(row.oldest_folio, {}),
        "list": links.queue_list({"lista": "todas", "persona": str(row.account_id)}),
        "today": f"{row.decided_today:,d}",
        "median": span(row.times.p50, view.day_minutes) if row.times.p50 is not None else "—",
        "n": f"n = {row.times.decided:,d}".replace(" ", _KEPT)
        + (" (pocas)" if small_n(row.times.decided) else ""),
    }


def _words(rule: AssignmentRule) -> TeamWords:
    headings = (
        ("Persona", ""), ("En servicio", ""), ("Sin resolver", "number"), ("La más antigua", ""),
        ("Resueltas hoy", "number"), ("Mediana", "number"), ("Acciones", ""),
    )  # fmt: skip
    return {
        "title": "Equipo, por orden alfabético",
        "headings": headings,
        "duty": "En servicio",
        "on": "Sí",
        "off": "No",
        "assign": "Asignar…",
        "types": "Tipos…" if rule is not AssignmentRule.OFF else "",
        "list": "Ver su lista",
    }


def _do(actor: Actor, what: str, row: TeamRow, duties: Mapping[int, Duty]) -> None:
    if what == "open":
        st.switch_page(links.REVIEW, query_params={"folio": row.oldest_folio})
    if what == "list":
        st.switch_page(links.QUEUE, query_params={"lista": "todas", "persona": str(row.account_id)})
    if what != "duty":
        ask_for(what, row.account_id)
    duty = duties.get(row.account_id)
    if duty and duty.is_on:
        ask_for("duty_off", row.account_id)
    with refusals_shown():
        begun = office().presence.begin_for(actor, row.account_id)
        until = duty_words(begun.since, begun.ends_at, office().settings.zone)
        notify(texts.sentence("presence", "on", {"name": row.name, "span": until}))
        st.rerun()
