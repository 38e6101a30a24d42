/** A workbook: a tab for each sheet, rows drawn as the reader reaches them. */

import { h, icon } from "../dom";
import { convertedNote, CUT } from "./notes";

export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly unknown[])[];
  readonly truncated: boolean;
  readonly readable?: boolean;
  readonly hidden?: boolean;
}

const ROWS_AT_ONCE = 200;
/** A cell's text when it is a formula: the formula, and the value that was saved with it. */
const FORMULA = /^(=.+?)(?: → (.*))?$/s;

export class Table {
  readonly element: HTMLElement;
  readonly place = h("div", { class: "grid", tabindex: 0, role: "region" });
  private readonly note = h("div", {});
  private readonly buttons: HTMLButtonElement[];
  private index = 0;
  private body: HTMLElement | null = null;
  private drawRows: (upto: number) => void = () => undefined;

  constructor(
    readonly sheets: readonly Sheet[],
    private readonly more: boolean,
    private readonly opened: (sheet: number) => void,
  ) {
    this.buttons = sheets.map((sheet, index) => this.button(sheet, index));
    const bar = sheets.length > 1 && h("div", { class: "sheet-names", role: "group", "aria-label": "Hojas" }, ...this.buttons);
    this.element = h("div", { class: "sheet" }, this.note, bar, this.place);
    this.open(0);
  }

  get shown(): number {
    return this.index;
  }

  private button(sheet: Sheet, index: number): HTMLButtonElement {
    return h(
      "button",
      { type: "button", class: "quiet", "aria-pressed": "false", onclick: () => this.open(index) },
      sheet.name || `Hoja ${index + 1}`,
      sheet.hidden === true && h("span", { class: "tag" }, "oculta"),
    );
  }

  open(index: number): void {
    const sheet = this.sheets[index];
    if (!sheet) return;
    this.index = index;
    this.buttons.forEach((button, other) => button.setAttribute("aria-pressed", String(other === index)));
    this.place.setAttribute("aria-label", `Hoja «${sheet.name || index + 1}»`);
    this.place.scrollTo(0, 0);
    this.place.replaceChildren(...this.draw(sheet));
    const hidden = sheet.hidden === true && " Esta hoja está oculta en el libro.";
    const more = this.more && " El libro tiene más hojas de las que se muestran.";
    this.opened(index);
    this.note.replaceChildren(convertedNote(sheet.truncated && ` ${CUT}`, hidden, more));
  }

  /** The cell on the screen, drawn if it was not yet; both numbers from 0. */
  cell(row: number, column: number): Element | null {
    this.drawRows(row + 1);
    return this.body?.children[row]?.children[column + 1] ?? null;
  }

  private draw(sheet: Sheet): Element[] {
    this.body = null;
    this.drawRows = () => undefined;
    if (sheet.readable === false) return [h("p", { class: "blank" }, icon("alert"), " Esta hoja no pudo leerse. Descargue el original para revisarla.")];
    const width = sheet.rows.reduce((most, row) => Math.max(most, row.length), 0);
    if (width === 0) return [h("p", { class: "blank" }, "La hoja está vacía.")];
    const names = Array.from({ length: width }, (_, column) => h("th", { scope: "col" }, columnName(column)));
    const body = h("tbody", {});
    const end = h("div", { class: "end" });
    let drawn = 0;
    this.body = body;
    this.drawRows = (upto) => {
      for (; drawn < Math.min(upto, sheet.rows.length); drawn++) body.append(drawRow(sheet.rows[drawn] ?? [], drawn, width));
      if (drawn >= sheet.rows.length) watcher.disconnect();
    };
    const watcher = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && this.drawRows(drawn + ROWS_AT_ONCE), {
      root: this.place,
      rootMargin: "600px",
    });
    this.drawRows(ROWS_AT_ONCE);
    if (drawn < sheet.rows.length) watcher.observe(end);
    return [h("table", {}, h("thead", {}, h("tr", {}, h("td", {}), ...names)), body), end];
  }
}

/** «A», «B», … «Z», «AA»: the name of a column in a spreadsheet, from 0. */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

function drawRow(row: readonly unknown[], index: number, width: number): HTMLElement {
  const cells = Array.from({ length: width }, (_, column) => drawCell(row[column]));
  return h("tr", {}, h("th", { scope: "row" }, String(index + 1)), ...cells);
}

/** Figures stand to the right, as in a workbook; a formula stands as text, and its saved value after it. */
function drawCell(value: unknown): HTMLElement {
  const text = value === null || value === undefined ? "" : String(value);
  const formula = text.startsWith("=") ? FORMULA.exec(text) : null;
  if (formula) {
    const saved = formula[2];
    return h("td", {}, h("code", { class: "formula" }, formula[1]), saved !== undefined && ` → ${saved}`);
  }
  return h("td", { class: isFigure(value, text) ? "figure" : null }, text);
}

export function isFigure(value: unknown, text: string): boolean {
  return typeof value === "number" || /^[-+]?\d{1,15}([.,]\d+)?( ?%)?$/.test(text);
}
