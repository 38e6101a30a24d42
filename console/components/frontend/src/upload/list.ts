/** The documents already stored, as they will be filed: by folder, in order, each with what can be done. */

import { failureIn, failureNote } from "../api";
import { fill, h, icon } from "../dom";
import { count, sizeText } from "../words";
import type { Acts } from "./acts";
import { Doings } from "./doings";
import { documentRow } from "./document_row";
import { folderPaths, asGiven, inFiledOrder, isFiledAs, isGrouped, searchable, sections, shownOrder, sorted, type Column, type Section, type Sorting, type StoredDocument } from "./documents";
import { Focus } from "./focus";
import { Shelf, type Contents } from "./shelf";

/** With more, a field to find one stands above the list. */
const SEARCH_FROM = 13;

export interface ListEvents {
  /** An act was done; `text` tells of it. */
  changed(text: string): void;
  /** Something that is seen must be said as well. */
  say(text: string): void;
  /** The filer wants to add files to this folder. */
  addTo(folder: string): void;
}

const COLUMN_WORDS: Record<Column, string> = { name: "nombre", size: "tamaño", added: "fecha" };

export class DocumentList {
  readonly element = h("div", { class: "list" });
  private readonly summary = h("p", { class: "summary" });
  private readonly search = h("input", { type: "search", "data-key": "search", placeholder: "Buscar en la lista", "aria-label": "Buscar en la lista", oninput: () => this.look() });
  private readonly newFolder: HTMLButtonElement;
  private readonly trouble = h("div", { "aria-live": "assertive" });
  private readonly body = h("div", {});
  private readonly shelf: Shelf;
  private readonly doings: Doings;
  private readonly focus: Focus;
  private readonly folded = new Set<string>();
  private ranks = new Map<string | number, number>();
  private disabled = false;
  private sorting: Sorting = null;

  constructor(acts: Acts, private readonly events: ListEvents) {
    this.shelf = new Shelf(acts, () => this.draw(), (text) => events.changed(text));
    this.focus = new Focus(this.element);
    this.doings = new Doings(this.shelf, {
      redraw: () => this.draw(),
      addTo: (folder) => events.addTo(folder),
      trouble: (error) => this.tell(error),
      closed: () => this.focus.restore(),
    });
    this.newFolder = h("button", { type: "button", "data-key": "new-folder", onclick: () => this.doings.newFolder("") }, icon("folder"), "Nueva carpeta");
    const bar = h("div", { class: "bar" }, this.summary, this.search, this.newFolder);
    this.element.append(bar, this.trouble, this.body, this.doings.question.element, this.doings.menu.element);
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("focusin", () => this.focus.note());
  }

  show(contents: Contents, disabled: boolean): void {
    const same = disabled === this.disabled && this.body.hasChildNodes();
    this.disabled = disabled;
    // Redrawing an unchanged list on every rerun would take the selection from the reader.
    if (this.shelf.receive(contents) || !same) this.draw();
  }

  /** Show a document that has just arrived, before the page is drawn anew with it. */
  add(document: StoredDocument): void {
    this.shelf.add(document);
  }

  get documents(): readonly StoredDocument[] {
    return this.shelf.contents.documents;
  }

  /** Whether the documents are filed as the list shows them, by folders. */
  get grouped(): boolean {
    return isGrouped(this.shelf.contents.documents);
  }

  /** File the documents that arrived together in the order in which they were given. */
  async orderAsGiven(arrived: ReadonlyMap<string, number>, grouped: boolean): Promise<boolean> {
    const { documents } = this.shelf.contents;
    const order = asGiven(documents, arrived, grouped);
    return isFiledAs(documents, order) || this.doings.orderQuietly(order);
  }

  get folders(): readonly string[] {
    const { documents, folders } = this.shelf.contents;
    return folderPaths(documents, folders);
  }

  private draw(): void {
    this.focus.keep(() => {
      const { documents } = this.shelf.contents;
      this.ranks = new Map(inFiledOrder(documents).map(({ id }, index) => [id, index + 1]));
      this.newFolder.hidden = this.disabled;
      this.search.hidden = documents.length < SEARCH_FROM;
      this.summary.textContent = this.summaryText();
      fill(this.body, ...(documents.length + this.folders.length === 0 ? [this.empty()] : [this.orderNote(), this.table()]));
    });
  }

