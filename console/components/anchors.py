"""Plain links in the same window: downloads and sign-out, which Streamlit's link button opens in another."""

from collections.abc import Sequence
from typing import Literal, TypedDict

from streamlit.components.v2 import component

from console.components import bundles  # noqa: F401 - lets any v2 component live with serialisable sessions

_CSS = """
.anchors { display: flex; flex-wrap: wrap; gap: .5rem; }
a { display: inline-flex; align-items: center; min-height: 2.4rem; padding: .25rem .75rem; box-sizing: border-box;
  color: var(--st-text-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); text-decoration: none;
  background: var(--st-background-color); font: inherit; font-size: .9rem; }
kbd { margin-left: .5rem; padding: 0 .35rem; border: 1px solid currentColor; border-radius: .25rem;
  font: inherit; font-size: .75rem; opacity: .75; }
a:hover { color: var(--st-link-color); border-color: var(--st-link-color); }
a:focus-visible { outline: 3px solid var(--st-link-color); outline-offset: 2px; }
a.primary { color: #fff; background: var(--st-primary-color); border-color: var(--st-primary-color); }
a.quiet { padding: 0; border: 0; min-height: 0; color: var(--st-link-color); background: none;
  text-decoration: underline; }
"""
_JS = """
export default function ({ data, parentElement }) {
  document.documentElement.lang = "es-MX"; // Streamlit's page says it is in English
  const root = parentElement.querySelector(".anchors");
  const shortcuts = new Map();
  root.replaceChildren(...data.links.map(({ label, url, look, download, shortcut }) => {
    const link = document.createElement("a");
    link.textContent = label;
    link.href = url;
    link.className = look;
    if (download) link.download = "";
    if (shortcut) {
      shortcuts.set(shortcut, link);
      link.setAttribute("aria-keyshortcuts", shortcut);
      const key = document.createElement("kbd");
      key.textContent = shortcut.toUpperCase();
      key.setAttribute("aria-hidden", "true");
      link.append(key);
    }
    return link;
  }));
  const press = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
    const at = event.composedPath()[0];
    if (at instanceof HTMLElement && (at.isContentEditable || at.matches("input, textarea, select"))) return;
    if (document.querySelector('[role="dialog"]') && !root.closest?.('[role="dialog"]')) return;
    const link = shortcuts.get(event.key.toLowerCase());
    if (link?.isConnected) link.click();
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}
"""
_anchors = component("anchors", html='<div class="anchors"></div>', css=_CSS, js=_JS)


class Anchor(TypedDict):
    """A link of ours.

    ``look``: ``primary``, ``plain`` or ``quiet``; ``url``: a path of this console; ``shortcut``: a letter that
    follows it while nobody is typing, or nothing.
    """

    label: str
    url: str
    look: str
    download: bool
    shortcut: str


def download(label: str, url: str, look: str = "plain", shortcut: str = "") -> Anchor:
    """Return a link that downloads."""
    return {"label": label, "url": url, "look": look, "download": True, "shortcut": shortcut}


def go(label: str, url: str, look: str = "plain") -> Anchor:
    """Return a link that leads to another page of ours."""
    return {"label": label, "url": url, "look": look, "download": False, "shortcut": ""}


def anchors(links: Sequence[Anchor], *, key: str, width: Literal["stretch", "content"] = "stretch") -> None:
    """Draw links in a row, as wide as the place or as themselves; only paths of this console are drawn."""
    ours = [dict(link) for link in links if link["url"].startswith("/") and not link["url"].startswith("//")]
    _anchors(key=key, data={"links": ours}, width=width)
