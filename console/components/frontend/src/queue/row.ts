/** One row: kept as the same node while its promoción is on the list, so that focus and place survive a refresh. */

import { fill, h, icon, type Child } from "../dom";
import type { Cell, Column, Reason, Row } from "./data";

export interface RowActs {
  open(row: Row): void;
  mark(id: string, marked: boolean): void;
  explain(id: string): void;
}

export class RowView {
  readonly element = h("tr", { tabindex: "-1" });
  readonly details = h("tr", { class: "why", hidden: true });
  private readonly box = h("input", { type: "checkbox" });
  private readonly link = h("a", { class: "folio" });
  private readonly help = h("button", { type: "button", class: "quiet square ask" }, icon("help"));
  private drawn = "";
  private explained = "";

  constructor(
    private row: Row,
    acts: RowActs,
  ) {
    this.box.addEventListener("change", () => acts.mark(this.row.id, this.box.checked));
    this.help.addEventListener("click", () => acts.explain(this.row.id));
    this.link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser opens another tab
      event.preventDefault();
      acts.open(this.row);
    });
  }

  get id(): string {
    return this.row.id;
  }

  get current(): Row {
    return this.row;
  }

  draw(row: Row, columns: readonly Column[], selectable: boolean): void {
    this.row = row;
    const shown = JSON.stringify([row, columns, selectable]);
    if (shown === this.drawn) return;
    this.drawn = shown;
    this.link.textContent = row.folio;
    this.link.href = row.url;
    this.box.setAttribute("aria-label", `Marcar ${row.folio}`);
    this.help.setAttribute("aria-label", `¿Por qué está aquí ${row.folio}?`);
    this.help.title = "¿Por qué está aquí? (P)";
    fill(
      this.element,
      selectable && h("td", { class: "box" }, this.box),
      ...columns.map((column) => this.cell(column, row.cells[column.key])),
      h("td", { class: "asking" }, this.help),
    );
  }

  set marked(marked: boolean) {
    this.box.checked = marked;
    this.element.classList.toggle("marked", marked);
    this.element.setAttribute("aria-selected", String(marked));
  }

  /** `reasons` null: folded. */
  explain(reasons: readonly Reason[] | null, columns: number): void {
    this.help.setAttribute("aria-expanded", String(reasons !== null));
    this.details.hidden = reasons === null;
    const shown = JSON.stringify([reasons, columns]);
    if (reasons === null || shown === this.explained) return;
    this.explained = shown;
    const lines = reasons.map(({ text, words }) => h("li", {}, text, words && h("q", {}, words)));
    const told = h("td", { colspan: columns }, h("strong", {}, "¿Por qué está aquí?"), h("ul", {}, ...lines));
    fill(this.details, told);
  }

  private cell(column: Column, cell: Cell | undefined): HTMLTableCellElement {
    const chips = (cell?.chips ?? []).map(({ text, tone }) => h("span", { class: `chip ${tone}` }, text));
    const label = h("span", { class: "heading", "aria-hidden": "true" }, column.label);
    if (column.key === "folio") return h("th", { scope: "row", class: "folio" }, this.link, chips.length > 0 && h("span", { class: "chips" }, ...chips));
    const text: Child[] = [cell?.icon ? icon(cell.icon) : null, cell?.text ?? ""];
    return h(
      "td",
      { class: cell && (!["", "—"].includes(cell.text) || cell.sub || chips.length) ? column.key : `${column.key} empty` },
      label,
      h("span", { class: `text ${cell?.tone ?? ""}`, title: cell?.text || null }, ...text),
      cell?.sub && h("span", { class: "sub", title: cell.sub }, cell.sub),
      chips.length > 0 && h("span", { class: "chips" }, ...chips),
    );
  }
}
