"""A month of the calendar as a table, each kind of day told by a word and not by colour alone."""

from calendar import Calendar
from collections.abc import Sequence
from datetime import date

import streamlit as st
from streamlit.components.v2 import component

from console import formats, texts
from console.calendar_words import days_words, scope_words
from console.components import bundles  # noqa: F401 - lets any v2 component live with serialisable sessions
from console.formats import escape
from core.domain.calendar import BusinessCalendar
from core.domain.closures import Closure, ClosureKind

_WORDS = {ClosureKind.INHABIL: ("inh.", "red"), ClosureKind.SUSPENSION: ("susp.", "orange")}
_LEGEND = (
    "**inh.** día inhábil · **susp.** suspensión · **parc.** cerrado solo para algunos tipos · "
    "**—** sin horario · los demás días son hábiles"
)
_CSS = """
table { width: 100%; max-width: 36rem; table-layout: fixed; border-collapse: collapse; font: inherit;
  color: var(--st-text-color); }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { height: 2.2rem; padding: .2rem .1rem; text-align: center; border: 1px solid var(--st-border-color); }
th { font-weight: 600; }
abbr { text-decoration: none; }
span { display: inline-block; padding: 0 .25rem; border-radius: .25rem; font-size: .85rem; }
.red { background: var(--st-red-background-color); }
.orange { background: var(--st-orange-background-color); }
.today { background: var(--st-blue-background-color); }
"""
_JS = """
export default function ({ data, parentElement }) {
  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const table = parentElement.querySelector("table");
  const head = element("tr");
  for (const [short, long] of data.days) {
    const made = element("th");
    made.scope = "col";
    const name = element("abbr", short);
    name.title = long;
    made.append(name);
    head.append(made);
  }
  const rows = data.weeks.map((week) => {
    const made = element("tr");
    made.append(...week.map(({ day, word, tone, today }) => {
      const cell = element("td");
      if (day) cell.append(element("strong", day));
      if (today) cell.append(" ", element("span", today, "today"));
      if (word) cell.append(" ", element("span", word, tone));
      return cell;
    }));
    return made;
  });
  table.replaceChildren(element("caption", data.name), element("thead"), element("tbody"));
  table.tHead.append(head);
  table.tBodies[0].append(...rows);
}
"""
_table = component("calendar_month", html="<table></table>", css=_CSS, js=_JS)


def calendar_month(calendar: BusinessCalendar, month: date, today: date) -> None:
    """Draw a month: the table, what its words mean, and what closes its days in full.

    Args:
        calendar: in force.
        month: any of its days.
        today: by the institution's clock.
    """
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    _table(
        key="calendario_tabla",
        data={
            "name": month_title(month),
            "days": [[name[:3], name] for name in (texts.label("weekday", str(day)) for day in range(7))],
            "weeks": [[_cell(calendar, on, month, today) for on in week] for week in weeks],
        },
    )
    st.caption(_LEGEND)
    shown = [on for week in weeks for on in week if on.month == month.month]
    for closure in _closures(calendar, shown):
        st.markdown(
            f"- **{escape(days_words(closure))}** · {escape(texts.label('closure_kind', closure.kind))} · "
            f"tipos: {escape(scope_words(closure.procedure_types))}  \n"
            f"  :gray[{escape(closure.legal_basis)}]"
        )


def _cell(calendar: BusinessCalendar, on: date, month: date, today: date) -> dict[str, str]:
    if on.month != month.month:
        return {}
    word, tone = _word(calendar, on)
    return {"day": str(on.day), "word": word, "tone": tone, "today": "hoy" if on == today else ""}


def _word(calendar: BusinessCalendar, on: date) -> tuple[str, str]:
    """Return a day's word and its colour: both, so that nobody needs the colour."""
    closure = calendar.closure_on(on)
    if closure:
        return _WORDS[closure.kind]
    if calendar.hours_on(on) is None:
        return "—", ""
    return ("parc.", "orange") if calendar.closures_on(on) else ("", "")


def _closures(calendar: BusinessCalendar, days: Sequence[date]) -> list[Closure]:
    """Return what closes some of the days, each once, in order."""
    return list(dict.fromkeys(closure for on in days for closure in calendar.closures_on(on)))


def month_title(month: date) -> str:
    """Return a month as the buttons around it name it."""
    return f"{texts.label('month', str(month.month)).capitalize()} {month.year:d}"


def today_words(today: date, calendar: BusinessCalendar) -> str:
    """Return what today is: a business day and its hours, or closed and why."""
    hours = calendar.hours_on(today)
    if hours:
        return f"Hoy, {formats.day(today)}, es hábil: de {hours.opens:%H:%M} a {hours.closes:%H:%M}."
    closed = next(iter(calendar.closed_between(today, today)))
    basis = f" ({closed.legal_basis})" if closed.legal_basis else ""
    kind = texts.label("closure_kind", closed.kind).lower()
    following = formats.day(calendar.next_business_day(today))
    return f"Hoy, {formats.day(today)}, no es hábil: {kind}{basis}. El siguiente día hábil es el {following}."
