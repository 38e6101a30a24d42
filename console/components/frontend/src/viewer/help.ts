/** The list of keys: the page's own, then the viewer's. */

import { fill, h } from "../dom";
import { KEYS } from "./keys";

type Key = readonly [string, string];

export class Help {
  readonly element: HTMLDialogElement;
  private readonly tables = h("div", { class: "key-tables" });

  constructor(private readonly ofPage: () => readonly Key[] = () => []) {
    const close = h("button", { type: "button", class: "primary", onclick: () => this.element.close() }, "Cerrar");
    this.element = h(
      "dialog",
      { class: "keys", "aria-labelledby": "keys-title" },
      h("h2", { id: "keys-title" }, "Teclas"),
      this.tables,
      h("p", { class: "muted" }, "No actúan mientras usted escribe en un campo."),
      h("div", { class: "actions" }, close),
    );
  }

  get isOpen(): boolean {
    return this.element.open;
  }

  open(): void {
    if (this.element.open) return;
    const page = this.ofPage();
    this.element.classList.toggle("wide", page.length > 0);
    fill(this.tables, page.length > 0 && table("De la revisión", page), table("Del visor", page.length > 0 ? KEYS : [...KEYS, ["/", "Buscar en el documento"]]));
    this.element.showModal();
  }
}

function table(title: string, keys: readonly Key[]): HTMLElement {
  const rows = keys.map(([key, does]) => h("tr", {}, h("th", { scope: "row" }, key), h("td", {}, does)));
  return h("section", {}, h("h3", {}, title), h("table", {}, h("tbody", {}, ...rows)));
}
