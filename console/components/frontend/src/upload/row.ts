/** One file on its way: name, how far it is, and what can be done about it. */

import { failureNote } from "../api";
import { fill, h, icon } from "../dom";
import { remainingText, sizeText } from "../words";
import { canBeRetried, readable, type Item, type State } from "./item";
import type { Queue } from "./queue";

const WORDS: Record<Exclude<State, "sending">, string> = {
  waiting: "En espera de su turno",
  checking: "Verificando…",
  asking: "Ya existe un documento con este nombre",
  paused: "La conexión se cortó. Sigue sola; no cierre esta página",
  same: "Ya estaba en la promoción: es el mismo archivo y no se subió otra vez",
  stored: "Listo",
  failed: "No se subió",
};
const NO_CANCEL: ReadonlySet<State> = new Set<State>(["stored", "failed", "asking"]);

export class Row {
  readonly element = h("li", { class: "row" });
  private readonly status = h("span", { class: "status" });
  private readonly bar = h("progress", { max: 1, value: 0 });
  private readonly cancel: HTMLButtonElement;
  private readonly again: HTMLButtonElement;
  private readonly below = h("div", { class: "below" });
  private readonly mark = h("span", { class: "mark" });
  private drawnState: State | null = null;

  constructor(
    private readonly queue: Queue,
    private readonly item: Item,
  ) {
    const label = `Cancelar «${item.name}»`;
    this.cancel = h("button", { type: "button", class: "quiet square", "aria-label": label, title: "Cancelar", onclick: () => queue.cancel(item) }, icon("x"));
    this.again = h("button", { type: "button", class: "quiet square", "aria-label": `Reintentar «${item.name}»`, title: "Reintentar ahora", onclick: () => queue.retry(item) }, icon("retry"));
    this.bar.setAttribute("aria-label", `Avance de «${item.name}»`);
    this.element.append(
      this.mark,
      h("div", { class: "what" }, h("span", { class: "name" }, readable(item.name)), this.status),
      h("span", { class: "ways" }, this.again, this.cancel),
      this.bar,
      this.below,
    );
    this.update();
  }

  update(): void {
    const { state, sentBytes, file } = this.item;
    this.status.textContent = state === "sending" ? this.progressText() : this.stateText(state);
    const share = file.size > 0 ? sentBytes / file.size : 0;
    if (state === "checking") this.bar.removeAttribute("value");
    else this.bar.value = share;
    if (state !== this.drawnState) this.drawState(state);
  }

  private drawState(state: State): void {
    this.drawnState = state;
    this.element.dataset["state"] = state;
    this.bar.hidden = state !== "sending" && state !== "checking";
    this.cancel.hidden = NO_CANCEL.has(state);
    this.cancel.title = state === "same" ? "Quitar de esta lista" : "Cancelar";
    this.cancel.setAttribute("aria-label", `${this.cancel.title} «${this.item.name}»`);
    this.again.hidden = state !== "paused";
    fill(this.mark, this.markOf(state));
    fill(this.below, state === "failed" && this.problem(), state === "asking" && this.question());
    if (state === "asking") this.offerSafeChoice();
  }

  private markOf(state: State): Element {
    if (state === "sending" || state === "checking") return h("span", { class: "spinner" });
    const names = { waiting: "file", asking: "alert", paused: "retry", same: "info", stored: "check", failed: "block" } as const;
    return icon(names[state]);
  }

  private stateText(state: Exclude<State, "sending">): string {
    if (state === "checking" || state === "same") return WORDS[state];
    if (state === "paused" && !navigator.onLine) return "Sin conexión a internet. Sigue sola en cuanto vuelva; no cierre esta página";
    return `${WORDS[state]} · ${sizeText(this.item.file.size)}`;
  }

  private progressText(): string {
    const { sentBytes, bytesPerSecond, file } = this.item;
    if (sentBytes === 0) return `Subiendo 0 % de ${sizeText(file.size)}`;
    const percent = `Subiendo ${Math.floor((100 * sentBytes) / file.size)} % de ${sizeText(file.size)}`;
    if (bytesPerSecond === 0) return percent;
    const speed = `${sizeText(Math.round(bytesPerSecond))}/s`;
    return [percent, speed, remainingText((file.size - sentBytes) / bytesPerSecond)].filter(Boolean).join(" · ");
  }

  private problem(): Element | null {
    const { failure, name } = this.item;
    const retryable = canBeRetried(this.item);
    if (!failure) return null;
    const retry = h("button", { type: "button", "aria-label": `Reintentar «${name}»`, onclick: () => this.queue.retry(this.item) }, icon("retry"), "Reintentar");
    const label = retryable ? "Cancelar" : "Quitar de la lista";
    const drop = h("button", { type: "button", class: retryable ? "quiet" : null, "aria-label": `${label}: «${name}»`, onclick: () => this.queue.cancel(this.item) }, label);
    return failureNote(failure, retryable && retry, drop);
  }

  private question(): Element {
    const answer = (choice: "conservar" | "reemplazar") => () => this.queue.answer(this.item, choice);
    return h(
      "div",
      { class: "note warn", role: "group", "aria-label": `Ya existe «${this.item.name}»` },
      icon("alert"),
      h(
        "div",
        { class: "note-text" },
        h("strong", {}, "¿Qué hacemos con este archivo?"),
        h("p", {}, "«Conservar ambos» guarda éste con otro nombre. «Reemplazar» lo pone en lugar del anterior, que podrá recuperar mientras no firme."),
        h(
          "div",
          { class: "actions" },
          h("button", { type: "button", class: "primary keep", onclick: answer("conservar") }, "Conservar ambos"),
          h("button", { type: "button", onclick: answer("reemplazar") }, "Reemplazar"),
          h("button", { type: "button", class: "quiet", onclick: () => this.queue.cancel(this.item) }, "Cancelar"),
        ),
      ),
    );
  }

  /** Put the focus on the choice that loses nothing, unless the person is doing something else. */
  private offerSafeChoice(): void {
    const busy = document.activeElement;
    const scope = this.element.getRootNode();
    const inside = scope instanceof ShadowRoot && scope.host === busy;
    const elsewhere = inside && scope.activeElement?.closest(".below, .list, dialog, .menu");
    if ((busy === document.body || inside) && !elsewhere) this.below.querySelector<HTMLButtonElement>(".keep")?.focus();
  }
}
