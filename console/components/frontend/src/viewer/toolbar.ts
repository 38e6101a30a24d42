/** The bar over the document: page, size, turn, search; it says what is wanted, others do it. */

import { copyButton, fill, h, icon, type IconName } from "../dom";
import { shortDigest } from "../words";
import type { Fit } from "./geometry";
import type { Progress } from "./reading";

export interface ToolbarActions {
  goTo(page: number): void;
  zoom(step: 1 | -1): void;
  fit(fit: Fit): void;
  turn(): void;
  thumbnails(): void;
  search(): void;
  help(): void;
  /** The reader takes the original home. */
  taken(): void;
}

export interface ToolbarDocument {
  readonly id: string | number;
  readonly name: string;
  readonly media_label: string;
  readonly size_text: string;
  readonly sha256: string;
  readonly matches: boolean | null;
  /** How many pages it has, where that is known before it is opened. */
  readonly pages?: number | null;
  /** Who may see it, in words, as its filer declares it. */
  readonly classification?: string;
  /** What the public may know of a confidential one. */
  readonly summary?: string;
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
  private readonly percent = h("span", { class: "percent", title: "Tamaño respecto del papel" });
  private readonly paging: HTMLElement;
  private readonly zooming: HTMLElement;
  private readonly fitting = new Map<Fit, HTMLButtonElement>();
  private readonly rail: HTMLButtonElement;
  private readonly searching: HTMLButtonElement;
  private readonly standing = h("span", {});
  private readonly unread = h("span", {});
  private readonly position = h("span", { class: "position" }, this.standing, this.unread);
  private readonly coverage = h("span", { class: "coverage" });
  private current = 1;

  constructor(private readonly actions: ToolbarActions) {
    this.page.addEventListener("change", () => this.jump());
    // Leaving the field makes it jump, and gives the arrows and the space bar back to the document.
    this.page.addEventListener("keydown", (event) => event.key === "Enter" && this.page.blur());
    this.rail = tool("grid", "Miniaturas (T)", () => actions.thumbnails());
    this.searching = tool("search", "Buscar en el documento (Ctrl + F)", () => actions.search());
    this.paging = group(
      "Páginas",
      this.rail,
      tool("left", "Página anterior", () => actions.goTo(this.current - 1)),
      h("span", { class: "of" }, this.page, " de ", this.total),
      tool("right", "Página siguiente", () => actions.goTo(this.current + 1)),
    );
    this.zooming = group(
      "Tamaño",
      tool("minus", "Alejar (−)", () => actions.zoom(-1)),
      this.percent,
      tool("plus", "Acercar (+)", () => actions.zoom(1)),
      this.fitTool("width", "wide", "Ajustar al ancho (0)"),
      this.fitTool("page", "fit", "Página completa (9)"),
      this.fitTool(1, null, "Tamaño real (1)"),
      tool("rotate", "Girar (R)", () => actions.turn()),
    );
    const rest = group("Documento", this.searching, tool("help", "Teclas del visor (?)", () => actions.help()));
    this.element = h("div", { class: "toolbar", role: "toolbar", "aria-label": "Visor" }, this.paging, this.zooming, rest, this.position);
  }

  private fitTool(fit: Fit, name: IconName | null, label: string): HTMLButtonElement {
    const look = { type: "button", class: "quiet square", "aria-label": label, title: label, "aria-pressed": "false" };
    const button = h("button", { ...look, onclick: () => this.actions.fit(fit) }, name ? icon(name) : "1:1");
    this.fitting.set(fit, button);
    return button;
  }

  private jump(): void {
    const page = Number.parseInt(this.page.value, 10);
    if (Number.isFinite(page)) this.actions.goTo(page);
    else this.page.value = String(this.current);
  }

  /** Take the keyboard to the field of the page. */
  askPage(): void {
    this.page.focus();
    this.page.select();
  }

  /** What can be done with the document: turn its pages, 0 where it has none to enlarge; search. */
  enable(pages: number, canSearch: boolean): void {
    this.paging.hidden = pages < 2;
    this.zooming.hidden = pages === 0;
    this.searching.hidden = !canSearch;
  }

  at(page: number, total: number, scale: number): void {
    this.current = page;
    if (this.page.value !== String(page) && !this.page.matches(":focus")) this.page.value = String(page);
    this.page.style.width = `${Math.max(String(total).length, 2) + 1.5}ch`;
    this.total.textContent = String(total);
    this.percent.textContent = `${Math.round(scale * 100)} %`;
  }

  fitted(fit: Fit): void {
    for (const [each, button] of this.fitting) button.setAttribute("aria-pressed", String(each === fit));
  }

  railShown(shown: boolean): void {
    this.rail.setAttribute("aria-pressed", String(shown));
  }

  /** How much of the document was seen, in words. */
  covered(text: string, progress: Progress): void {
    const isFull = progress === "full";
    this.coverage.className = `coverage ${{ unopened: "none", partly: "", full: "full" }[progress]}`;
    if (this.coverage.dataset["text"] === text) return;
    this.coverage.dataset["text"] = text;
    fill(this.coverage, icon(isFull ? "tick" : "eye"), text);
  }

  /** How many documents nobody has opened yet. */
  unopened(count: number): void {
    this.unread.textContent = count > 0 ? ` · ${count} sin abrir` : "";
  }

  describe(document: ToolbarDocument, index: number, count: number): void {
    const { id, name, media_label, size_text, sha256, matches, classification = "", summary = "" } = document;
    const mark = MATCHES[String(matches) as keyof typeof MATCHES];
    this.standing.textContent = `Documento ${index + 1} de ${count}`;
    const original = `/api/documentos/${encodeURIComponent(id)}/original`;
    const fileName = name.slice(name.lastIndexOf("/") + 1);
    fill(
      this.facts,
      h("span", { class: `mark ${mark.look}` }, icon(mark.icon), mark.word),
      this.coverage,
      classification !== "" && h("span", { class: "class", title: "Clasificación que declara el promovente" }, classification),
      h("span", { class: "digest" }, "SHA-256 ", h("code", { title: sha256 }, shortDigest(sha256)), copyButton(sha256, "Copiar SHA-256")),
      h("span", { class: "kind" }, [media_label, size_text].filter(Boolean).join(" · ")),
      h("a", { class: "button quiet", href: original, download: fileName, onclick: () => this.actions.taken() }, icon("download"), "Descargar original"),
      summary !== "" && h("details", { class: "public-summary" }, h("summary", {}, "Resumen público"), h("p", {}, summary)),
    );
  }
}

function group(label: string, ...tools: HTMLElement[]): HTMLElement {
  return h("div", { class: "group", role: "group", "aria-label": label }, ...tools);
}

function tool(name: IconName, label: string, act: () => void): HTMLButtonElement {
  return h("button", { type: "button", class: "quiet square", "aria-label": label, title: label, onclick: act }, icon(name));
}
