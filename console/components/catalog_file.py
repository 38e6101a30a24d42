"""Reads a small text file in the browser: its text comes with the run, its bytes pass through no upload."""

from streamlit.components.v2 import component

from console.components import bundles  # noqa: F401 - lets any v2 component live with serialisable sessions
from console.components.bundles import nothing

_CSS = """
input { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
label { display: inline-flex; align-items: center; min-height: 2.4rem; padding: .25rem .75rem; cursor: pointer;
  font-size: .9rem; color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); }
label:hover { color: var(--st-link-color); border-color: var(--st-link-color); }
input:focus-visible + label { outline: 3px solid var(--st-link-color); outline-offset: 2px; }
p { margin: .35rem 0 0; color: var(--st-red-text-color, #b3261e); font-size: .875rem; }
"""
_HTML = (
    '<input id="archivo" type="file" accept=".toml,text/plain"><label for="archivo">Elegir un archivo TOML…</label>'
    '<p role="alert"></p>'
)
_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  const field = parentElement.querySelector("input");
  const said = parentElement.querySelector("p");
  field.onchange = async () => {
    said.textContent = "";
    const [file] = field.files;
    if (!file) return;
    if (file.size > data.most) {
      said.textContent = `El archivo pesa más de ${Math.round(data.most / 1024)} KB: no es un catálogo.`;
    } else {
      try {
        const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
        setTriggerValue("text", text);
      } catch {
        said.textContent = "El archivo no es de texto en UTF-8. Guárdelo así y elíjalo de nuevo.";
      }
    }
    field.value = "";
  };
}
"""
_file = component("catalog_file", html=_HTML, css=_CSS, js=_JS)


def text_file(most_bytes: int, *, key: str) -> str:
    """Draw the field; return the text of the file just chosen, empty otherwise.

    Args:
        most_bytes: more are not read; checked again here, since a browser says what it likes.
        key: the instance.
    """
    text = _file(key=key, data={"most": most_bytes}, on_text_change=nothing).text
    if not isinstance(text, str) or len(text.encode("utf-8", "replace")) > most_bytes:
        return ""
    return text
