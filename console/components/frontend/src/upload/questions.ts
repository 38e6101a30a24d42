/** What the list asks before it does something: deleting, moving, classing, naming folders. */

import { h } from "../dom";
import type { Asked } from "./question";
import { fileName, folderOf, joined, type Classification, type StoredDocument } from "./documents";

const MOST_SUMMARY_CHARACTERS = 1000;

type Doing<T> = (answer: T) => Promise<void>;

export function aboutDeleting(document: StoredDocument, act: Doing<void>): Asked {
  return {
    title: "¿Está seguro de que desea eliminar permanentemente este archivo?",
    body: [h("p", { class: "name" }, document.name)],
    confirm: "Eliminar",
    danger: true,
    act,
  };
}

export function aboutDeletingFolder(folder: string, act: Doing<void>): Asked {
  return {
    title: "¿Eliminar esta carpeta vacía?",
    body: [h("p", { class: "name" }, folder)],
    confirm: "Eliminar",
    danger: true,
    act,
  };
}

/** Ask for a folder among those there are; the answer is its path, empty for none. */
export function aboutMoving(what: string, now: string, folders: readonly string[], act: Doing<string>): Asked {
  const choice = folderSelect(folders, now);
  return {
    title: `Mover «${what}»`,
    body: [field("Carpeta", choice), folders.length === 0 && h("p", { class: "help" }, "Todavía no hay carpetas. Hágalas con «Nueva carpeta».")],
    confirm: "Mover",
    first: choice,
    act: () => act(choice.value),
  };
}

/** Ask for the name of a new folder and in which it lies; the answer is its path. */
export function aboutNewFolder(folders: readonly string[], parent: string, act: Doing<string>): Asked {
  const name = nameInput("");
  const choice = folderSelect(folders, parent);
  return {
    title: "Nueva carpeta",
    body: [field("Nombre de la carpeta", name), folders.length > 0 && field("Dentro de", choice)],
    confirm: "Crear carpeta",
    first: name,
    act: () => act(joined(choice.value, name.value.trim())),
  };
}

export function aboutFolderName(folder: string, act: Doing<string>): Asked {
  const name = nameInput(fileName(folder));
  return {
    title: "Cambiar el nombre de la carpeta",
    body: [field("Nombre de la carpeta", name)],
    confirm: "Guardar",
    first: name,
    act: () => act(joined(folderOf(folder), name.value.trim())),
  };
}

export interface Classed {
  readonly classification: Classification;
  readonly summary: string;
}

const CLASSES: readonly { value: Classification; label: string; means: string }[] = [
  { value: "publica", label: "Pública", means: "Cualquier persona puede conocer el documento." },
  { value: "confidencial", label: "Confidencial", means: "Tiene datos personales, secretos o información que no debe conocer cualquier persona. Escriba un resumen que sí pueda ser público." },
  { value: "reservada", label: "Reservada", means: "Tiene información cuya difusión está restringida temporalmente por la ley." },
];

/** Ask who may see documents. `now`: what they declare so far. */
export function aboutClass(what: string, now: Classed, act: Doing<Classed>): Asked {
  const summary = h("textarea", { rows: 4, maxlength: MOST_SUMMARY_CHARACTERS, id: "summary", "aria-describedby": "left" });
  summary.value = now.summary;
  const left = h("span", { id: "left", class: "help" });
  const tellLeft = (): void => {
    left.textContent = `Quedan ${MOST_SUMMARY_CHARACTERS - summary.value.length} de ${MOST_SUMMARY_CHARACTERS} caracteres.`;
  };
  const needed = h("div", { class: "field" }, h("label", { for: "summary" }, "Resumen público"), summary, left);
  let chosen = now.classification;
  const choose = (value: Classification): void => {
    chosen = value;
    needed.hidden = value !== "confidencial";
    tellLeft();
  };
  const radios = CLASSES.map((each) => classRadio(each, chosen, choose));
  summary.addEventListener("input", tellLeft);
  choose(chosen);
  return {
    title: `Clasificación de ${what}`,
    body: [h("div", { role: "radiogroup", class: "classes", "aria-label": "Clasificación" }, ...radios.map(({ element }) => element)), needed],
    confirm: "Guardar",
    first: radios.find(({ value }) => value === chosen)?.input,
    act: () => act({ classification: chosen, summary: chosen === "confidencial" ? summary.value.trim() : "" }),
  };
}

function classRadio(
  { value, label, means }: (typeof CLASSES)[number],
  chosen: Classification,
  choose: (value: Classification) => void,
): { value: Classification; input: HTMLInputElement; element: HTMLElement } {
  const input = h("input", { type: "radio", name: "class", value, checked: value === chosen, onchange: () => choose(value) });
  const element = h("label", { class: "choice" }, input, h("span", {}, h("b", {}, label), h("span", { class: "help" }, means)));
  return { value, input, element };
}

function nameInput(value: string): HTMLInputElement {
  const input = h("input", { type: "text", required: true, maxlength: 255, autocomplete: "off", spellcheck: "false" });
  input.value = value;
  return input;
}

export function folderSelect(folders: readonly string[], now: string): HTMLSelectElement {
  const options = folders.map((folder) => h("option", { value: folder }, folder));
  const select = h("select", {}, h("option", { value: "" }, "Sin carpeta"), ...options);
  select.value = folders.includes(now) ? now : "";
  return select;
}

function field(label: string, control: HTMLElement): HTMLElement {
  return h("label", { class: "field" }, h("span", {}, label), control);
}
