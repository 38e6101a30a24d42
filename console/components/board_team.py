"""The team as a table of real cells: who is on duty, what each has, and the buttons that give to them.

In alphabetical order and with nothing to sort by: nobody is ranked.
"""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from streamlit.components.v2 import component

from console.components.bundles import nothing

_CSS = """
.frame { container-type: inline-size; overflow-x: auto;
  border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius); }
.frame:focus-visible { outline: 3px solid var(--st-link-color); outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; font: inherit; font-size: .9rem; color: var(--st-text-color); }
th, td { padding: .4rem .45rem; text-align: left; border-bottom: 1px solid var(--st-border-color);
  vertical-align: middle; }
thead th { font-weight: 600; font-size: .8rem; background: var(--st-dataframe-header-background-color);
  vertical-align: bottom; }
tbody tr:last-child > * { border-bottom: 0; }
tbody th { font-weight: 600; min-width: 7rem; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead th.number { text-align: right; }
small { display: block; font-size: .78rem; font-weight: 400; color: var(--st-gray-text-color);
  white-space: normal; }
button { font: inherit; font-size: .85rem; min-height: 2rem; padding: .15rem .6rem; cursor: pointer;
  color: var(--st-text-color); background: var(--st-background-color); white-space: nowrap;
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); }
button:hover { border-color: var(--st-link-color); color: var(--st-link-color); }
button:focus-visible, a:focus-visible { outline: 3px solid var(--st-link-color); outline-offset: 2px; }
button[role=switch] { display: inline-flex; align-items: center; gap: .4rem; }
.track { width: 1.9rem; height: 1.05rem; border-radius: 1rem; border: 1px solid var(--st-gray-text-color);
  box-sizing: border-box; position: relative; }
.track::after { content: ""; position: absolute; top: .12rem; left: .15rem; width: .68rem; height: .68rem;
  border-radius: 50%; background: var(--st-gray-text-color); }
[aria-checked=true] .track { background: var(--st-green-text-color); border-color: var(--st-green-text-color); }
[aria-checked=true] .track::after { left: auto; right: .15rem; background: var(--st-background-color); }
a { color: var(--st-link-color); white-space: nowrap; }
.acts { display: flex; flex-direction: column; gap: .3rem; align-items: stretch; }
@container (max-width: 36rem) {
  table, tbody, tr, tbody th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody tr { padding: .5rem .6rem; border-bottom: 1px solid var(--st-border-color); }
  tbody tr:last-child { border-bottom: 0; }
  tbody th, td, td.number { border: 0; padding: .2rem 0; text-align: left; white-space: normal; }
  td::before { content: attr(data-name) ": "; font-size: .8rem; color: var(--st-gray-text-color); }
  td:last-child::before { content: none; }
  td small { display: inline; margin-left: .4rem; }
  .acts { flex-direction: row; }
}
"""
_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const act = (what, row) => (event) => {
    event.preventDefault();
    setTriggerValue("act", { what, id: row.id });
  };
  const follow = (what, row) => (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    act(what, row)(event);
  };
  const cell = (main, small, className) => {
    const made = element("td", main, className);
    if (small) made.append(element("small", small));
    return made;
  };
  const line = (row) => {
    const made = element("tr");
    const name = element("th", row.name);
    name.scope = "row";
    if (row.types) name.append(element("small", row.types));
    const duty = element("td");
    const flip = element("button");
    flip.type = "button";
    flip.setAttribute("role", "switch");
    flip.setAttribute("aria-checked", String(row.on));
    flip.setAttribute("aria-label", `${data.words.duty}: ${row.name}`);
    flip.append(element("span", undefined, "track"), element("span", row.on ? data.words.on : data.words.off));
    flip.addEventListener("click", act("duty", row));
    duty.append(flip);
    if (row.since) duty.append(element("small", row.since));
    const openCell = element("td", undefined, "number");
    const list = element("a", row.open);
    list.href = row.list;
    list.setAttribute("aria-label", `${data.words.list}: ${row.name}, ${row.open}`);
    list.addEventListener("click", follow("list", row));
    openCell.append(list);
    if (row.detail) openCell.append(element("small", row.detail));
    const oldest = element("td");
    if (row.oldest) {
      const link = element("a", row.oldest);
      link.href = row.url;
      link.addEventListener("click", follow("open", row));
      oldest.append(link, element("small", row.age));
    } else oldest.textContent = "—";
    const acts = element("td");
    const both = element("div", undefined, "acts");
    for (const what of ["assign", "types"]) {
      if (!data.words[what]) continue;
      const button = element("button", data.words[what]);
      button.type = "button";
      button.setAttribute("aria-label", `${data.words[what].replace("…", "")}: ${row.name}`);
      button.addEventListener("click", act(what, row));
      both.append(button);
    }
    acts.append(both);
    made.append(name, duty, openCell, oldest, cell(row.today, "", "number"),
      cell(row.median, row.n, "number"), acts);
    // on a narrow screen a line is drawn as a card: what it is, and what each cell is called, is said all the same
    made.setAttribute("role", "row");
    [...made.children].forEach((part, place) => {
      part.setAttribute("role", place ? "cell" : "rowheader");
      part.dataset.name = data.words.headings[place][0];
    });
    return made;
  };
  const table = parentElement.querySelector("table");
  const at = parentElement.querySelector(".frame");
  at.setAttribute("aria-label", data.words.title);
  table.replaceChildren(element("caption", data.words.title), element("thead"), element("tbody"));
  table.caption.style.cssText = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)";
  const head = element("tr");
  for (const [text, className] of data.words.headings) {
    const made = element("th", text, className);
    made.scope = "col";
    head.append(made);
  }
  table.tHead.append(head);
  table.setAttribute("role", "table");
  for (const part of [table.tHead, table.tBodies[0]]) part.setAttribute("role", "rowgroup");
  head.setAttribute("role", "row");
  for (const part of head.children) part.setAttribute("role", "columnheader");
  table.tBodies[0].append(...data.rows.map(line));
}
"""
_team = component(
    "board_team",
    html='<div class="frame" role="region" tabindex="0"><table></table></div>',
    css=_CSS,
    js=_JS,
)


class TeamLine(TypedDict):
    """A clerk's line; texts as they are shown.

    ``url``: of the oldest one's review; ``list``: of everything that is theirs; paths of this console.
    """

    id: str
    name: str
    types: str
    on: bool
    since: str
    open: str
    detail: str
    oldest: str
    age: str
    url: str
    list: str
    today: str
    median: str
    n: str


class TeamWords(TypedDict):
    """What the table says: ``headings`` with their class, names of the acts; an empty one is not offered."""

    title: str
    headings: Sequence[tuple[str, str]]
    duty: str
    on: str
    off: str
    assign: str
    types: str
    list: str


def team_table(lines: Sequence[TeamLine], words: TeamWords, *, key: str) -> tuple[str, int]:
    """Draw the team; return what was asked for in this run and for whom, or two nothings.

    The acts are ``duty`` (the switch), ``list``, ``open`` (the oldest), ``assign`` and ``types``.
    """
    data = {"rows": [dict(line) for line in lines], "words": dict(words)}
    asked = _team(key=key, data=data, on_act_change=nothing).act
    if not isinstance(asked, Mapping):
        return "", 0
    number = str(asked.get("id", ""))
    return str(asked.get("what", "")), int(number) if number.isascii() and number.isdigit() else 0