  private summaryText(): string {
    const { documents } = this.shelf.contents;
    if (documents.length === 0) return "";
    const total = documents.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
    const folders = this.folders.length;
    const all = count(documents.length, "documento", "documentos");
    return [this.wanted === "" ? all : `${this.found.length} de ${all}`, folders > 0 && count(folders, "carpeta", "carpetas"), sizeText(total)].filter(Boolean).join(" · ");
  }

  private empty(): HTMLElement {
    const advice = this.disabled ? "" : " Agregue al menos el escrito que presenta.";
    return h("p", { class: "empty" }, `Todavía no hay documentos.${advice}`);
  }

  /** The documents whose name has the text that is looked for. */
  private get found(): readonly StoredDocument[] {
    return this.documents.filter(({ name }) => searchable(name).includes(this.wanted));
  }

  private get flat(): boolean {
    return this.sorting !== null || this.wanted !== "";
  }

  private get wanted(): string {
    return this.search.hidden ? "" : searchable(this.search.value.trim());
  }

  /** Says so where what is seen is not the order that is filed, and offers to file it as it is seen. */
  private orderNote(): HTMLElement | null {
    const { documents } = this.shelf.contents;
    if (this.disabled || this.wanted !== "") return null;
    if (this.sorting) {
      const seen = sorted(documents, this.sorting);
      const text = `La lista se ve por ${COLUMN_WORDS[this.sorting.column]}. Los documentos se presentan en el orden de la columna «N.º».`;
      return this.note(text, !isFiledAs(documents, seen) && this.fileAs(seen), this.plain("Ver el orden de presentación", "plain-order", () => this.sort(null)));
    }
    if (isGrouped(documents)) return null;
    return this.note("La lista se ve por carpetas, pero los documentos se presentan en el orden de la columna «N.º».", this.fileAs(shownOrder(documents)));
  }

  private note(text: string, ...ways: (HTMLElement | false)[]): HTMLElement {
    return h("div", { class: "note info" }, icon("info"), h("p", { class: "note-text" }, text), h("div", { class: "actions" }, ...ways));
  }

  private fileAs(order: readonly StoredDocument[]): HTMLElement {
    return this.plain("Presentar en este orden", "file-order", () => {
      this.sorting = null;
      void this.doings.order(order, "Los documentos se presentarán en el orden de la lista.");
    });
  }

  private plain(label: string, key: string, act: () => void): HTMLElement {
    return h("button", { type: "button", "data-key": key, onclick: act }, label);
  }

  private table(): HTMLElement {
    // Roles are spelled out because the narrow layout changes `display`, which would drop them.
    return h(
      "table",
      { role: "table", "aria-label": "Documentos de la promoción" },
      h("thead", { role: "rowgroup" }, this.head()),
      h("tbody", { role: "rowgroup" }, ...(this.flat ? this.flatRows() : this.groupedRows())),
    );
  }

  private head(): HTMLElement {
    const plain = (label: string, look: string): HTMLElement => h("th", { role: "columnheader", scope: "col", class: look }, label);
    return h(
      "tr",
      { role: "row" },
      plain("N.º", "number"),
      this.sortable("name", "Nombre"),
      this.sortable("size", "Tamaño"),
      this.sortable("added", "Modificado"),
      plain("SHA-256", "digest"),
      h("th", { role: "columnheader", scope: "col" }, h("span", { class: "spoken" }, "Acciones")),
    );
  }

  private sortable(column: Column, label: string): HTMLElement {
    const direction = this.sorting?.column === column ? this.sorting.direction : 0;
    const order = { "1": "ascending", "-1": "descending", "0": "none" }[direction];
    const arrow = h("span", { class: "arrow", "aria-hidden": "true" }, { "1": "▲", "-1": "▼", "0": "↕" }[direction]);
    const next: Sorting = direction === -1 ? null : { column, direction: direction === 1 ? -1 : 1 };
    return h(
      "th",
      { role: "columnheader", scope: "col", "aria-sort": order, class: column },
      h("button", { type: "button", class: "quiet", "data-key": `sort:${column}`, onclick: () => this.sort(next) }, label, arrow),
    );
  }

