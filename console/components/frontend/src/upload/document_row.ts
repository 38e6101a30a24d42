/** The row of one stored document. */

import { h, icon, type IconName } from "../dom";
import { count, shortDigest, sizeText } from "../words";
import { fileName, folderOf, type Finding, type StoredDocument } from "./documents";

/** The severities of the rule book (core/documents/findings.py); one that is not known here is a warning. */
const SEVERITIES: Record<string, { look: string; icon: IconName; word: string }> = {
  refused: { look: "bad", icon: "block", word: "Problema" },
  info: { look: "info", icon: "info", word: "Nota" },
};
const WARNING = { look: "warn", icon: "alert" as IconName, word: "Aviso" };

const CLASSES: Record<string, string> = { confidencial: "Confidencial", reservada: "Reservada" };

export interface RowContext {
  /** Where it stands in the order that is filed, from 1. */
  readonly number: number;
  readonly depth: number;
  /** Whether the row must say the folder itself, because no heading does. */
  readonly showFolder: boolean;
  readonly disabled: boolean;
  /** The form in which its name is being changed. */
  readonly editor: HTMLElement | null;
  openMenu(button: HTMLElement, document: StoredDocument): void;
  bringBack(document: StoredDocument): void;
  classify(document: StoredDocument): void;
}

export function documentRow(document: StoredDocument, context: RowContext): HTMLElement {
  const { id, name, size_bytes, sha256, added_at_text } = document;
  const cell = (look: string, ...children: Parameters<typeof h>[2][]): HTMLElement => h("td", { role: "cell", class: look }, ...children);
  const menu = h(
    "button",
    { type: "button", class: "quiet square", "data-key": `menu:${id}`, "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": `Acciones de «${name}»`, title: "Acciones", onclick: () => context.openMenu(menu, document) },
    icon("dots"),
  );
  return h(
    "tr",
    { role: "row", "data-id": id, "data-depth": Math.min(context.depth, 4) },
    cell("number", String(context.number)),
    cell("name", ...(context.editor ? [context.editor] : nameAndKind(document, context.showFolder)), ...notes(document, context)),
    cell("size", sizeText(size_bytes)),
    cell("added", added_at_text),
    cell("digest", h("code", { title: sha256 }, shortDigest(sha256))),
    cell("acts", menu),
  );
}

function nameAndKind({ name, media_label, pages, classification = "" }: StoredDocument, showFolder: boolean): Element[] {
  const folder = folderOf(name);
  const kind = [media_label, pages ? count(pages, "página", "páginas") : ""].filter(Boolean).join(" · ");
  const label = CLASSES[classification];
  return [
    h("span", { class: "name" }, showFolder && folder ? h("span", { class: "path" }, `${folder}/`) : null, fileName(name)),
    h("span", { class: "media" }, kind),
    ...(label ? [h("span", { class: "class" }, icon("lock"), label)] : []),
  ];
}

function notes(document: StoredDocument, context: RowContext): Element[] {
  const { findings, same_as, replaced, classification, summary, name } = document;
  const found = findings.map(finding);
  for (const { folio, name: other } of same_as ?? []) {
    found.push(note(`Tiene el mismo contenido que «${other}», que ya envió en ${folio}.`));
  }
  if (classification === "confidencial" && !summary) {
    const write = way("Escribir el resumen", `Escribir el resumen de «${name}»`, `summary:${document.id}`, () => context.classify(document));
    found.push(line("warn", "alert", h("b", {}, "Falta: "), "un documento confidencial necesita un resumen público antes de firmar. ", !context.disabled && write));
  }
  if (replaced && !context.disabled) {
    const back = way("Recuperar la versión anterior", `Recuperar la versión anterior de «${name}»`, `back:${document.id}`, () => context.bringBack(document));
    found.push(line("info", "history", `Reemplazó a otra versión (${replaced.at_text}). Puede recuperarla mientras no firme. `, back));
  }
  return found;
}

function way(text: string, label: string, key: string, act: () => void): HTMLElement {
  return h("button", { type: "button", class: "link", "data-key": key, "aria-label": label, onclick: act }, text);
}

function finding({ severity, text }: Finding): HTMLElement {
  const { look, icon: drawing, word } = SEVERITIES[severity] ?? WARNING;
  return line(look, drawing, h("b", {}, `${word}: `), text);
}

function note(text: string): HTMLElement {
  return line("info", "info", h("b", {}, "Nota: "), text);
}

function line(look: string, drawing: IconName, ...content: Parameters<typeof h>[2][]): HTMLElement {
  return h("p", { class: `finding ${look}` }, icon(drawing), h("span", {}, ...content));
}
