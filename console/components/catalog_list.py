"""A catalogue's entries in their order, each with what can be done to it; all of it by keyboard as well."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from streamlit.components.v2 import component

from console.components import bundles  # noqa: F401 - lets any v2 component live with serialisable sessions
from console.components.bundles import nothing

_CSS = """
ol { list-style: none; margin: 0; padding: 0; font: inherit; color: var(--st-text-color); }
li { display: grid; grid-template-columns: 2.2rem minmax(0, 1fr) auto; gap: .25rem .75rem; align-items: center;
  padding: .45rem .25rem; border-bottom: 1px solid var(--st-border-color); }
.place { text-align: right; font-variant-numeric: tabular-nums; opacity: .8; }
.title { font-weight: 600; overflow-wrap: anywhere; }
.more { font-size: .875rem; overflow-wrap: anywhere; }
.code { font-family: var(--st-code-font, monospace); }
.state.off { text-decoration: none; opacity: .85; font-style: italic; }
.changed { font-weight: 600; }
.acts { display: flex; flex-wrap: wrap; gap: .25rem; justify-content: flex-end; }
button { min-height: 2.1rem; min-width: 2.1rem; padding: .15rem .55rem; font: inherit; font-size: .875rem;
  color: var(--st-text-color); background: var(--st-background-color); cursor: pointer;
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); }
button:hover:not(:disabled) { color: var(--st-link-color); border-color: var(--st-link-color); }
button:focus-visible { outline: 3px solid var(--st-link-color); outline-offset: 1px; }
button:disabled { opacity: .4; cursor: default; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (max-width: 640px) {
  li { grid-template-columns: 1.6rem minmax(0, 1fr); }
  .acts { grid-column: 2; justify-content: flex-start; }
}
"""
_HTML = '<ol></ol><p class="said" role="status"></p>'
_JS = """
const ACTS = [["up", "↑"], ["down", "↓"], ["edit", "Editar"], ["retire", "Retirar…"], ["bring_back", "Volver a usar"]];
const NAMES = { up: "Subir", down: "Bajar", edit: "Editar", retire: "Retirar", bring_back: "Volver a usar" };

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("ol");
  const said = parentElement.querySelector(".said");
  const active = root.getRootNode().activeElement;
  const held = active && root.contains(active) ? [active.dataset.code, active.dataset.act] : null;
  root.setAttribute("aria-label", data.name);
  const element = (kind, className, text) => {
    const made = document.createElement(kind);
    made.className = className;
    made.textContent = text;
    return made;
  };
  const send = (code, act) => setTriggerValue("act", { code, act });
  const ends = { up: 0, down: data.entries.length - 1 };
  const items = data.entries.map((entry, place) => {
    const item = document.createElement("li");
    const words = document.createElement("div");
    const more = element("div", "more", "");
    more.append(element("span", "code", entry.code), " · ",
      element("span", entry.off ? "state off" : "state", entry.state));
    if (entry.changed) more.append(" · ", element("span", "changed", entry.changed));
    words.append(element("div", "title", entry.title), more);
    const acts = element("div", "acts", "");
    for (const [act, text] of ACTS) {
      if (act === (entry.off ? "retire" : "bring_back")) continue;
      const button = element("button", "", text);
      button.type = "button";
      button.dataset.code = entry.code;
      button.dataset.act = act;
      button.disabled = ends[act] === place;
      button.setAttribute("aria-label", `${NAMES[act]} ${entry.title}`);
      if (act === "up" || act === "down") button.title = `${NAMES[act]} (Alt+${text})`;
      button.onclick = () => send(entry.code, act);
      acts.append(button);
    }
    item.append(element("span", "place", String(place + 1)), words, acts);
    item.onkeydown = (event) => {
      const act = event.altKey && { ArrowUp: "up", ArrowDown: "down" }[event.key];
      if (!act) return;
      event.preventDefault();
      if (ends[act] !== place) send(entry.code, act);
    };
    return item;
  });
  root.replaceChildren(...items);
  if (held) {
    const place = data.entries.findIndex((entry) => entry.code === held[0]);
    const own = [...root.querySelectorAll("button")].filter((button) => button.dataset.code === held[0]);
    const wanted = own.find((button) => button.dataset.act === held[1] && !button.disabled)
      ?? own.find((button) => !button.disabled);
    wanted?.focus();
    wanted?.scrollIntoView({ block: "nearest" });
    if (data.moved === held[0]) {
      said.textContent = `${data.entries[place].title}: lugar ${place + 1} de ${data.entries.length}`;
    }
  }
}
"""
_list = component("catalog_list", html=_HTML, css=_CSS, js=_JS)
ACTS = frozenset({"up", "down", "edit", "retire", "bring_back"})


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """A line of the list.

    Attributes:
        state: in words; ``off``: it is not used any more, so it can be brought back.
        changed: what the draft changes, in words; empty where nothing.
    """

    code: str
    title: str
    state: str
    off: bool
    changed: str = ""


def catalog_list(
    name: str, entries: Sequence[ListedEntry], *, moved: str = "", key: str
) -> tuple[str, str] | None:
    """Draw the entries; return the code and the act that was just asked for, one of ``ACTS``.

    Alt with an arrow moves the entry in which the focus is, and the focus goes with it.

    Args:
        name: what the list is called, for who hears it.
        entries: in their order.
        moved: code of the one just moved, whose new place is announced.
        key: the instance.
    """
    result = _list(
        key=key,
        data={"name": name, "moved": moved, "entries": [asdict(entry) for entry in entries]},
        on_act_change=nothing,
    )
    asked = result.act
    if not isinstance(asked, Mapping):
        return None
    code, act = str(asked.get("code", "")), str(asked.get("act", ""))
    return (code, act) if act in ACTS and any(entry.code == code for entry in entries) else None
