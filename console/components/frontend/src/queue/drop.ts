/** A file given anywhere on the page is looked for by its digest, which this browser computes: it is not sent. */

import { fill, h, icon } from "../dom";
import { digestOf } from "../own_digests";

const HELP = "No se envía a ningún lado: su computadora calcula la huella (SHA-256) y con ella se busca.";

export class FileSearch {
  readonly element: HTMLElement;
  private readonly input = h("input", { type: "file", class: "spoken", tabindex: "-1", "aria-hidden": "true" });
  private readonly button = h("button", { type: "button", class: "quiet", title: HELP, onclick: () => this.input.click() });
  private readonly veil = h("div", { class: "veil", hidden: true }, icon("search"), h("strong", {}, "Suelte el archivo para buscar qué promociones lo contienen"), h("span", {}, HELP));
  private readonly onOver = (event: DragEvent): void => this.over(event);
  private readonly onLeave = (event: DragEvent): void => void (event.relatedTarget === null && this.hide());
  private readonly onDrop = (event: DragEvent): void => this.dropped(event);

  constructor(
    private readonly found: (digest: { sha256: string; name: string }) => void,
    private readonly say: (text: string) => void,
  ) {
    this.element = h("span", { class: "file-search" }, this.button, this.input, this.veil);
    this.input.setAttribute("aria-label", "Archivo que se busca");
    this.input.addEventListener("change", () => {
      const file = this.input.files?.[0];
      this.input.value = "";
      if (file) void this.search(file);
    });
    this.rest();
    document.addEventListener("dragover", this.onOver);
    document.addEventListener("dragleave", this.onLeave);
    document.addEventListener("drop", this.onDrop);
  }

  destroy(): void {
    document.removeEventListener("dragover", this.onOver);
    document.removeEventListener("dragleave", this.onLeave);
    document.removeEventListener("drop", this.onDrop);
  }

  private rest(): void {
    fill(this.button, icon("search"), "Buscar por un archivo…");
    this.button.disabled = false;
  }

  private over(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.veil.hidden = false;
  }

  private hide(): void {
    this.veil.hidden = true;
  }

  private dropped(event: DragEvent): void {
    const file = event.dataTransfer?.files[0];
    this.hide();
    if (!file) return;
    event.preventDefault();
    void this.search(file);
  }

  /** Asks for a file, as the button does. */
  ask(): boolean {
    if (!this.button.disabled) this.input.click();
    return true;
  }

  private async search(file: File): Promise<void> {
    this.button.disabled = true;
    fill(this.button, h("span", { class: "spinner" }), "Calculando la huella…");
    const sha256 = await digestOf(file);
    this.rest();
    if (sha256 === null) this.say(`No se pudo leer «${file.name}».`);
    else this.found({ sha256, name: file.name.slice(0, 200) });
  }
}
