/** The documents already stored: what they are, their digest, their findings, and deleting one. */

import { ask, failureIn, failureNote } from "../api";
import { copyButton, fill, h, icon, type IconName } from "../dom";
import { count, shortDigest, sizeText } from "../words";

export interface Finding {
  readonly severity: string;
  readonly text: string;
}

export interface StoredDocument {
  readonly id: string | number;
  readonly name: string;
  readonly size_bytes: number;
  readonly sha256: string;
  readonly added_at_text: string;
  readonly findings: readonly Finding[];
  readonly media_label: string;
}

type Column = "name" | "size";
type Sorting = { column: Column; direction: 1 | -1 } | null;

const collator = new Intl.Collator("es-MX", { numeric: true, sensitivity: "base" });

/** The rows in the order asked for; null keeps the order in which they were added. */
export function sorted(documents: readonly StoredDocument[], sorting: Sorting): readonly StoredDocument[] {
  if (!sorting) return documents;
  const compare = {
    name: (a: StoredDocument, b: StoredDocument) => collator.compare(a.name, b.name),
    size: (a: StoredDocument, b: StoredDocument) => a.size_bytes - b.size_bytes,
  }[sorting.column];
  return [...documents].sort((a, b) => sorting.direction * compare(a, b));
}

/** The severities of the rule book (core/documents/findings.py); one that is not known here is a warning. */
const SEVERITIES: Record<string, { look: string; icon: IconName; word: string }> = {
  refused: { look: "bad", icon: "block", word: "Problema" },
  info: { look: "info", icon: "info", word: "Nota" },
};
const WARNING = { look: "warn", icon: "alert" as IconName, word: "Aviso" };

export class DocumentList {
  readonly element = h("div", { class: "list" });
  private readonly dialog = h("dialog", { "aria-labelledby": "question" });
  private documents: readonly StoredDocument[] = [];
  private disabled = false;
  private sorting: Sorting = null;
  private readonly body = h("div", {});

  /** `onDeleted` gets the sentence that tells of it. */
  constructor(
    private readonly csrf: () => string,
    private readonly onDeleted: (text: string) => void,
  ) {
    this.element.append(this.body, this.dialog);
  }

  show(documents: readonly StoredDocument[], disabled: boolean): void {
    const same = JSON.stringify([this.documents, this.disabled]) === JSON.stringify([documents, disabled]);
    this.documents = documents;
    this.disabled = disabled;
    // Redrawing an unchanged list on every rerun would take the focus and the selection from the reader.
    if (!same || !this.body.hasChildNodes()) this.draw();
  }

  private draw(): void {
    if (this.documents.length === 0) {
      const advice = this.disabled ? "" : " Agregue al menos el escrito que presenta.";
      fill(this.body, h("p", { class: "empty" }, `Todavía no hay documentos.${advice}`));
      return;
    }
    const total = this.documents.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
    const rows = sorted(this.documents, this.sorting).map((document) => this.row(document));
    // Roles are spelled out because the narrow layout changes `display`, which would drop them.
    fill(
      this.body,
      h("p", { class: "summary" }, `${count(this.documents.length, "documento", "documentos")} · ${sizeText(total)}`),
      h(
        "table",
        { role: "table", "aria-label": "Documentos de la promoción" },
        h("thead", { role: "rowgroup" }, this.head()),
        h("tbody", { role: "rowgroup" }, ...rows),
      ),
    );
  }

  private head(): HTMLElement {
    return h(
      "tr",
      { role: "row" },
      this.sortable("name", "Nombre"),
      this.sortable("size", "Tamaño"),
      h("th", { role: "columnheader", scope: "col" }, "Modificado"),
      h("th", { role: "columnheader", scope: "col" }, "SHA-256"),
      h("th", { role: "columnheader", scope: "col" }, h("span", { class: "spoken" }, "Acciones")),
    );
  }

  private sortable(column: Column, label: string): HTMLElement {
    const direction = this.sorting?.column === column ? this.sorting.direction : 0;
    const order = { "1": "ascending", "-1": "descending", "0": "none" }[direction];
    const arrow = h("span", { class: "arrow", "aria-hidden": "true" }, { "1": "▲", "-1": "▼", "0": "↕" }[direction]);
    const sort = (): void => {
      this.sorting = direction === -1 ? null : { column, direction: direction === 1 ? -1 : 1 };
      this.draw();
      this.body.querySelector<HTMLButtonElement>(`[data-column="${column}"]`)?.focus();
    };
    return h(
      "th",
      { role: "columnheader", scope: "col", "aria-sort": order, class: column },
      h("button", { type: "button", class: "quiet", "data-column": column, onclick: sort }, label, arrow),
    );
  }

  private row(document: StoredDocument): HTMLElement {
    const { id, name, size_bytes, sha256, added_at_text, findings, media_label } = document;
    const cell = (look: string, ...children: Parameters<typeof h>[2][]): HTMLElement => h("td", { role: "cell", class: look }, ...children);
    return h(
      "tr",
      { role: "row" },
      cell("name", h("span", { class: "name" }, name), media_label && h("span", { class: "media" }, media_label), ...findings.map(finding)),
      cell("size", sizeText(size_bytes)),
      cell("added", added_at_text),
      cell("digest", h("code", { title: sha256 }, shortDigest(sha256)), copyButton(sha256, `Copiar SHA-256 de «${name}»`)),
      cell(
        "acts",
        h(
          "a",
          { class: "button quiet square", href: originalPath(id), download: name, "aria-label": `Descargar «${name}»`, title: "Descargar" },
          icon("download"),
        ),
        !this.disabled &&
          h("button", { type: "button", class: "quiet square", "aria-label": `Eliminar «${name}»`, title: "Eliminar", onclick: () => this.confirm(document) }, icon("trash")),
      ),
    );
  }

  private confirm(document: StoredDocument): void {
    const close = (): void => this.dialog.close();
    const remove = h("button", { type: "button", class: "danger" }, "Eliminar");
    const problem = h("div", { "aria-live": "assertive" });
    remove.addEventListener("click", () => void this.remove(document, remove, problem));
    fill(
      this.dialog,
      h("h2", { id: "question" }, "¿Está seguro de que desea eliminar permanentemente este archivo?"),
      h("p", { class: "name" }, document.name),
      problem,
      h("div", { class: "actions" }, h("button", { type: "button", autofocus: true, onclick: close }, "Cancelar"), remove),
    );
    this.dialog.showModal();
  }

  private async remove(document: StoredDocument, button: HTMLButtonElement, problem: HTMLElement): Promise<void> {
    button.disabled = true;
    fill(problem);
    try {
      await ask(`/api/documentos/${encodeURIComponent(document.id)}`, { method: "DELETE", csrf: this.csrf() });
      this.dialog.close();
      this.documents = this.documents.filter(({ id }) => id !== document.id);
      this.draw();
      this.onDeleted(`«${document.name}» se eliminó.`);
    } catch (error) {
      fill(problem, failureNote(failureIn(error)));
      fill(button, "Reintentar");
    } finally {
      button.disabled = false;
    }
  }
}

export function originalPath(id: string | number): string {
  return `/api/documentos/${encodeURIComponent(id)}/original`;
}

function finding({ severity, text }: Finding): HTMLElement {
  const { look, icon: name, word } = SEVERITIES[severity] ?? WARNING;
  return h("p", { class: `finding ${look}` }, icon(name), h("span", {}, h("b", {}, `${word}: `), text));
}
