/** The files on their way, drawn: a line for each, above them how all are doing. */

import { fill, h, icon } from "../dom";
import { count, remainingText } from "../words";
import { canBeRetried, UNFINISHED, type Item, type State } from "./item";
import type { Queue, Tally } from "./queue";
import { Row } from "./row";

/** Of those that only wait, a few are shown: two hundred lines would hide the ones that need somebody. */
const WAITING_SHOWN = 4;
const TRAVELS: ReadonlySet<State> = new Set<State>(["waiting", "sending", "checking", "paused"]);

/** «3 de 12 listos · 2 con problema». */
export function tallyText({ total, ready, failed, asking }: Tally): string {
  const parts = [`${ready} de ${total} ${ready === 1 ? "listo" : "listos"}`];
  if (failed > 0) parts.push(`${failed} con problema`);
  if (asking > 0) parts.push(`${asking} ${asking === 1 ? "espera" : "esperan"} su respuesta`);
  return parts.join(" · ");
}

/** How long all that still has to leave will take; empty where nobody can say. */
export function wholeRemaining(items: readonly Item[]): string {
  const moving = items.filter(({ state }) => state === "sending");
  const speed = moving.reduce((sum, { bytesPerSecond }) => sum + bytesPerSecond, 0);
  const left = items.filter(({ state }) => TRAVELS.has(state)).reduce((sum, { file, sentBytes }) => sum + file.size - sentBytes, 0);
  return speed > 0 && left > 0 ? remainingText(left / speed) : "";
}

export class TrafficView {
  readonly element = h("div", { class: "traffic" });
  private readonly figures = h("span", { class: "figures" });
  private readonly time = h("span", { class: "time" });
  private readonly ways = h("span", { class: "ways" });
  private readonly rows = h("ul", { class: "rows", "aria-label": "Archivos en camino" });
  private readonly more = h("p", { class: "more" });
  private readonly drawn = new Map<number, Row>();
  private drawnWays = "";

  /** `onFocusLost` is called when the line that had the focus goes away. */
  constructor(
    private readonly queue: Queue,
    private readonly onFocusLost: () => void,
  ) {
    this.element.append(h("div", { class: "whole" }, this.figures, this.time, this.ways), this.rows, this.more);
    this.draw();
  }

  /** Draw what changed: one file, or, with null, which files there are. */
  update(item: Item | null): void {
    if (item) this.drawn.get(item.number)?.update();
    this.draw();
  }

  private draw(): void {
    const numbers = new Set(this.queue.all.map(({ number }) => number));
    for (const [number, row] of this.drawn) {
      if (numbers.has(number)) continue;
      const focused = row.element.matches(":focus-within");
      row.element.remove();
      this.drawn.delete(number);
      if (focused) this.onFocusLost();
    }
    for (const item of this.queue.all) {
      if (this.drawn.has(item.number)) continue;
      const row = new Row(this.queue, item);
      this.drawn.set(item.number, row);
      this.rows.append(row.element);
    }
    this.element.hidden = this.queue.all.length === 0;
    this.fold();
    this.drawWhole();
  }

  private fold(): void {
    let waiting = 0;
    for (const item of this.queue.all) {
      const row = this.drawn.get(item.number);
      if (row) row.element.hidden = item.state === "waiting" && ++waiting > WAITING_SHOWN;
    }
    const folded = Math.max(0, waiting - WAITING_SHOWN);
    this.more.hidden = folded === 0;
    this.more.textContent = `Y ${count(folded, "archivo más espera", "archivos más esperan")} su turno.`;
  }

  private drawWhole(): void {
    const tally = this.queue.tally;
    this.figures.textContent = tallyText(tally);
    this.time.textContent = wholeRemaining(this.queue.all);
    const stuck = this.queue.all.filter((item) => item.state === "failed" && canBeRetried(item)).length;
    const wanted = JSON.stringify([tally.asking > 1, stuck > 1, tally.unfinished > 1, tally.unfinished === 0 && tally.failed > 1]);
    if (wanted === this.drawnWays) return; // buttons that are pressed must not be made anew under the finger
    this.drawnWays = wanted;
    fill(
      this.ways,
      tally.asking > 1 && this.way("Conservar ambos en todos", "plus", () => this.queue.answerAll("conservar")),
      tally.asking > 1 && this.way("Reemplazar todos", "retry", () => this.queue.answerAll("reemplazar")),
      stuck > 1 && this.way("Reintentar todos", "retry", () => this.queue.retryAll()),
      tally.unfinished > 1 && this.way("Cancelar todo", "x", () => this.queue.cancelAll(UNFINISHED)),
      tally.unfinished === 0 && tally.failed > 1 && this.way("Quitar los que tienen problema", "x", () => this.queue.cancelAll(new Set(["failed"]))),
    );
  }

  private way(label: string, drawing: "plus" | "retry" | "x", act: () => void): HTMLElement {
    return h("button", { type: "button", class: "quiet", onclick: act }, icon(drawing), label);
  }
}
