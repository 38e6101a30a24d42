/** One tab for each document, with how much of it was read. */

import { fill, h, icon } from "../dom";
import type { Progress } from "./reading";

export interface TabDocument {
  readonly id: string | number;
  readonly name: string;
  readonly matches: boolean | null;
  /** It is not the one that was rejected with the promoción that this one was begun from. */
  readonly changed?: boolean;
}

const STATES: Record<Progress, { sign: string; word: string }> = {
  unopened: { sign: "●", word: "sin abrir" },
  partly: { sign: "◐", word: "visto en parte" },
  full: { sign: "✔", word: "visto completo" },
};

export class Tabs {
  readonly element = h("div", { class: "tabs", role: "tablist", "aria-label": "Documentos" });
  private readonly buttons = new Map<string, HTMLButtonElement>();

  constructor(private readonly choose: (id: string) => void) {}

  show(documents: readonly TabDocument[]): void {
    this.buttons.clear();
    const tabs = documents.map((document, index) => this.tab(document, index));
    fill(this.element, ...tabs);
  }

  private tab({ id, name, matches, changed }: TabDocument, index: number): HTMLButtonElement {
    const key = String(id);
    const cut = name.lastIndexOf("/") + 1;
    const button = h(
      "button",
      { type: "button", role: "tab", title: name, "aria-controls": "reading", onclick: () => this.choose(key) },
      h("span", { class: "number" }, String(index + 1)),
      cut > 0 && h("span", { class: "tab-folder" }, icon("folder"), h("span", { class: "spoken" }, `en la carpeta «${name.slice(0, cut - 1)}»: `)),
      h("span", { class: "tab-name" }, name.slice(cut)),
      matches === false && h("span", { class: "mismatch" }, icon("alert"), h("span", { class: "spoken" }, "no coincide con el manifiesto")),
      changed === true && h("span", { class: "changed", title: "cambió desde la promoción rechazada" }, h("span", { "aria-hidden": "true" }, "△"), h("span", { class: "spoken" }, ", cambió desde la promoción rechazada")),
      h("span", { class: "state" }),
    );
    this.buttons.set(key, button);
    return button;
  }

  mark(id: string, progress: Progress): void {
    const state = this.buttons.get(id)?.querySelector<HTMLElement>(".state");
    if (!state || state.dataset["progress"] === progress) return;
    const { sign, word } = STATES[progress];
    state.dataset["progress"] = progress;
    state.title = word;
    fill(state, h("span", { "aria-hidden": "true" }, sign), h("span", { class: "spoken" }, `, ${word}`));
  }

  select(id: string): void {
    const scope = this.element.getRootNode();
    const focused = scope instanceof ShadowRoot ? scope.activeElement : null;
    for (const [key, button] of this.buttons) {
      button.setAttribute("aria-selected", String(key === id));
      button.tabIndex = key === id ? 0 : -1;
    }
    const button = this.buttons.get(id);
    if (!button) return;
    if (focused && this.element.contains(focused)) button.focus({ preventScroll: true });
    // scrollIntoView would move the whole page as well.
    const middle = button.offsetLeft - (this.element.clientWidth - button.offsetWidth) / 2;
    this.element.scrollTo({ left: middle });
  }
}
