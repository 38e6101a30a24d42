/** The bar over the document: page, zoom, turn, digest, download. It says what is wanted; others do it. */

import { copyButton, fill, h, icon, type IconName } from "../dom";
import { shortDigest } from "../words";

export interface ToolbarActions {
  goTo(page: number): void;
  zoom(step: 1 | -1 | 0): void;
  turn(): void;
}

export interface ToolbarDocument {
  readonly id: string | number;
  readonly name: string;
  readonly media_label: string;
  readonly size_text: string;
  readonly sha256: string;
  readonly matches: boolean | null;
}

const MATCHES = {
  true: { look: "good", icon: "check", word: "Coincide con el manifiesto" },
  false: { look: "bad", icon: "block", word: "No coincide con el manifiesto" },
  null: { look: "plain", icon: "info", word: "Sin comparar con el manifiesto" },
} as const;

export class Toolbar {
  readonly element: HTMLElement;
  readonly facts = h("div", { class: "facts" });
  private readonly page = h("input", { class: "page-number", inputmode: "numeric", "aria-label": "Ir a la página", autocomplete: "off" });
  private readonly total = h("span", {});
  private readonly percent = h("span", { class: "percent" });
  private readonly paging: HTMLElement;
  private readonly zooming: HTMLElement;
  private readonly position = h("span", { class: "position" });
  private current = 1;

  constructor(private readonly actions: ToolbarActions) {
    this.page.addEventListener("change", () => this.jump());
    // Leaving the field makes it jump, and gives the arrows and the space bar back to the document.
    this.page.addEventListener("keydown", (event) => event.key === "Enter" && this.page.blur());
    this.paging = h(
      "div",
      { class: "group", role: "group", "aria-label": "Páginas" },
      tool("left", "Página anterior", () => actions.goTo(this.current - 1)),
      h("span", { class: "of" }, this.page, " de ", this.total),
      tool("right", "Página siguiente", () => actions.goTo(this.current + 1)),
    );
    this.zooming = h(
      "div",
      { class: "group", role: "group", "aria-label": "Tamaño" },
      tool("minus", "Alejar (−)", () => actions.zoom(-1)),
      this.percent,
      tool("plus", "Acercar (+)", () => actions.zoom(1)),
      tool("fit", "Ajustar al ancho (0)", () => actions.zoom(0)),
      tool("rotate", "Girar", () => actions.turn()),
    );
    this.element = h("div", { class: "toolbar", role: "toolbar", "aria-label": "Visor" }, this.paging, this.zooming, this.position);
  }

  private jump(): void {
    const page = Number.parseInt(this.page.value, 10);
    if (Number.isFinite(page)) this.actions.goTo(page);
    else this.page.value = String(this.current);
  }

  /** Whether the document has pages to turn and enlarge. */
  enable(hasPages: boolean): void {
    this.paging.hidden = !hasPages;
    this.zooming.hidden = !hasPages;
  }

  at(page: number, total: number): void {
    this.current = page;
    if (this.page.value !== String(page) && !this.page.matches(":focus")) this.page.value = String(page);
    this.page.style.width = `${Math.max(String(total).length, 2) + 1.5}ch`;
    this.total.textContent = String(total);
  }

  zoomed(zoom: number): void {
    this.percent.textContent = `${Math.round(zoom * 100)} %`;
  }

  describe(document: ToolbarDocument, index: number, count: number): void {
    const { id, name, media_label, size_text, sha256, matches } = document;
    const mark = MATCHES[String(matches) as keyof typeof MATCHES];
    this.position.textContent = `Documento ${index + 1} de ${count}`;
    const original = `/api/documentos/${encodeURIComponent(id)}/original`;
    fill(
      this.facts,
      h("span", { class: `mark ${mark.look}` }, icon(mark.icon), mark.word),
      h("span", { class: "digest" }, "SHA-256 ", h("code", { title: sha256 }, shortDigest(sha256)), copyButton(sha256, "Copiar SHA-256")),
      h("span", { class: "kind" }, [media_label, size_text].filter(Boolean).join(" · ")),
      h("a", { class: "button quiet", href: original, download: name }, icon("download"), "Descargar original"),
    );
  }
}

function tool(name: IconName, label: string, act: () => void): HTMLButtonElement {
  return h("button", { type: "button", class: "quiet square", "aria-label": label, title: label, onclick: act }, icon(name));
}
