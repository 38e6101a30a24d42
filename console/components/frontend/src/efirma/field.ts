/** A field that takes one file, by chooser or by drop, and says what is wrong with it. */

import { fill, h, icon, type IconName } from "../dom";
import { sizeText } from "../words";

/** An e.firma file is 1 to 3 KB: anything this large is another file under that name. */
const LARGEST_BYTES = 64 * 1024;

export interface FileFieldTexts {
  readonly label: string;
  readonly ending: ".cer" | ".key";
  readonly icon: IconName;
  /** The manual's words for a file with another ending. */
  readonly wrongEnding: string;
  readonly tooLarge: string;
}

let counter = 0;

export class FileField {
  readonly element: HTMLElement;
  private readonly chooser: HTMLInputElement;
  private readonly button: HTMLButtonElement;
  private readonly error = h("p", { class: "error", role: "alert" });
  private chosen: Uint8Array | null = null;

  constructor(
    private readonly texts: FileFieldTexts,
    private readonly onChange: () => void,
  ) {
    const id = `file-${++counter}`;
    this.error.id = `${id}-error`;
    this.chooser = h("input", { type: "file", accept: texts.ending, hidden: true, tabindex: -1 });
    this.button = h("button", {
      type: "button",
      class: "picker",
      "aria-labelledby": `${id}-label ${id}-button`,
      "aria-describedby": this.error.id,
      id: `${id}-button`,
      onclick: () => this.chooser.click(),
    });
    this.element = h("div", { class: "field" }, h("span", { class: "label", id: `${id}-label` }, texts.label), this.button, this.chooser, this.error);
    this.chooser.addEventListener("change", () => {
      const file = this.chooser.files?.[0];
      this.chooser.value = "";
      if (file) void this.take(file);
    });
    this.acceptDrops();
    this.show(null);
  }

  /** The file's bytes, or null while there is none. */
  get bytes(): Uint8Array | null {
    return this.chosen;
  }

  set disabled(disabled: boolean) {
    this.button.disabled = disabled;
  }

  /** The file was read but may not sign: the reason stands elsewhere. */
  set refused(refused: boolean) {
    this.element.classList.toggle("wrong", refused);
    const mark = this.button.querySelector(".icon");
    if (this.chosen) mark?.replaceWith(icon(refused ? "block" : "check"));
  }

  focus(): void {
    this.button.focus();
  }

  /** Overwrite and forget the file. */
  clear(): void {
    this.chosen?.fill(0);
    this.chosen = null;
    this.show(null);
  }

  fail(text: string): void {
    this.error.textContent = text;
    this.element.classList.toggle("wrong", text !== "");
  }

  private async take(file: File): Promise<void> {
    this.clear();
    this.fail("");
    if (!file.name.toLowerCase().endsWith(this.texts.ending)) this.fail(this.texts.wrongEnding);
    else if (file.size === 0 || file.size > LARGEST_BYTES) this.fail(this.texts.tooLarge);
    else {
      try {
        this.chosen = new Uint8Array(await file.arrayBuffer());
        this.show(file);
      } catch {
        this.fail("No se pudo leer el archivo en su equipo. Elíjalo de nuevo.");
      }
    }
    this.onChange();
  }

  private show(file: File | null): void {
    const { ending, icon: name } = this.texts;
    if (file) fill(this.button, icon("check"), h("span", { class: "file" }, file.name), h("span", { class: "muted" }, sizeText(file.size)));
    else fill(this.button, icon(name), h("span", {}, `Elija o arrastre su archivo ${ending}`));
    this.button.classList.toggle("chosen", file !== null);
  }

  private acceptDrops(): void {
    const mark = (over: boolean) => () => this.button.classList.toggle("over", over && !this.button.disabled);
    this.element.addEventListener("dragover", (event) => {
      event.preventDefault();
      mark(true)();
    });
    this.element.addEventListener("dragleave", mark(false));
    this.element.addEventListener("drop", (event) => {
      event.preventDefault();
      mark(false)();
      const file = event.dataTransfer?.files[0];
      if (file && !this.button.disabled) void this.take(file);
    });
  }
}
