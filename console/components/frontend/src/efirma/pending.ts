/** What stands in the card's place while a signature is made and not yet registered. */

import { NO_NETWORK } from "../api";
import { fill, h, icon } from "../dom";
import { timeText } from "./instants";
import type { Registration } from "./registration";

export class PendingNote {
  readonly parts: readonly Node[];
  private readonly why = h("p");
  private readonly button: HTMLButtonElement;

  constructor(
    private readonly registration: Registration,
    until: number,
    zone: string,
  ) {
    const { holder, signedAt } = registration;
    this.button = h("button", { type: "button", onclick: () => void registration.now() });
    const texts = h(
      "div",
      { class: "note-text" },
      h("strong", {}, "Firma hecha; falta registrarla."),
      h("p", {}, `${holder} firmó a las ${timeText(signedAt, zone)}. Su llave y su contraseña ya se borraron de esta página.`),
      this.why,
      h("p", {}, `Si no se registra antes de las ${timeText(until, zone)}, habrá que firmar de nuevo. No cierre esta página.`),
      h("div", { class: "actions" }, this.button),
    );
    this.parts = [h("div", { class: "note warn", role: "status" }, icon("alert"), texts)];
  }

  /** Say how it stands. What is unchanged is not written again: a screen reader would read it again. */
  show(): void {
    const { standing } = this.registration;
    const trying = standing.kind === "sending";
    this.button.setAttribute("aria-disabled", String(trying)); // not disabled: the focus stays on it
    fill(this.button, trying ? h("span", { class: "spinner" }) : icon("retry"), trying ? "Registrando…" : "Reintentar");
    if (standing.kind !== "waiting") return;
    const { code, what, do: todo } = standing.failure;
    const text = code === NO_NETWORK.code ? "No hay comunicación con la Oficialía: se registrará por sí sola en cuanto vuelva." : `${what} ${todo}`;
    if (this.why.textContent !== text) this.why.textContent = text;
  }
}
