/** The list of the viewer's keys. */

import { h } from "../dom";
import { KEYS } from "./keys";

export class Help {
  readonly element: HTMLDialogElement;

  constructor() {
    const rows = KEYS.map(([keys, does]) => h("tr", {}, h("th", { scope: "row" }, keys), h("td", {}, does)));
    const close = h("button", { type: "button", class: "primary", onclick: () => this.element.close() }, "Cerrar");
    this.element = h(
      "dialog",
      { class: "keys", "aria-labelledby": "keys-title" },
      h("h2", { id: "keys-title" }, "Teclas del visor"),
      h("table", {}, h("tbody", {}, ...rows)),
      h("p", { class: "muted" }, "No actúan mientras usted escribe en un campo."),
      h("div", { class: "actions" }, close),
    );
  }

  get isOpen(): boolean {
    return this.element.open;
  }

  open(): void {
    if (!this.element.open) this.element.showModal();
  }
}
