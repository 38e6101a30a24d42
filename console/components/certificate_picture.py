"""The validity of a certificate as a bar, and who vouches for whom as a picture; both also in words."""

from collections.abc import Sequence
from dataclasses import asdict

from streamlit.components.v2 import component

from console.components import bundles  # noqa: F401 - lets any v2 component live with serialisable sessions
from console.components.report_values import Row, ValidityBar

_CSS = """
:host { display: block; }
.root { font: .875rem/1.4 var(--st-font); color: var(--st-text-color); }
.bar { position: relative; height: .7rem; margin: .5rem 0 .35rem; border-radius: .35rem;
  background: color-mix(in srgb, var(--st-text-color) 14%, var(--st-background-color)); }
.valid { position: absolute; inset-block: 0; border-radius: .35rem; background: var(--st-green-color); opacity: .75; }
.tick { position: absolute; inset-block: -.3rem; width: 3px; margin-left: -1px; border-radius: 2px;
  background: var(--st-text-color); outline: 1px solid var(--st-background-color); }
.tick b { position: absolute; top: -1.05rem; left: 50%; transform: translateX(-50%); font-size: .75rem; }
.frame { padding-top: 1rem; }
ol { list-style: none; margin: .5rem 0 0; padding: 0; }
ol.legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; font-size: .8125rem; }
ol.chain li { position: relative; padding: .4rem .6rem; border: 1px solid var(--st-border-color);
  border-radius: var(--st-base-radius, .4rem); overflow-wrap: anywhere; }
ol.chain li + li { margin-top: 1.1rem; }
ol.chain li + li::before { content: "↓"; position: absolute; top: -1.2rem; left: 1rem; }
ol.chain span { display: block; font-size: .8125rem;
  color: color-mix(in srgb, var(--st-text-color) 72%, var(--st-background-color)); }
"""
_JS = """
const make = (tag, look, text = "") => {
  const node = document.createElement(tag);
  if (look) node.className = look;
  node.textContent = text;
  return node;
};
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  root.lang = "es-MX";
  const frame = make("div", "frame");
  if (data.bar) {
    const bar = make("div", "bar");
    bar.setAttribute("role", "img");
    bar.setAttribute("aria-label", data.bar.said);
    const valid = make("div", "valid");
    valid.style.left = `${data.bar.begin}%`;
    valid.style.width = `${data.bar.end - data.bar.begin}%`;
    bar.append(valid);
    const legend = make("ol", "legend");
    data.bar.moments.forEach((moment, index) => {
      const tick = make("div", "tick");
      tick.style.left = `${moment.place}%`;
      const same = data.bar.moments.slice(0, index).some(({ place }) => Math.abs(place - moment.place) < 2);
      if (!same) {
        const near = data.bar.moments.map((other, i) => [other, i])
          .filter(([other]) => Math.abs(other.place - moment.place) < 2).map(([, i]) => i + 1);
        tick.append(make("b", "", near.join("·")));
      }
      bar.append(tick);
      legend.append(make("li", "", `${index + 1} ${moment.label}: ${moment.text}`));
    });
    frame.append(bar, legend);
  }
  const chain = make("ol", "chain");
  chain.setAttribute("aria-label", "Quién responde por quién");
  for (const [kind, name] of data.chain) {
    const link = make("li", "");
    link.append(make("span", "", kind), name);
    chain.append(link);
  }
  root.replaceChildren(frame, chain);
}
"""
_picture = component("certificate_picture", html='<div class="root"></div>', css=_CSS, js=_JS)


def certificate_picture(bar: ValidityBar | None, links: Sequence[Row], *, key: str) -> None:
    """Draw the bar with its instants numbered, and the chain from the authority to the files."""
    data = {"bar": asdict(bar) if bar else None, "chain": [list(link) for link in links]}
    _picture(key=key, data=data)
