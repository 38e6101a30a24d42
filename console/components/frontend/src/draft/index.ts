/** Keeps what is typed into one of the page's fields as a draft on the server, and warns whoever leaves it. */

import { ask } from "../api";
import baseCss from "../base.css";
import { fill, h, icon, type IconName } from "../dom";
import { component, type Mounted, type Surface } from "../streamlit";
import draftCss from "./draft.css";
import { Keeping, type State } from "./keeping";

export interface DraftData {
  /** The Streamlit key of the field. */
  readonly field: string;
  /** Where the draft is sent. */
  readonly address: string;
  /** What the text is called within the draft. */
  readonly name: string;
  readonly csrf: string;
  /** What the server keeps, with which the field began. */
  readonly text: string;
  /** Grows when the text was published or thrown away: the field begins anew. */
  readonly round: number;
  readonly zone: string;
}

class DraftKeeper implements Surface<DraftData> {
  private readonly line = h("span", { class: "line", role: "status" });
  private mounted: Mounted<DraftData> | null = null;
  private keeping: Keeping | null = null;
  private round = 0;
  private readonly onInput = (event: Event): void => this.input(event);
  private readonly onBlur = (event: Event): void => void (this.isField(event.target) && this.keeping?.rest());
  private readonly onHide = (): void => this.keeping?.flush();
  private readonly onLeave = (event: BeforeUnloadEvent): void => {
    this.keeping?.flush();
    if (this.keeping?.isPending) event.preventDefault();
  };

  constructor(root: HTMLElement) {
    root.append(this.line);
    document.addEventListener("input", this.onInput, true);
    document.addEventListener("focusout", this.onBlur, true);
    addEventListener("pagehide", this.onHide);
    addEventListener("beforeunload", this.onLeave);
  }

  update(mounted: Mounted<DraftData>): void {
    this.mounted = mounted;
    const before = this.round;
    const { text, round } = mounted.data;
    this.round = round;
    if (this.keeping) return before === round ? undefined : this.keeping.settle(text);
    this.keeping = new Keeping((typed, leaving) => this.save(typed, leaving), (state) => this.say(state), text);
    if (text !== "") fill(this.line, icon("history"), "Se recuperó lo que había escrito.");
  }

  destroy(): void {
    this.keeping?.flush();
    document.removeEventListener("input", this.onInput, true);
    document.removeEventListener("focusout", this.onBlur, true);
    removeEventListener("pagehide", this.onHide);
    removeEventListener("beforeunload", this.onLeave);
  }

  private input(event: Event): void {
    if (this.isField(event.target)) this.keeping?.typed(event.target.value);
  }

  private isField(element: EventTarget | null): element is HTMLTextAreaElement | HTMLInputElement {
    const typed = element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement;
    return typed && this.mounted !== null && element.closest(`.st-key-${CSS.escape(this.mounted.data.field)}`) !== null;
  }

  private async save(text: string, leaving: boolean): Promise<void> {
    if (!this.mounted) return;
    const { address, csrf, name } = this.mounted.data;
    const json = { content: { [name]: text } };
    if (leaving) {
      const headers = { "Content-Type": "application/json", "X-Oficialia-CSRF": csrf };
      await fetch(address, { method: "POST", headers, body: JSON.stringify(json), credentials: "same-origin", keepalive: true });
    } else await ask(address, { method: "POST", csrf, json });
  }

  private say(state: State): void {
    const words = this.words(state);
    if (words === null) return;
    this.line.classList.toggle("bad", state.kind === "failed");
    fill(this.line, ...(words ? [icon(words[0]), words[1]] : []));
  }

  /** While somebody types, what was said last stays: a line that flickers is read by nobody. */
  private words(state: State): [IconName, string] | false | null {
    if (state.kind === "typing") return null;
    if (state.kind === "nothing") return false;
    if (state.kind === "failed") return ["alert", "Sin guardar: no hay comunicación. Se intenta de nuevo."];
    const format = new Intl.DateTimeFormat("es-MX", { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZone: this.mounted?.data.zone ?? "UTC" });
    return ["tick", `Borrador guardado ${format.format(state.at)}`];
  }
}

export default component<DraftData>(baseCss + draftCss, (root) => new DraftKeeper(root));
