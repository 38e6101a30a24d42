/** Drawing what `GET /api/documentos/{id}/vista` answers: converted text and tables, or why there is none. */

import { h, icon, type Child } from "../dom";

export type View =
  | { readonly kind: "pages"; readonly pages: number }
  | { readonly kind: "html"; readonly html: string }
  | { readonly kind: "table"; readonly sheets: readonly Sheet[] }
  | { readonly kind: "text"; readonly text: string; readonly truncated: boolean }
  | { readonly kind: "image" }
  | { readonly kind: "none"; readonly reason: string };

export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly unknown[])[];
  readonly truncated: boolean;
}

const CONVERTED = "Vista convertida; el original es el que cuenta.";
const CUT = "La vista muestra sólo el principio; descargue el original para verlo completo.";

export function convertedNote(...more: Child[]): HTMLElement {
  return h("p", { class: "converted" }, icon("info"), h("span", {}, CONVERTED, ...more));
}

/** Word as HTML. The frame has no scripts, no forms, no pop-ups, no origin, and its policy loads nothing. */
export function drawHtml(html: string, name: string): HTMLElement {
  const frame = h("iframe", { class: "paper", sandbox: true, referrerpolicy: "no-referrer", title: `Contenido de «${name}»` });
  frame.srcdoc = framed(html);
  return h("div", { class: "sheet" }, convertedNote(), frame);
}

/** The policy and the base stand before the document's markup, so that nothing in it can come first.
 * With `_blank` and no permission for pop-ups, a link in the document leads nowhere. */
export function framed(html: string): string {
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";
  const style =
    "html{background:#fff;color:#111}body{font:16px/1.55 Georgia,'Times New Roman',serif;max-width:46rem;margin:0 auto;" +
    "padding:2.5rem clamp(1rem,6vw,3.5rem);overflow-wrap:anywhere}img{max-width:100%;height:auto}" +
    "table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.25rem .5rem;vertical-align:top}";
  return (
    `<!doctype html><html lang="es"><head><meta charset="utf-8"><base target="_blank">` +
    `<meta http-equiv="Content-Security-Policy" content="${policy}"><style>${style}</style></head><body>${html}</body></html>`
  );
}

export function drawText(text: string, truncated: boolean): HTMLElement {
  return h("div", { class: "sheet" }, truncated && convertedNote(" ", CUT), h("pre", { class: "paper plain" }, text));
}

export function drawNone(reason: string): HTMLElement {
  return h(
    "div",
    { class: "nothing" },
    icon("file"),
    h("strong", {}, "Este documento no tiene vista previa."),
    h("p", {}, reason),
    h("p", {}, "Descargue el original para revisarlo en su equipo."),
  );
}

const ROWS_AT_ONCE = 200;

/** A workbook: a tab for each sheet, rows drawn as the reader reaches them. */
export function drawTable(sheets: readonly Sheet[]): HTMLElement {
  const place = h("div", { class: "grid", tabindex: 0, role: "region" });
  const note = h("div", {});
  const buttons = sheets.map((sheet, index) =>
    h("button", { type: "button", class: "quiet", "aria-pressed": "false", onclick: () => open(index) }, sheet.name || `Hoja ${index + 1}`),
  );
  const open = (index: number): void => {
    const sheet = sheets[index];
    if (!sheet) return;
    buttons.forEach((button, other) => button.setAttribute("aria-pressed", String(other === index)));
    place.setAttribute("aria-label", `Hoja «${sheet.name}»`);
    place.scrollTo(0, 0);
    place.replaceChildren(...drawSheet(sheet, place));
    note.replaceChildren(convertedNote(sheet.truncated && ` ${CUT}`));
  };
  const bar = sheets.length > 1 && h("div", { class: "sheet-names", role: "group", "aria-label": "Hojas" }, ...buttons);
  open(0);
  return h("div", { class: "sheet" }, note, bar, place);
}

/** «A», «B», … «Z», «AA»: the name of a column in a spreadsheet, from 0. */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

function drawSheet(sheet: Sheet, scroller: Element): Element[] {
  const width = sheet.rows.reduce((most, row) => Math.max(most, row.length), 0);
  if (width === 0) return [h("p", { class: "blank" }, "La hoja está vacía.")];
  const names = Array.from({ length: width }, (_, column) => h("th", { scope: "col" }, columnName(column)));
  const body = h("tbody", {});
  const end = h("div", { class: "end" });
  let drawn = 0;
  const more = (): void => {
    const upto = Math.min(drawn + ROWS_AT_ONCE, sheet.rows.length);
    for (; drawn < upto; drawn++) body.append(drawRow(sheet.rows[drawn] ?? [], drawn, width));
    if (drawn >= sheet.rows.length) watcher.disconnect();
  };
  const watcher = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && more(), {
    root: scroller,
    rootMargin: "600px",
  });
  more();
  if (drawn < sheet.rows.length) watcher.observe(end);
  return [h("table", {}, h("thead", {}, h("tr", {}, h("td", {}), ...names)), body), end];
}

function drawRow(row: readonly unknown[], index: number, width: number): HTMLElement {
  const cells = Array.from({ length: width }, (_, column) => {
    const value = row[column];
    const text = value === null || value === undefined ? "" : String(value);
    return h("td", { class: typeof value === "number" ? "figure" : null }, text);
  });
  return h("tr", {}, h("th", { scope: "row" }, String(index + 1)), ...cells);
}
