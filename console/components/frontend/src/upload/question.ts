/** A question in the middle of the screen: asked, answered, and kept open when the Oficialía refuses. */

import { failureIn, failureNote } from "../api";
import { fill, h, type Child } from "../dom";

export interface Asked {
  readonly title: string;
  readonly body: readonly Child[];
  readonly confirm: string;
  readonly danger?: boolean;
  /** What has the focus at first; by default *Cancelar*, which loses nothing. */
  readonly first?: HTMLElement;
  /** Does it. What it throws is shown, and the question stays. */
  act(): Promise<void>;
}

export class Question {
  readonly element = h("dialog", { "aria-labelledby": "question" });
  private readonly problem = h("div", { "aria-live": "assertive" });

  open({ title, body, confirm, danger, first, act }: Asked): void {
    const cancel = h("button", { type: "button", onclick: () => this.element.close() }, "Cancelar");
    const go = h("button", { type: "submit", class: danger ? "danger" : "primary" }, confirm);
    const form = h("form", {}, ...body, this.problem, h("div", { class: "actions" }, cancel, go));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.answer(go, act);
    });
    fill(this.problem);
    fill(this.element, h("h2", { id: "question" }, title), form);
    this.element.showModal();
    (first ?? cancel).focus();
    if (first instanceof HTMLInputElement) first.select();
  }

  private async answer(button: HTMLButtonElement, act: () => Promise<void>): Promise<void> {
    if (button.disabled) return;
    button.disabled = true;
    fill(this.problem);
    try {
      await act();
      this.element.close();
    } catch (error) {
      fill(this.problem, failureNote(failureIn(error)));
      fill(button, "Reintentar");
    } finally {
      button.disabled = false;
    }
  }
}
