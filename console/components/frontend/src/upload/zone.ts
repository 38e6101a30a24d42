/** Where files are given: dropped, chosen, or a whole folder. */

import { fill, h, icon } from "../dom";
import { count, sizeText } from "../words";
import { chosen, dropped, MOST_AT_ONCE, type Gathered } from "./gathering";
import { folderSelect } from "./questions";

export interface ZoneLimits {
  readonly accept: readonly string[];
  readonly maxBytes: number;
  readonly disabled: boolean;
}

export class Zone {
  readonly element: HTMLElement;
  private readonly box: HTMLElement;
  private readonly files = h("input", { type: "file", multiple: true, hidden: true, tabindex: -1 });
  private readonly folder = h("input", { type: "file", multiple: true, webkitdirectory: true, hidden: true, tabindex: -1 });
  private readonly limits = h("div", { class: "limits" });
  private readonly target = h("span", { class: "target" });
  private readonly told = h("div", { class: "told", "aria-live": "polite" });
  private readonly button: HTMLButtonElement;
  private shown = "";
  private folders = "";
  private into = "";

  /** `take` gets what was given and the folder it is meant for. */
  constructor(private readonly take: (gathered: Gathered, folder: string) => void) {
    this.button = h("button", { type: "button", class: "primary", onclick: () => this.files.click() }, icon("plus"), "Agregar archivos");
    const whole = h("button", { type: "button", onclick: () => this.folder.click() }, icon("folder"), "Elegir carpeta");
    whole.hidden = !("webkitdirectory" in this.folder); // most phones have no folders to choose
    this.box = h(
      "div",
      { class: "zone" },
      icon("upload"),
      h("div", { class: "invitation" }, h("span", { class: "drag" }, "Arrastre aquí archivos o carpetas, o elíjalos de su equipo."), this.limits, this.target),
      h("span", { class: "choosers" }, this.button, whole),
      this.files,
      this.folder,
    );
    this.element = h("div", { class: "giving" }, this.box, this.told);
    for (const input of [this.files, this.folder]) input.addEventListener("change", () => this.chose(input));
    this.acceptDrops();
  }

  show({ accept, maxBytes, disabled }: ZoneLimits): void {
    this.element.hidden = disabled;
    this.files.accept = accept.join(",");
    const kinds = accept.map((ending) => ending.replace(/^\./, "").toUpperCase()).join(", ");
    const told = `${sizeText(maxBytes)} ${kinds}`;
    if (told === this.shown) return; // what a person opened stays open
    this.shown = told;
    const types = h("details", {}, h("summary", {}, "Tipos de archivo que se admiten"), kinds);
    fill(this.limits, `Hasta ${sizeText(maxBytes)} cada uno.`, kinds !== "" && types);
  }

  /** Offer the folders there are as the place where files go. */
  offerFolders(folders: readonly string[]): void {
    if (JSON.stringify(folders) === this.folders) return;
    this.folders = JSON.stringify(folders);
    if (!folders.includes(this.into)) this.into = "";
    const select = folderSelect(folders, this.into);
    select.addEventListener("change", () => (this.into = select.value));
    fill(this.target, ...(folders.length > 0 ? [h("label", {}, h("span", {}, "Se agregan en "), select)] : []));
  }

  /** Choose files for this folder. */
  chooseInto(folder: string): void {
    this.into = folder;
    const select = this.target.querySelector("select");
    if (select) select.value = folder;
    this.files.click();
  }

  focus(): void {
    this.button.focus();
  }

  private chose(input: HTMLInputElement): void {
    this.give(chosen(input.files ?? []));
    input.value = ""; // so that the same file can be chosen again once mended
  }

  private give(gathered: Gathered): void {
    fill(this.told, ...remarks(gathered).map((text) => h("div", { class: "note warn" }, icon("alert"), h("div", { class: "note-text" }, text))));
    this.take(gathered, this.into);
  }

  private acceptDrops(): void {
    let depth = 0; // dragenter and dragleave also fire for the children
    const mark = (change: number): void => {
      depth = Math.max(0, depth + change);
      this.box.classList.toggle("over", depth > 0);
    };
    this.box.addEventListener("dragenter", () => mark(1));
    this.box.addEventListener("dragleave", () => mark(-1));
    this.box.addEventListener("dragover", (event) => event.preventDefault());
    this.box.addEventListener("drop", (event) => {
      event.preventDefault();
      mark(-depth);
      if (!event.dataTransfer) return;
      dropped(event.dataTransfer).then(
        (gathered) => this.give(gathered),
        () => this.unreadable(),
      );
    });
  }

  private unreadable(): void {
    const text = "Su navegador no pudo leer lo que arrastró; no se agregó nada. Use «Agregar archivos» o «Elegir carpeta».";
    fill(this.told, h("div", { class: "note bad" }, icon("block"), h("div", { class: "note-text" }, text)));
  }
}

/** What must be said of what was given: what was left out, and why. */
export function remarks({ files, left, emptyFolders, tooMany }: Gathered): string[] {
  if (tooMany) return [`Son más de ${count(MOST_AT_ONCE, "archivo", "archivos")}: no se agregó ninguno. Revise que sea la carpeta correcta y agréguela por partes.`];
  const said: string[] = [];
  if (left.length > 0) said.push(`No se agregó lo que el sistema de su equipo guarda para sí: ${some(left)}.`);
  if (emptyFolders.length > 0) said.push(`No se agregaron las carpetas vacías: ${some(emptyFolders)}. Si las necesita, use «Nueva carpeta».`);
  if (files.length === 0 && said.length === 0) said.push("No había archivos en lo que eligió.");
  return said;
}

function some(paths: readonly string[]): string {
  const shown = paths.slice(0, 3).join(", ");
  return paths.length > 3 ? `${shown} y ${paths.length - 3} más` : shown;
}