  private sort(sorting: Sorting): void {
    this.sorting = sorting;
    this.draw();
  }

  private flatRows(): HTMLElement[] {
    const found = sorted(this.found, this.sorting);
    if (found.length > 0) return found.map((document) => this.row(document, 0, true));
    return [h("tr", { role: "row" }, h("td", { role: "cell", colspan: 6, class: "none" }, "Ningún documento tiene ese texto en su nombre."))];
  }

  private groupedRows(): HTMLElement[] {
    const { documents, folders } = this.shelf.contents;
    const all = sections(documents, folders);
    const hidden = (folder: string): boolean => [...this.folded].some((each) => folder.startsWith(`${each}/`));
    return all.filter(({ folder }) => !hidden(folder)).flatMap((section) => this.section(section));
  }

  private section({ folder, depth, documents }: Section): HTMLElement[] {
    const rows = this.folded.has(folder) ? [] : documents.map((document) => this.row(document, depth, false));
    return folder === "" ? rows : [this.heading(folder, depth, documents.length), ...rows];
  }

  private heading(folder: string, depth: number, inside: number): HTMLElement {
    const open = !this.folded.has(folder);
    const fold = h("button", { type: "button", class: "quiet fold", "data-key": `fold:${folder}`, "aria-expanded": open, onclick: () => this.fold(folder) }, icon(open ? "folderOpen" : "folder"), h("span", { class: "name" }, folder));
    const menu = h(
      "button",
      { type: "button", class: "quiet square", "data-key": `folder:${folder}`, "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": `Acciones de la carpeta «${folder}»`, title: "Acciones de la carpeta", onclick: () => this.doings.openFolder(menu, folder) },
      icon("dots"),
    );
    const total = h("span", { class: "media" }, inside === 0 ? "sin documentos propios" : count(inside, "documento", "documentos"));
    return h(
      "tr",
      { role: "row", class: "folder", "data-folder": folder, "data-depth": Math.min(depth, 4) },
      h("td", { role: "cell", colspan: 5, class: "heading" }, h("div", {}, fold, total)),
      h("td", { role: "cell", class: "acts" }, !this.disabled && menu),
    );
  }

  private look(): void {
    this.draw();
    this.events.say(this.summaryText());
  }

  private fold(folder: string): void {
    if (!this.folded.delete(folder)) this.folded.add(folder);
    this.draw();
  }

  private row(document: StoredDocument, depth: number, showFolder: boolean): HTMLElement {
    return documentRow(document, {
      number: this.ranks.get(document.id) ?? 0,
      depth,
      showFolder,
      disabled: this.disabled,
      editor: this.doings.editorOf(document),
      openMenu: (button) => this.doings.openDocument(button, document, { disabled: this.disabled, movable: !this.flat }),
      bringBack: () => void this.doings.bringBack(document),
      classify: () => this.doings.classify(document),
    });
  }

  /** Alt+↑ and Alt+↓ move what has the focus. */
  private key(event: KeyboardEvent): void {
    const by = event.altKey ? ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key as "ArrowUp" | "ArrowDown"] : undefined;
    if (!by || this.disabled || this.flat || event.target instanceof HTMLInputElement) return;
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("tr") : null;
    if (!row) return;
    event.preventDefault();
    event.stopPropagation();
    const document = this.shelf.contents.documents.find(({ id }) => String(id) === row.dataset["id"]);
    if (document) void this.doings.move(document, by);
    else if (row.dataset["folder"] !== undefined) void this.doings.shiftFolder(row.dataset["folder"], by);
  }

  private tell(error: unknown): void {
    fill(this.trouble, error === null ? null : failureNote(failureIn(error), h("button", { type: "button", class: "quiet", onclick: () => this.tell(null) }, "Cerrar")));
  }
}
