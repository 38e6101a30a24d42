"""Links of a telephone and of a mail program: Streamlit's Markdown drops the first kind."""

from collections.abc import Sequence

from streamlit.components.v2 import component

from console.components import bundles  # noqa: F401 - lets any v2 component live with serialisable sessions

_ADMITTED = ("tel:", "mailto:")
_CSS = """
ul { margin: 0; padding: 0; list-style: none; font: inherit; }
li { margin: .375rem 0; color: var(--st-text-color); }
a { display: inline-block; padding: .125rem 0; color: var(--st-link-color); overflow-wrap: anywhere; }
a:focus-visible { outline: 3px solid var(--st-link-color); outline-offset: 2px; }
"""
_JS = """
export default function ({ data, parentElement }) {
  const list = parentElement.querySelector("ul");
  list.setAttribute("aria-label", data.label);
  list.replaceChildren(...data.lines.map(({ text, address }) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.textContent = text;
    link.href = address;
    item.append(link);
    return item;
  }));
}
"""
_lines = component("help_links", html="<ul></ul>", css=_CSS, js=_JS)


def help_links(lines: Sequence[tuple[str, str]], *, label: str, key: str) -> None:
    """Draw ways to reach somebody, a line each: what people read, and a ``tel:`` or ``mailto:`` address."""
    ours = [{"text": text, "address": address} for text, address in lines if address.startswith(_ADMITTED)]
    _lines(key=key, data={"lines": ours, "label": label})
