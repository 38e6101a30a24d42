"""Plain links in the same window: downloads and sign-out, which Streamlit's link button opens in another."""

from collections.abc import Sequence
from typing import TypedDict

from streamlit.components.v2 import component

from console.components import bundles  # noqa: F401 - lets any v2 component live with serialisable sessions

_CSS = """
.anchors { display: flex; flex-wrap: wrap; gap: .5rem; }
a { display: inline-flex; align-items: center; min-height: 2.4rem; padding: .25rem .75rem; box-sizing: border-box;
  color: var(--st-text-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); text-decoration: none;
  background: var(--st-background-color); font: inherit; font-size: .9rem; }
a:hover { color: var(--st-primary-color); border-color: var(--st-primary-color); }
a:focus-visible { outline: 3px solid var(--st-link-color); outline-offset: 2px; }
a.primary { color: #fff; background: var(--st-primary-color); border-color: var(--st-primary-color); }
a.quiet { padding: 0; border: 0; min-height: 0; color: var(--st-link-color); background: none;
  text-decoration: underline; }
"""
_JS = """
export default function ({ data, parentElement }) {
  document.documentElement.lang = "es-MX"; // Streamlit's page says it is in English
  const root = parentElement.querySelector(".anchors");
  root.replaceChildren(...data.links.map(({ label, url, look, download }) => {
    const link = document.createElement("a");
    link.textContent = label;
    link.href = url;
    link.className = look;
    if (download) link.download = "";
    return link;
  }));
}
"""
_anchors = component("anchors", html='<div class="anchors"></div>', css=_CSS, js=_JS)


class Anchor(TypedDict):
    """A link of ours. ``look``: ``primary``, ``plain`` or ``quiet``; ``url``: a path of this console."""

    label: str
    url: str
    look: str
    download: bool


def download(label: str, url: str, look: str = "plain") -> Anchor:
    """Return a link that downloads."""
    return {"label": label, "url": url, "look": look, "download": True}


def go(label: str, url: str, look: str = "plain") -> Anchor:
    """Return a link that leads to another page of ours."""
    return {"label": label, "url": url, "look": look, "download": False}


def anchors(links: Sequence[Anchor], *, key: str) -> None:
    """Draw links in a row; only paths of this console are drawn."""
    ours = [dict(link) for link in links if link["url"].startswith("/") and not link["url"].startswith("//")]
    _anchors(key=key, data={"links": ours})
