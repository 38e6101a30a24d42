"""The pages of a receipt before it is issued, as pictures from our own authorised route."""

from collections.abc import Sequence

from streamlit.components.v2 import component

from console.components import bundles  # noqa: F401 - lets any v2 component live with serialisable sessions

_CSS = """
.pages { overflow-y: auto; border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius);
  background: var(--st-secondary-background-color); padding: .5rem; box-sizing: border-box; }
.pages:focus-visible { outline: 3px solid var(--st-link-color); outline-offset: 2px; }
img { display: block; width: 100%; height: auto; background: #fff; }
img + img { margin-top: .5rem; }
p { margin: 0; padding: .5rem; font: inherit; color: var(--st-text-color); }
"""
_JS = """
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".pages");
  root.style.height = `min(${data.height}px, 55vh)`;
  root.setAttribute("aria-label", data.label);
  const wanted = data.pages.join(" ");
  if (root.dataset.pages === wanted) return; // drawn again for another reason: nothing flickers
  root.dataset.pages = wanted;
  root.replaceChildren(...data.pages.map((url, index) => {
    const picture = document.createElement("img");
    picture.src = url;
    picture.alt = `${data.label}, página ${index + 1} de ${data.pages.length}`;
    picture.width = 918;
    picture.height = 1188;
    picture.addEventListener("error", () => {
      const words = document.createElement("p");
      words.textContent = "Esta página no se pudo mostrar. Puede resolver sin ella; el texto está a la vista.";
      picture.replaceWith(words);
    });
    return picture;
  }));
}
"""
_preview = component(
    "receipt_preview", html='<div class="pages" tabindex="0" role="region"></div>', css=_CSS, js=_JS
)


def receipt_preview(pages: Sequence[str], label: str, *, height: int = 430, key: str) -> None:
    """Draw the pages one below the other in a box that scrolls; only paths of this console are drawn.

    Args:
        pages: addresses of the pictures.
        label: what they are of, for whoever hears the screen.
        height: pixels, at most 55 % of the window.
        key: the instance.
    """
    ours = [url for url in pages if url.startswith("/") and not url.startswith("//")]
    _preview(key=key, data={"pages": ours, "label": label, "height": height})
