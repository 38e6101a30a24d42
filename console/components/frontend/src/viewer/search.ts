/** The bar that searches in the document that is shown; where and how it is searched, others know. */

import { failureIn } from "../api";
import { fill, h, icon, type Child } from "../dom";

export interface Found {
  readonly total: number;
  /** The hit to show first, from 0. */
  readonly first: number;
  /** What was not searched, in words; empty where everything was. */
  readonly remark: string;
}

/** Finds a text in one document, and shows where it stands. */
export interface Finder {
  find(text: string, signal: AbortSignal): Promise<Found>;
  show(index: number): void;
  clear(): void;
}

const TYPING_RESTS_MS = 450;
const MOST_CHARACTERS = 200;

export class Search {
  readonly element: HTMLElement;
  private readonly field = h("input", {
    type: "search",
    placeholder: "Buscar en el documento",
    "aria-label": "Buscar en el documento",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: MOST_CHARACTERS,
  });
  private readonly status = h("span", { class: "hits", role: "status" });
  private readonly previous = this.step("up", "Resultado anterior (Mayús + F3)", -1);
  private readonly next = this.step("down", "Resultado siguiente (F3)", 1);
  private finder: Finder | null = null;
  private asking: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sought = "";
  private found: Found | null = null;
  private index = 0;

  constructor(private readonly closed: () => void) {
    const close = h("button", { type: "button", class: "quiet square", "aria-label": "Cerrar la búsqueda", title: "Cerrar (Esc)", onclick: () => this.close() }, icon("x"));
    this.element = h("div", { class: "search", role: "search", hidden: true }, this.field, this.status, this.previous, this.next, close);
    this.field.addEventListener("input", () => this.later());
    this.field.addEventListener("keydown", (event) => this.press(event));
    this.tell("");
  }

  private step(name: "up" | "down", label: string, by: 1 | -1): HTMLButtonElement {
    return h("button", { type: "button", class: "quiet square", "aria-label": label, title: label, onclick: () => this.go(by) }, icon(name));
  }

  /** Another document is shown, or none that can be searched. What was sought stays written. */
  use(finder: Finder | null, orHide = true): void {
    this.stop();
    this.finder = finder;
    this.sought = "";
    this.found = null;
    this.tell("");
    if (!finder) this.element.hidden ||= orHide;
    else if (!this.element.hidden && this.field.value.trim() !== "") this.later();
  }

  get usable(): boolean {
    return this.finder !== null;
  }

  open(): void {
    if (!this.finder) return;
    this.element.hidden = false;
    this.field.focus();
    this.field.select();
  }

  close(): void {
    this.stop();
    this.sought = "";
    this.found = null;
    this.tell("");
    this.element.hidden = true;
    this.closed();
  }

  /** To the next hit or the one before; round at the ends. */
  go(by: 1 | -1): void {
    if (!this.found) return void this.search();
    if (this.found.total === 0) return;
    this.index = (this.index + by + this.found.total) % this.found.total;
    this.show();
  }

  private press(event: KeyboardEvent): void {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" || event.key === "F3") {
      if (this.field.value.trim() !== this.sought) void this.search();
      else this.go(event.shiftKey ? -1 : 1);
    } else return;
    event.preventDefault();
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.search(), TYPING_RESTS_MS);
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.asking = null;
    this.finder?.clear();
  }

  private async search(): Promise<void> {
    const finder = this.finder;
    this.stop();
    this.sought = this.field.value.trim();
    this.found = null;
    if (!finder || this.sought === "") return this.tell("");
    const asking = new AbortController();
    this.asking = asking;
    this.tell("Buscando…");
    try {
      const found = await finder.find(this.sought, asking.signal);
      if (asking.signal.aborted) return;
      this.found = found;
      this.index = found.first;
      if (found.total > 0) this.show();
      else this.tell(["Sin resultados", found.remark].filter(Boolean).join(" · "));
    } catch (error) {
      if (asking.signal.aborted) return;
      const failure = failureIn(error);
      this.tell(`${failure.what} ${failure.do}`);
    }
  }

  private show(): void {
    const { total, remark } = this.found as Found;
    const unit = total === 1 ? " resultado" : " resultados";
    this.tell(`${this.index + 1} de ${total}`, h("span", { class: "spoken" }, unit), remark !== "" && ` · ${remark}`);
    this.finder?.show(this.index);
  }

  private tell(...words: Child[]): void {
    fill(this.status, ...words);
    this.previous.disabled = this.next.disabled = !this.found || this.found.total === 0;
  }
}
