/** Changing a document's name where it stands in the list. */

import { failureIn, failureNote } from "../api";
import { fill, h } from "../dom";

export class NameEditor {
  readonly element: HTMLFormElement;
  private readonly input = h("input", { type: "text", required: true, maxlength: 255, autocomplete: "off", spellcheck: "false" });
  private readonly save = h("button", { type: "submit", class: "primary" }, "Guardar");
  private readonly problem = h("div", { "aria-live": "assertive" });

  /** `rename` throws what must be shown; `close` is called when it is over, one way or the other. */
  constructor(
    readonly id: string | number,
    private readonly name: string,
    private readonly rename: (name: string) => Promise<void>,
    private readonly close: () => void,
  ) {
    this.input.value = name;
    this.input.setAttribute("aria-label", `Nuevo nombre de «${name}»`);
    const cancel = h("button", { type: "button", class: "quiet", onclick: close }, "Cancelar");
    this.element = h("form", { class: "renaming" }, this.input, this.save, cancel, this.problem);
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.done();
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
  }

  /** Take the focus, with the name chosen up to its ending: the ending tells what the file is. */
  begin(): void {
    this.input.focus();
    const ending = this.name.lastIndexOf(".");
    this.input.setSelectionRange(0, ending > 0 ? ending : this.name.length);
  }

  private async done(): Promise<void> {
    const name = this.input.value.trim();
    if (name === this.name) return this.close();
    if (this.save.disabled) return;
    this.save.disabled = true;
    fill(this.problem);
    try {
      await this.rename(name);
      this.close();
    } catch (error) {
      fill(this.problem, failureNote(failureIn(error)));
      this.input.focus();
    } finally {
      this.save.disabled = false;
    }
  }
}
