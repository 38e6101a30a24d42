"""The six figures at the head of the board: each is a real link to its list."""

from collections.abc import Sequence
from typing import TypedDict

from streamlit.components.v2 import component

from console.components.bundles import nothing  # lets any v2 component live with serialisable sessions

_CSS = """
.counters { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .6rem; margin: 0;
  padding: 0; list-style: none; }
a { display: flex; flex-direction: column; gap: .1rem; height: 100%; box-sizing: border-box; padding: .6rem .8rem;
  color: var(--st-text-color); background: var(--st-secondary-background-color); text-decoration: none;
  border: 1px solid var(--st-border-color); border-left: .3rem solid var(--st-border-color);
  border-radius: var(--st-base-radius); font: inherit; }
a.alarm { border-left-color: var(--st-red-color); }
a.warn { border-left-color: var(--st-orange-color); }
a:hover { border-color: var(--st-link-color); }
a:focus-visible { outline: 3px solid var(--st-link-color); outline-offset: 2px; }
.number { font-size: 1.75rem; font-weight: 600; line-height: 1.15; font-variant-numeric: tabular-nums; }
.name { font-size: .9rem; }
.sign { font-size: .8rem; color: var(--st-link-color); text-decoration: underline; }
"""
_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".counters");
  root.replaceChildren(...data.counters.map(({ code, name, count, url, tone }) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = url;
    link.className = tone;
    for (const [kind, text] of [["number", count], ["name", name], ["sign", data.sign]]) {
      const part = document.createElement("span");
      part.className = kind;
      part.textContent = text;
      if (kind === "sign") part.setAttribute("aria-hidden", "true");
      link.append(part);
    }
    link.setAttribute("aria-label", `${name}: ${count}. ${data.sign}`);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      setTriggerValue("chosen", code);
    });
    item.append(link);
    return item;
  }));
}
"""
_counters = component("board_counters", html='<ul class="counters"></ul>', css=_CSS, js=_JS)


class CounterCard(TypedDict):
    """A figure. ``tone``: ``alarm``, ``warn`` or nothing; ``url``: a path of this console."""

    code: str
    name: str
    count: str
    url: str
    tone: str


def counter_cards(cards: Sequence[CounterCard], *, sign: str, key: str) -> str:
    """Draw the figures; return the code of the one that was followed in this run, or nothing.

    Args:
        cards: in their order.
        sign: what following one does, in words.
        key: of the component.
    """
    result = _counters(key=key, data={"counters": list(cards), "sign": sign}, on_chosen_change=nothing)
    return str(result.chosen or "")
